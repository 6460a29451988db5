#include "gateway/http/response_text.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>

namespace gateway::http {
namespace {

// One TLS record holds 16 KiB.
constexpr std::size_t kOneRecord = std::size_t{15} << 10U;

struct Phrase {
  unsigned status;
  std::string_view text;
};

constexpr auto kPhrases = std::to_array<Phrase>({
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {303, "See Other"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {507, "Insufficient Storage"},
});

constexpr auto kWrittenHere = std::to_array<std::string_view>(
    {"content-length", "transfer-encoding", "connection", "keep-alive", "date"});

std::string_view phrase_of(unsigned status) {
  const auto* found = std::ranges::find(kPhrases, status, &Phrase::status);
  return found == kPhrases.end() ? std::string_view() : found->text;
}

constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_written_here(std::string_view name) {
  return std::ranges::any_of(kWrittenHere, [name](std::string_view ours) {
    return std::ranges::equal(name, ours, {}, lower);
  });
}

bool ends_a_line(char c) noexcept {
  return c == '\r' || c == '\n' || c == '\0';
}

bool is_one_response(const wire::Response& response) {
  if (response.status < 200 || response.status > 599) return false;
  return std::ranges::none_of(response.headers.fields(), [](const wire::Headers::Field& field) {
    return field.name.empty() || std::ranges::any_of(field.name, ends_a_line) ||
           field.name.find_first_of(": \t") != std::string::npos ||
           std::ranges::any_of(field.value, ends_a_line);
  });
}

}  // namespace

ResponseText to_text(wire::Response response, const AnswerTo& request) {
  if (!is_one_response(response)) response = wire::Response();
  ResponseText text;
  std::string& head = text.head;
  head.reserve(512);
  head.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  head.append(phrase_of(response.status)).append("\r\n");
  for (const auto& field : response.headers.fields()) {
    if (is_written_here(field.name)) continue;
    head.append(field.name).append(": ").append(field.value).append("\r\n");
  }
  head.append("Date: ").append(request.date).append("\r\n");
  if (request.close) head.append("Connection: close\r\n");
  const bool bodiless = response.status == 204 || response.status == 304;
  if (!bodiless)
    head.append("Content-Length: ").append(std::to_string(response.body.size())).append("\r\n");
  head.append("\r\n");

  if (bodiless || request.method == wire::Method::head) return text;
  if (head.size() + response.body.size() <= kOneRecord) {
    head.append(response.body);
  } else {
    text.body = std::move(response.body);
  }
  return text;
}

std::string to_http_date(Instant instant) {
  constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> kMonths = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(instant - day));
  std::array<char, 64> text{};
  const int length = std::snprintf(text.data(),
                                   text.size(),
                                   "%s, %02u %s %04d %02d:%02d:%02d GMT",
                                   kDays[std::chrono::weekday(day).c_encoding()],
                                   static_cast<unsigned>(date.day()),
                                   kMonths[static_cast<unsigned>(date.month()) - 1],
                                   static_cast<int>(date.year()),
                                   static_cast<int>(time.hours().count()),
                                   static_cast<int>(time.minutes().count()),
                                   static_cast<int>(time.seconds().count()));
  return {text.data(), static_cast<std::size_t>(length)};
}

}  // namespace gateway::http
