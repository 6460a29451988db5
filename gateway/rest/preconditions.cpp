#include "gateway/rest/preconditions.hpp"

#include <array>
#include <chrono>
#include <cstdio>

#include "gateway/base/text.hpp"

namespace gateway::rest {
namespace {

std::string_view unquoted(std::string_view text) noexcept {
  const bool is_quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return is_quoted ? text.substr(1, text.size() - 2) : text;
}

}  // namespace

std::string to_etag(std::uint32_t version) {
  return "W/\"" + std::to_string(version) + '"';
}

std::optional<std::uint32_t> parse_etag(std::string_view text) noexcept {
  if (text.starts_with("W/")) text.remove_prefix(2);
  if (text.size() < 3 || text.front() != '"' || text.back() != '"') return std::nullopt;
  const auto version = parse_integer<std::uint32_t>(text.substr(1, text.size() - 2));
  if (version == 0U || text[1] == '0') return std::nullopt;
  return version;
}

Result<std::optional<std::uint32_t>> parse_if_match(const wire::Headers& headers) {
  const auto header = headers.find("If-Match");
  if (!header) return std::optional<std::uint32_t>();
  const auto version = parse_etag(trim(*header));
  if (!version || headers.count("If-Match") != 1) {
    return fail(ErrorKind::malformed,
                "HTTP-IF-MATCH",
                "If-Match takes the ETag of one version, as in W/\"1\".");
  }
  return version;
}

bool is_known_version(const wire::Headers& headers, std::uint32_t version) noexcept {
  for (const wire::Headers::Field& field : headers.fields()) {
    if (!equals_ignoring_case(field.name, "If-None-Match")) continue;
    std::string_view left = field.value;
    while (!left.empty()) {
      const Halves halves = split_once(left, ',');
      const std::string_view tag = trim(halves.before);
      if (tag == "*" || parse_etag(tag) == version) return true;
      left = halves.after;
    }
  }
  return false;
}

std::optional<Return> parse_prefer(const wire::Headers& headers) noexcept {
  for (const wire::Headers::Field& field : headers.fields()) {
    if (!equals_ignoring_case(field.name, "Prefer")) continue;
    std::string_view left = field.value;
    while (!left.empty()) {
      const std::size_t end = left.find_first_of(",;");
      const Halves preference = split_once(trim(left.substr(0, end)), '=');
      left = end == std::string_view::npos ? std::string_view() : left.substr(end + 1);
      if (!equals_ignoring_case(trim(preference.before), "return")) continue;
      if (const auto known = kReturns.value(unquoted(trim(preference.after)))) return known;
    }
  }
  return std::nullopt;
}

std::string to_http_date(Instant instant) {
  constexpr auto kDays =
      std::to_array<const char*>({"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"});
  constexpr auto kMonths = std::to_array<const char*>(
      {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"});
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

}  // namespace gateway::rest
