#include "gateway/fhir/date_time.hpp"

#include <array>
#include <charconv>

#include "gateway/base/text.hpp"

namespace gateway::fhir {
namespace {

using std::chrono::hours;
using std::chrono::local_days;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using LocalTime = std::chrono::local_time<microseconds>;

constexpr minutes kLargestOffset{14 * 60};
constexpr minutes kSmallestOffset{-12 * 60};  // of a real place; texts may say down to -14:00

// Reads from the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) noexcept : rest_(text) {}

  bool at_end() const noexcept { return rest_.empty(); }
  char peek() const noexcept { return rest_.empty() ? '\0' : rest_.front(); }

  bool take(char c) noexcept {
    if (peek() != c || rest_.empty()) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // Exactly `count` digits as a number of at most `max`.
  std::optional<int> number(std::size_t count, int max) noexcept {
    if (rest_.size() < count) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (!is_digit(rest_[i])) return std::nullopt;
      value = value * 10 + (rest_[i] - '0');
    }
    if (value > max) return std::nullopt;
    rest_.remove_prefix(count);
    return value;
  }

  struct Fraction {
    microseconds value{};
    std::uint8_t digits = 0;  // 0 if there is none, 6 at most
  };

  // The digits after a decimal point.
  Fraction fraction() noexcept {
    Fraction read;
    std::int64_t unit = 100'000;
    for (; is_digit(peek()); rest_.remove_prefix(1), unit /= 10) {
      read.value += microseconds((peek() - '0') * unit);
      if (read.digits < 6) ++read.digits;
    }
    return read;
  }

 private:
  std::string_view rest_;
};

bool scan_date(Scanner& in, DateTime& out) noexcept {
  const auto year = in.number(4, 9999);
  if (!year || *year == 0) return false;
  int month = 1;
  int day = 1;
  out.precision = Precision::year;
  if (in.take('-')) {
    const auto read = in.number(2, 12);
    if (!read || *read == 0) return false;
    month = *read;
    out.precision = Precision::month;
    if (in.take('-')) {
      const auto read_day = in.number(2, 31);
      if (!read_day) return false;
      day = *read_day;
      out.precision = Precision::day;
    }
  }
  out.date = std::chrono::year(*year) / month / day;
  return out.date.ok();
}

// hh:mm, then :ss and a fraction, which may be missing only if `minutes_suffice`.
bool scan_time(Scanner& in, bool minutes_suffice, DateTime& out) noexcept {
  const auto hour = in.number(2, 23);
  if (!hour || !in.take(':')) return false;
  const auto minute = in.number(2, 59);
  if (!minute) return false;
  out.time_of_day = hours(*hour) + minutes(*minute);
  out.precision = Precision::minute;
  if (!in.take(':')) return minutes_suffice;
  const auto second = in.number(2, 60);
  if (!second) return false;
  out.time_of_day += seconds(*second);
  out.precision = Precision::second;
  if (!in.take('.')) return true;
  const auto fraction = in.fraction();
  out.time_of_day += fraction.value;
  out.fraction_digits = fraction.digits;
  return fraction.digits > 0;
}

bool scan_offset(Scanner& in, DateTime& out) noexcept {
  if (in.take('Z')) {
    out.offset = minutes(0);
    return true;
  }
  const bool is_west = in.peek() == '-';
  if (!in.take('-') && !in.take('+')) return false;
  const auto hour = in.number(2, 14);
  if (!hour || !in.take(':')) return false;
  const auto minute = in.number(2, 59);
  if (!minute) return false;
  const minutes offset = hours(*hour) + minutes(*minute);
  if (offset > kLargestOffset) return false;
  out.offset = is_west ? -offset : offset;
  return true;
}

enum class TimePart : std::uint8_t { optional, required };
enum class Form : std::uint8_t { strict, search };

std::optional<DateTime> scan(std::string_view text, TimePart time, Form form) noexcept {
  Scanner in(text);
  DateTime value;
  if (!scan_date(in, value)) return std::nullopt;
  if (in.at_end() && time == TimePart::optional) return value;
  if (value.precision != Precision::day || !in.take('T')) return std::nullopt;
  if (!scan_time(in, form == Form::search, value)) return std::nullopt;
  const bool offset_may_miss = form == Form::search && in.at_end();
  if (!offset_may_miss && !scan_offset(in, value)) return std::nullopt;
  if (!in.at_end()) return std::nullopt;
  return value;
}

LocalTime local_low(const DateTime& value) {
  return local_days(value.date) + value.time_of_day;
}

LocalTime local_high(const DateTime& value) {
  const auto date = value.date;
  switch (value.precision) {
    case Precision::year: return local_days((date.year() + std::chrono::years(1)) / 1 / 1);
    case Precision::month:
      return local_days((date.year() / date.month() + std::chrono::months(1)) / 1);
    case Precision::day: return local_days(date) + std::chrono::days(1);
    case Precision::hour: return local_low(value) + hours(1);
    case Precision::minute: return local_low(value) + minutes(1);
    case Precision::second: break;
  }
  microseconds span = seconds(1);
  for (unsigned i = 0; i < value.fraction_digits; ++i)
    span /= 10;
  return local_low(value) + span;
}

Instant at_offset(LocalTime local, minutes offset) {
  return Instant(local.time_since_epoch() - offset);
}

// What `value` covers wherever it was written.
Period widest_period(const DateTime& value) {
  if (value.offset) return period_of(value, FixedZone(*value.offset));
  return {at_offset(local_low(value), kLargestOffset),
          at_offset(local_high(value), kSmallestOffset)};
}

}  // namespace

