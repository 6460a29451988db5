#include "gateway/rivta/moment.hpp"

#include <algorithm>
#include <chrono>

#include "gateway/base/text.hpp"

namespace gateway::rivta {
namespace {

namespace chrono = std::chrono;
using chrono::local_days;
using chrono::Sunday;
using chrono::year_month_day;

constexpr std::size_t kDateDigits = 8;
constexpr std::size_t kMinuteDigits = 12;
constexpr std::size_t kSecondDigits = 14;

int number(std::string_view text, std::size_t at, std::size_t size) {
  return parse_integer<int>(text.substr(at, size)).value_or(-1);
}

std::optional<year_month_day> day_of(std::string_view text) {
  if (text.size() < kDateDigits || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  const year_month_day day{chrono::year(number(text, 0, 4)),
                           chrono::month(static_cast<unsigned>(number(text, 4, 2))),
                           chrono::day(static_cast<unsigned>(number(text, 6, 2)))};
  if (!day.ok()) return std::nullopt;
  return day;
}

// Sweden has had summer time each year since 1980: from 02:00 on the last Sunday of March (1980: 6
// April) to 03:00 on the last Sunday of September, since 1996 of October.
bool is_summer_time(const year_month_day& day, chrono::seconds time) {
  constexpr chrono::year kFirstYear(1980);
  constexpr chrono::year kFirstOctober(1996);
  if (day.year() < kFirstYear) return false;
  const chrono::local_seconds now = local_days(day) + time;
  const local_days spring = day.year() == kFirstYear
                                ? local_days(kFirstYear / chrono::April / 6)
                                : local_days(day.year() / chrono::March / Sunday[chrono::last]);
  const auto month = day.year() < kFirstOctober ? chrono::September : chrono::October;
  const local_days autumn = local_days(day.year() / month / Sunday[chrono::last]);
  return now >= spring + chrono::hours(3) && now < autumn + chrono::hours(3);
}

std::string separated(std::string_view digits) {
  std::string date(digits.substr(0, 4));
  date += '-';
  date += digits.substr(4, 2);
  date += '-';
  date += digits.substr(6, 2);
  return date;
}

}  // namespace

std::optional<std::string> to_fhir_date(std::string_view text) {
  if (text.size() != kDateDigits || !day_of(text)) return std::nullopt;
  return separated(text);
}

std::optional<std::string> to_fhir_date_time(std::string_view text) {
  if (text.size() != kMinuteDigits && text.size() != kSecondDigits) return std::nullopt;
  const auto day = day_of(text);
  if (!day) return std::nullopt;
  std::string whole(text);
  whole.resize(kSecondDigits, '0');
  const int hour = number(whole, 8, 2);
  const int minute = number(whole, 10, 2);
  const int second = number(whole, 12, 2);
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;

  const chrono::seconds time =
      chrono::hours(hour) + chrono::minutes(minute) + chrono::seconds(second);
  std::string result = separated(whole) + 'T';
  result += whole.substr(8, 2) + ':' + whole.substr(10, 2) + ':' + whole.substr(12, 2);
  result += is_summer_time(*day, time) ? "+02:00" : "+01:00";
  return result;
}

}  // namespace gateway::rivta
