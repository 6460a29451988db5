#include "gateway/base/log.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <exception>

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "gateway/base/text.hpp"

namespace gateway {
namespace {

// Code points that are escaped although JSON allows them bare: they would change how a person sees
// the lines of a log.
struct CodePointRange {
  char32_t first;
  char32_t last;
};
constexpr auto kEscaped = std::to_array<CodePointRange>({
    {0x00, 0x1F},
    {0x7F, 0x9F},
    {0x061C, 0x061C},  // Arabic letter mark
    {0x200B, 0x200F},  // zero width and direction marks
    {0x2028, 0x202E},  // separators, embeddings, overrides
    {0x2060, 0x2069},  // word joiner, isolates
    {0xFEFF, 0xFEFF},  // byte order mark
});

constexpr std::string_view kReplacement = "\\ufffd";
constexpr std::string_view kEllipsis = "…";

bool is_escaped(char32_t c) {
  return std::ranges::any_of(
      kEscaped, [c](const CodePointRange& range) { return c >= range.first && c <= range.last; });
}

// Length of the UTF-8 character at the beginning of `text`, 0 if there is none.
std::size_t character_length(std::string_view text) {
  for (std::size_t length = 1; length <= std::min<std::size_t>(4, text.size()); ++length) {
    if (is_utf8(text.substr(0, length))) return length;
  }
  return 0;
}

char32_t code_point(std::string_view character) {
  const auto lead = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return lead;
  char32_t point = lead & (0x7FU >> character.size());
  for (const char c : character.substr(1)) {
    point = (point << 6U) | (static_cast<unsigned char>(c) & 0x3FU);
  }
  return point;
}

std::string format_time(Instant now) {
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(now - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z",
                     static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()),
                     time.hours().count(),
                     time.minutes().count(),
                     time.seconds().count(),
                     time.subseconds().count());
}

// Writes through spdlog, which locks its sink and knows how to reopen and flush.
class SpdlogSink final : public LogSink {
 public:
  explicit SpdlogSink(spdlog::sink_ptr sink) : logger_("gateway", std::move(sink)) {
    logger_.set_pattern("%v");
    logger_.set_level(spdlog::level::trace);
    logger_.flush_on(spdlog::level::warn);
  }

  void write(LogLevel level, std::string_view line) override {
    static constexpr std::array kLevels = {
        spdlog::level::debug, spdlog::level::info, spdlog::level::warn, spdlog::level::err};
    logger_.log(kLevels[static_cast<std::size_t>(level)],
                spdlog::string_view_t(line.data(), line.size()));
  }

 private:
  spdlog::logger logger_;
};

}  // namespace

std::unique_ptr<LogSink> make_stderr_sink() {
  return std::make_unique<SpdlogSink>(std::make_shared<spdlog::sinks::stderr_sink_mt>());
}

Result<std::unique_ptr<LogSink>> make_file_sink(const std::filesystem::path& file) {
  try {
    return std::make_unique<SpdlogSink>(
        std::make_shared<spdlog::sinks::basic_file_sink_mt>(file.string()));
  } catch (const std::exception&) {
    return fail(ErrorKind::unavailable, "LOG-FILE", "The log file cannot be opened for writing.");
  }
}

void append_log_text(std::string& out, std::string_view text) {
  const bool is_cut = text.size() > Log::kMaxTextBytes;
  if (is_cut) text = utf8_prefix(text, Log::kMaxTextBytes - kEllipsis.size());
  out.push_back('"');
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    if (length == 0) {
      out.append(kReplacement);
      text.remove_prefix(1);
      continue;
    }
    const std::string_view character = text.substr(0, length);
    text.remove_prefix(length);
    if (character == "\"" || character == "\\") {
      out.push_back('\\');
      out.append(character);
    } else if (const char32_t point = code_point(character); is_escaped(point)) {
      out.append(fmt::format("\\u{:04x}", static_cast<std::uint32_t>(point)));
    } else {
      out.append(character);
    }
  }
  if (is_cut) out.append(kEllipsis);
  out.push_back('"');
}

void Log::write(LogLevel level,
                std::string_view event,
                const LogContext& context,
                std::initializer_list<LogField> fields) const {
  if (!is_enabled(level)) return;
  constexpr std::string_view kCut = ",\"cut\":true";
  std::string line = R"({"time":")" + format_time(clock_->now()) + R"(","level":")";
  line.append(kLogLevelCodes.code(level)).append(R"(","event":)");
  append_log_text(line, event);
  if (!context.correlation_id.empty()) {
    line.append(R"(,"correlation":)");
    append_log_text(line, context.correlation_id);
  }
  for (const LogField& field : fields) {
    std::string fact(",");
    append_log_text(fact, field.key());
    fact.push_back(':');
    if (field.is_number()) {
      fact.append(std::to_string(field.number()));
    } else {
      append_log_text(fact, field.text());
    }
    if (line.size() + fact.size() + kCut.size() + 1 > kMaxLineBytes) {
      line.append(kCut);
      break;
    }
    line.append(fact);
  }
  line.push_back('}');
  sink_->write(level, line);
}

}  // namespace gateway
