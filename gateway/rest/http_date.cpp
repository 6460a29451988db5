// The times of HTTP. Source: RFC 9110, section 5.6.7.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <vector>

#include "gateway/base/text.hpp"
#include "gateway/rest/preconditions.hpp"

namespace gateway::rest {
namespace {

constexpr auto kDays =
    std::to_array<const char*>({"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"});
constexpr auto kMonths = std::to_array<const char*>(
    {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"});

// A date and time of day as the words of a header.
struct Words {
  std::string_view day;
  std::string_view month;
  std::string_view year;
  std::string_view time;
};

// What stands between spaces, commas and hyphens.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" ,-"), text.size());
    if (end > 0) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

std::optional<Words> arrange(const std::vector<std::string_view>& words) {
  if (words.size() == 6 && words[5] == "GMT") {
    return Words{.day = words[1], .month = words[2], .year = words[3], .time = words[4]};
  }
  if (words.size() != 5) return std::nullopt;
  return Words{.day = words[2], .month = words[1], .year = words[4], .time = words[3]};
}

// Nothing for another number of digits, a sign or another character.
std::optional<int> digits(std::string_view text, std::size_t least, std::size_t most) {
  const bool is_number =
      text.size() >= least && text.size() <= most && std::ranges::all_of(text, is_digit);
  return is_number ? parse_integer<int>(text) : std::nullopt;
}

std::optional<int> year_of(std::string_view text) {
  if (text.size() == 4) return digits(text, 4, 4);
  const auto year = digits(text, 2, 2);
  if (!year) return std::nullopt;
  return *year < 70 ? *year + 2000 : *year + 1900;
}

std::optional<std::chrono::seconds> time_of(std::string_view text) {
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const auto hours = digits(text.substr(0, 2), 2, 2);
  const auto minutes = digits(text.substr(3, 2), 2, 2);
  const auto seconds = digits(text.substr(6, 2), 2, 2);
  if (!hours || !minutes || !seconds) return std::nullopt;
  if (*hours > 23 || *minutes > 59 || *seconds > 60) return std::nullopt;  // 60: a leap second
  return std::chrono::hours(*hours) + std::chrono::minutes(*minutes) +
         std::chrono::seconds(*seconds);
}

}  // namespace

std::string to_http_date(Instant instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(instant - day));
  std::array<char, 40> text{};
  const int size = std::snprintf(text.data(),
                                 text.size(),
                                 "%s, %02u %s %04d %02d:%02d:%02d GMT",
                                 kDays[std::chrono::weekday(day).c_encoding()],
                                 static_cast<unsigned>(date.day()),
                                 kMonths[static_cast<unsigned>(date.month()) - 1],
                                 static_cast<int>(date.year()),
                                 static_cast<int>(time.hours().count()),
                                 static_cast<int>(time.minutes().count()),
                                 static_cast<int>(time.seconds().count()));
  return std::string(text.data(), static_cast<std::size_t>(size));
}

std::optional<Instant> parse_http_date(std::string_view text) {
  const auto words = arrange(words_of(trim(text)));
  if (!words) return std::nullopt;
  const auto month = std::ranges::find(kMonths, words->month);
  const auto day = digits(words->day, 1, 2);
  const auto year = year_of(words->year);
  const auto time = time_of(words->time);
  if (month == kMonths.end() || !day || !year || !time) return std::nullopt;
  const std::chrono::year_month_day date(
      std::chrono::year(*year),
      std::chrono::month(static_cast<unsigned>(month - kMonths.begin()) + 1),
      std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  return Instant(std::chrono::sys_days(date)) + *time;
}

}  // namespace gateway::rest
