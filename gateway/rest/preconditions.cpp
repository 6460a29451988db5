#include "gateway/rest/preconditions.hpp"

#include <algorithm>
#include <chrono>

#include "gateway/base/text.hpp"

namespace gateway::rest {
namespace {

std::string_view unquoted(std::string_view text) noexcept {
  const bool is_quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return is_quoted ? text.substr(1, text.size() - 2) : text;
}

bool names_version(std::string_view tags, std::uint32_t version) noexcept {
  while (!tags.empty()) {
    const Halves halves = split_once(tags, ',');
    const std::string_view tag = trim(halves.before);
    if (tag == "*" || parse_etag(tag) == version) return true;
    tags = halves.after;
  }
  return false;
}

bool is_modified_since(const wire::Headers& headers, Instant last_updated) {
  if (headers.count("If-Modified-Since") != 1) return true;
  const auto since = parse_http_date(*headers.find("If-Modified-Since"));
  return !since || std::chrono::floor<std::chrono::seconds>(last_updated) > *since;
}

// Calls `use` with each preference until it gives true. Source: RFC 7240, section 2.
template <typename Use>
bool any_preference(const wire::Headers& headers, Use use) {
  for (const wire::Headers::Field& field : headers.fields()) {
    if (!equals_ignoring_case(field.name, "Prefer")) continue;
    std::string_view left = field.value;
    while (!left.empty()) {
      const std::size_t end = left.find_first_of(",;");
      const Halves preference = split_once(trim(left.substr(0, end)), '=');
      left = end == std::string_view::npos ? std::string_view() : left.substr(end + 1);
      if (use(trim(preference.before), unquoted(trim(preference.after)))) return true;
    }
  }
  return false;
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

bool is_known_version(const wire::Headers& headers, std::uint32_t version, Instant last_updated) {
  if (headers.count("If-None-Match") == 0) return !is_modified_since(headers, last_updated);
  return std::ranges::any_of(headers.fields(), [version](const wire::Headers::Field& field) {
    return equals_ignoring_case(field.name, "If-None-Match") && names_version(field.value, version);
  });
}

std::optional<Return> parse_prefer(const wire::Headers& headers) noexcept {
  std::optional<Return> wanted;
  any_preference(headers, [&](std::string_view name, std::string_view value) {
    if (equals_ignoring_case(name, "return")) wanted = kReturns.value(value);
    return wanted.has_value();
  });
  return wanted;
}

bool wants_lenient(const wire::Headers& headers) noexcept {
  return any_preference(headers, [](std::string_view name, std::string_view value) {
    return equals_ignoring_case(name, "handling") && equals_ignoring_case(value, "lenient");
  });
}

}  // namespace gateway::rest
