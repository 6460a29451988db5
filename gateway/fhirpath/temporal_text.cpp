// How dates and times are written.
#include <algorithm>
#include <charconv>

#include "gateway/fhirpath/temporal.hpp"
#include "gateway/fhirpath/temporal_parts.hpp"

namespace gateway::fhirpath {
namespace {

struct PartText {
  char separator;  // in front of it, unless it is the first
  std::size_t width;
};

constexpr std::array<PartText, kPartCount> kPartTexts{{
    {'\0', 4},  // year
    {'-', 2},   // month
    {'-', 2},   // day
    {'T', 2},   // hour
    {':', 2},   // minute
    {':', 2},   // second
    {'.', 3},   // millisecond; read with any number of digits
}};

constexpr int kLeapSecond = 60;
constexpr std::chrono::minutes kMaxOffset = std::chrono::hours{14};
constexpr int kMinutesOfHour = 60;

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

bool take(std::string_view& text, char c) noexcept {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<int> take_number(std::string_view& text, std::size_t width) noexcept {
  const std::string_view digits = text.substr(0, width);
  if (digits.size() != width || !std::all_of(digits.begin(), digits.end(), is_digit)) {
    return std::nullopt;
  }
  int number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  text.remove_prefix(width);
  return number;
}

// "5" is 500, "1239" is 123.
std::optional<int> take_fraction(std::string_view& text) noexcept {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const auto length = static_cast<std::size_t>(end - text.begin());
  if (length == 0) return std::nullopt;

  int number = 0;
  for (std::size_t i = 0; i < kPartTexts[index_of(Part::millisecond)].width; ++i) {
    number = number * 10 + (i < length ? text[i] - '0' : 0);
  }
  text.remove_prefix(length);
  return number;
}

// Reads the parts from `first` on, at most to `last`, and says where they end.
std::optional<Part> take_parts(std::string_view& text,
                               Part first,
                               Part last,
                               Parts& parts) noexcept {
  for (std::size_t i = index_of(first); i <= index_of(last); ++i) {
    if (i != index_of(first) && !take(text, kPartTexts[i].separator)) {
      return static_cast<Part>(i - 1);
    }
    const auto number = i == index_of(Part::millisecond) ? take_fraction(text)
                                                         : take_number(text, kPartTexts[i].width);
    if (!number) return std::nullopt;
    parts[i] = *number;
  }
  return last;
}

bool is_valid(const Parts& parts) noexcept {
  Parts highest = kHighestParts;
  highest[index_of(Part::second)] = kLeapSecond;
  for (std::size_t i = 0; i < kPartCount; ++i) {
    if (parts[i] < kLowestParts[i] || parts[i] > highest[i]) return false;
  }
  return parts[2] <= last_day(parts[0], parts[1]);
}

// "Z", "+01:00". REQUIRES: there is text.
std::optional<std::chrono::minutes> read_offset(std::string_view text) noexcept {
  if (text == "Z") return std::chrono::minutes{0};
  const bool west = take(text, '-');
  if (!west && !take(text, '+')) return std::nullopt;
  const auto hours = take_number(text, 2);
  if (!hours || !take(text, ':')) return std::nullopt;
  const auto minutes = take_number(text, 2);
  if (!minutes || *minutes >= kMinutesOfHour || !text.empty()) return std::nullopt;

  const auto offset = std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
  if (offset > kMaxOffset) return std::nullopt;
  return west ? -offset : offset;
}

// "14:34:28.123", and for a date_time with the offset behind it.
std::optional<Temporal> read_time(std::string_view text, TemporalKind kind, Parts parts) noexcept {
  const auto precision = take_parts(text, Part::hour, Part::millisecond, parts);
  if (!precision || !is_valid(parts)) return std::nullopt;

  Temporal value{.kind = kind};
  if (!text.empty()) {
    if (kind == TemporalKind::time) return std::nullopt;
    value.offset = read_offset(text);
    if (!value.offset) return std::nullopt;
  }
  return with_parts(value, parts, *precision);
}

// A date, and what `text` has behind it if that begins with 'T'. `bare_t`: nothing may follow the
// 'T'.
std::optional<Temporal> read_date(std::string_view text, bool bare_t) noexcept {
  Parts parts = kLowestParts;
  const auto precision = take_parts(text, Part::year, Part::day, parts);
  if (!precision || !is_valid(parts)) return std::nullopt;

  Temporal value{.kind = TemporalKind::date};
  if (text.empty()) return with_parts(value, parts, *precision);
  if (!take(text, 'T')) return std::nullopt;
  if (!text.empty()) {
    return *precision == Part::day ? read_time(text, TemporalKind::date_time, parts) : std::nullopt;
  }
  if (!bare_t) return std::nullopt;
  value.kind = TemporalKind::date_time;
  return with_parts(value, parts, *precision);
}

void append_number(std::string& text, int number, std::size_t width) {
  const std::size_t begin = text.size();
  text.append(width, '0');
  for (std::size_t i = begin + width; i-- > begin; number /= 10) {
    text[i] = static_cast<char>('0' + number % 10);
  }
}

void append_offset(std::string& text, std::chrono::minutes offset) {
  if (offset.count() == 0) {
    text += 'Z';
    return;
  }
  const auto minutes = static_cast<int>(std::chrono::abs(offset).count());
  text += offset.count() < 0 ? '-' : '+';
  append_number(text, minutes / kMinutesOfHour, 2);
  text += ':';
  append_number(text, minutes % kMinutesOfHour, 2);
}

}  // namespace

std::optional<Temporal> parse_literal(std::string_view text) noexcept {
  return take(text, 'T') ? read_time(text, TemporalKind::time, kLowestParts)
                         : read_date(text, true);
}

std::optional<Temporal> parse_temporal(std::string_view text, TemporalKind kind) noexcept {
  if (kind == TemporalKind::time) {
    take(text, 'T');
    return read_time(text, kind, kLowestParts);
  }
  std::optional<Temporal> value = read_date(text, false);
  if (kind == TemporalKind::date) return value && value->kind == kind ? value : std::nullopt;
  if (value) value->kind = kind;
  return value;
}

std::string to_text(const Temporal& value) {
  const Parts parts = parts_of(value);
  const std::size_t first = index_of(first_part(value.kind));
  std::string text;
  for (std::size_t i = first; i <= index_of(value.precision); ++i) {
    if (i != first) text += kPartTexts[i].separator;
    append_number(text, parts[i], kPartTexts[i].width);
  }
  if (value.offset && value.precision >= Part::hour) append_offset(text, *value.offset);
  return text;
}

}  // namespace gateway::fhirpath
