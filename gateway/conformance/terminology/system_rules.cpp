#include "gateway/conformance/terminology/system_rules.hpp"

#include <algorithm>
#include <cstddef>

#include "gateway/base/text.hpp"

namespace gateway::conformance {
namespace {

constexpr std::size_t kMaxSubtag = 8;
constexpr std::size_t kMaxKnownLanguage = 3;

// Two or three letters, or three digits; which of them are in use is not here.
Membership check_country(std::string_view code) noexcept {
  const bool is_name =
      (code.size() == 2 || code.size() == 3) && std::ranges::all_of(code, is_alpha);
  const bool is_number = code.size() == 3 && std::ranges::all_of(code, is_digit);
  return is_name || is_number ? Membership::cannot_tell : Membership::not_in;
}

struct Rule {
  std::string_view system;
  Membership (*check)(std::string_view) noexcept;
};

constexpr Rule kRules[] = {
    {"urn:ietf:bcp:13", check_mime_type},
    {"urn:ietf:bcp:47", check_language},
    {"urn:ietf:rfc:3986", check_uri},
    {"urn:iso:std:iso:3166", check_country},
    {"urn:iso:std:iso:4217", check_currency},
};

bool is_subtag(std::string_view text) noexcept {
  return !text.empty() && text.size() <= kMaxSubtag &&
         std::ranges::all_of(text, [](char c) { return is_alpha(c) || is_digit(c); });
}

bool is_scheme_character(char c) noexcept {
  return is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
}

}  // namespace

Membership check_language(std::string_view code) noexcept {
  Halves parts = split_once(code, '-');
  const std::string_view first = parts.before;
  const bool is_private = first == "x" || first == "i";  // "i-klingon" is one tag as a whole
  if (!is_subtag(first) || !std::ranges::all_of(first, [](char c) { return is_alpha(c); }))
    return Membership::not_in;
  if (first.size() == 1 && !(is_private && parts.found)) return Membership::not_in;
  while (parts.found) {
    parts = split_once(parts.after, '-');
    if (!is_subtag(parts.before)) return Membership::not_in;
  }
  return first.size() > kMaxKnownLanguage ? Membership::cannot_tell : Membership::in;
}

Membership check_uri(std::string_view code) noexcept {
  if (code.empty() || std::ranges::any_of(code, is_space)) return Membership::not_in;
  const Halves parts = split_once(code, ':');
  const bool has_scheme = parts.found && !parts.before.empty() && is_alpha(parts.before.front()) &&
                          std::ranges::all_of(parts.before, is_scheme_character);
  if (!has_scheme) return Membership::cannot_tell;
  return parts.after.empty() ? Membership::not_in : Membership::in;
}

Membership check_by_rule(std::string_view system, std::string_view code) noexcept {
  const auto* rule = std::ranges::find(kRules, system, &Rule::system);
  return rule == std::end(kRules) ? Membership::cannot_tell : rule->check(code);
}

}  // namespace gateway::conformance