std::optional<DateTime> parse_date(std::string_view text) noexcept {
  Scanner in(text);
  DateTime value;
  if (!scan_date(in, value) || !in.at_end()) return std::nullopt;
  return value;
}

std::optional<DateTime> parse_date_time(std::string_view text) noexcept {
  return scan(text, TimePart::optional, Form::strict);
}

std::optional<DateTime> parse_instant(std::string_view text) noexcept {
  return scan(text, TimePart::required, Form::strict);
}

std::optional<DateTime> parse_search_date(std::string_view text) noexcept {
  return scan(text, TimePart::optional, Form::search);
}

std::optional<microseconds> parse_time(std::string_view text) noexcept {
  Scanner in(text);
  DateTime value;
  if (!scan_time(in, false, value) || !in.at_end()) return std::nullopt;
  return value.time_of_day;
}

Instant FixedZone::to_utc(LocalTime local) const {
  return at_offset(local, offset_);
}

Period period_of(const DateTime& value, const Zone& zone) {
  if (value.offset) {
    return {at_offset(local_low(value), *value.offset),
            at_offset(local_high(value), *value.offset)};
  }
  return {zone.to_utc(local_low(value)), zone.to_utc(local_high(value))};
}

std::partial_ordering compare(const DateTime& a, const DateTime& b) {
  const bool same_place = !a.offset && !b.offset;
  const FixedZone anywhere(minutes(0));
  const Period first = same_place ? period_of(a, anywhere) : widest_period(a);
  const Period second = same_place ? period_of(b, anywhere) : widest_period(b);
  const bool comparable = same_place || (a.offset && b.offset);
  if (comparable && a.precision == b.precision) return first.low <=> second.low;
  if (first.high <= second.low) return std::partial_ordering::less;
  if (second.high <= first.low) return std::partial_ordering::greater;
  return std::partial_ordering::unordered;
}

std::optional<Instant> to_instant(const DateTime& value) noexcept {
  if (!value.offset) return std::nullopt;
  return at_offset(local_low(value), *value.offset);
}

std::string to_text(Instant instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::milliseconds>(instant - day));
  std::string text = "0000-00-00T00:00:00.000Z";
  const auto put = [&text](std::size_t at, std::size_t count, std::int64_t value) {
    for (std::size_t i = count; i > 0; --i, value /= 10) {
      text[at + i - 1] = static_cast<char>('0' + value % 10);
    }
  };
  put(0, 4, static_cast<int>(date.year()));
  put(5, 2, static_cast<unsigned>(date.month()));
  put(8, 2, static_cast<unsigned>(date.day()));
  put(11, 2, time.hours().count());
  put(14, 2, time.minutes().count());
  put(17, 2, time.seconds().count());
  put(20, 3, time.subseconds().count());
  return text;
}

}  // namespace gateway::fhir
