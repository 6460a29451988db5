// Log: one line of JSON for each event, made of codes, ids and numbers, never of content.
//
//   log.write(LogLevel::info, "DELIVERY-SENT", {.correlation_id = request.id},
//             {LogField::id("task", task.text()), LogField::number("duration_ms", 12)});
//
//   {"time":"2024-05-01T12:00:00.000000Z","level":"info","event":"DELIVERY-SENT",
//    "correlation":"f47a…","task":"23","duration_ms":12}          (on one line)
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/base/clock.hpp"
#include "gateway/base/code_table.hpp"
#include "gateway/base/result.hpp"

namespace gateway {

enum class LogLevel : std::uint8_t { debug, info, warning, error };
inline constexpr CodeTable kLogLevelCodes(std::to_array<CodeRow<LogLevel>>({
    {LogLevel::debug, "debug"},
    {LogLevel::info, "info"},
    {LogLevel::warning, "warning"},
    {LogLevel::error, "error"},
}));

// One fact of an event. The makers say what it is; there is none for free text.
//
// LIFETIME: points at the key and the text; made for the call it is passed to.
class LogField {
 public:
  // A word of ours: a state, a reason, a resource type, a message id.
  static constexpr LogField code(std::string_view key, std::string_view value) noexcept {
    return {key, value};
  }
  // An opaque id given by the gateway or by a caller: a logical id, a message id, an HSA-id of a
  // unit, the serial of a certificate. REQUIRES: not an identifier of a person.
  static constexpr LogField id(std::string_view key, std::string_view value) noexcept {
    return {key, value};
  }
  // Numbers beyond 63 bits stand as the largest.
  template <std::integral Number>
  static constexpr LogField number(std::string_view key, Number value) noexcept {
    return {key,
            std::in_range<std::int64_t>(value) ? static_cast<std::int64_t>(value)
                                               : std::numeric_limits<std::int64_t>::max()};
  }

  std::string_view key() const noexcept { return key_; }
  bool is_number() const noexcept { return is_number_; }
  std::string_view text() const noexcept { return text_; }
  std::int64_t number() const noexcept { return number_; }

 private:
  constexpr LogField(std::string_view key, std::string_view text) noexcept
      : key_(key), text_(text) {}
  constexpr LogField(std::string_view key, std::int64_t number) noexcept
      : key_(key), number_(number), is_number_(true) {}

  std::string_view key_;
  std::string_view text_;
  std::int64_t number_ = 0;
  bool is_number_ = false;
};

// Which request or job an event belongs to; empty if none.
struct LogContext {
  std::string_view correlation_id = {};
};

// Takes finished lines.
//
// THREADS: write() may be called from any thread; a line is never torn.
class LogSink {
 public:
  virtual ~LogSink() = default;
  // `line` is without line break.
  virtual void write(LogLevel level, std::string_view line) = 0;
};

// Standard error, flushed at each warning and error.
std::unique_ptr<LogSink> make_stderr_sink();
// Appends to a file. Errors: unavailable (LOG-FILE: it cannot be opened for writing).
Result<std::unique_ptr<LogSink>> make_file_sink(const std::filesystem::path& file);

// THREADS: any.
// LIFETIME: sink and clock outlive the log.
class Log {
 public:
  // Longer texts are cut at a character and end in "…".
  static constexpr std::size_t kMaxTextBytes = 256;
  // Fields beyond it are left out and "cut":true stands in the line.
  static constexpr std::size_t kMaxLineBytes = 8192;

  Log(LogSink& sink, const Clock& clock, LogLevel threshold = LogLevel::info)
      : sink_(&sink), clock_(&clock), threshold_(threshold) {}

  bool is_enabled(LogLevel level) const noexcept { return level >= threshold_; }
  // `event` is a stable code in upper case with dashes, listed in docs/issues.md or beside its use.
  void write(LogLevel level,
             std::string_view event,
             const LogContext& context,
             std::initializer_list<LogField> fields) const;

 private:
  LogSink* sink_;
  const Clock* clock_;
  LogLevel threshold_;
};

// Appends `text` as a JSON string with quotes. Control characters, DEL, U+0080 to U+009F, line and
// paragraph separators and characters that change the direction of writing are escaped; bytes that
// are not UTF-8 become U+FFFD. At most Log::kMaxTextBytes bytes of `text` are used.
void append_log_text(std::string& out, std::string_view text);

}  // namespace gateway
