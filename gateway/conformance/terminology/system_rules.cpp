#include "gateway/conformance/terminology/system_rules.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/conformance/terminology/country_codes.hpp"
#include "gateway/conformance/terminology/language_tag.hpp"
#include "gateway/fhir/primitive.hpp"
#include "gateway/fhir/unit.hpp"

namespace gateway::conformance {
namespace {

constexpr std::size_t kMinUrnSpace = 2;
constexpr std::size_t kMaxUrnSpace = 32;
constexpr std::size_t kUuidUrn = 45;  // urn:uuid: and 36 characters
constexpr std::size_t kMaxSubdivision = 3;

// ISO 3166-2, which is not here: "SE-AB", a country that ISO 3166-1 knows, and up to three letters
// or digits.
Membership check_subdivision(std::string_view code) noexcept {
  const Halves parts = split_once(code, '-');
  const auto is_letter_or_digit = [](char c) { return is_upper(c) || is_digit(c); };
  const bool is_formed = parts.found && kCountries.contains(parts.before) && !parts.after.empty() &&
                         parts.after.size() <= kMaxSubdivision &&
                         std::ranges::all_of(parts.after, is_letter_or_digit);
  return is_formed ? Membership::cannot_tell : Membership::not_in;
}

// The areas of the United Nations' M49, which are not here: three digits.
Membership check_area(std::string_view code) noexcept {
  const bool is_number = code.size() == 3 && std::ranges::all_of(code, is_digit);
  return is_number ? Membership::cannot_tell : Membership::not_in;
}

struct Rule {
  std::string_view system;
  Membership (*check)(std::string_view) noexcept;
};

constexpr Rule kRules[] = {
    {"http://unitsofmeasure.org", check_unit},
    {"http://unstats.un.org/unsd/methods/m49/m49.htm", check_area},
    {"urn:ietf:bcp:13", check_mime_type},
    {"urn:ietf:bcp:47", check_language},
    {"urn:ietf:rfc:3986", check_uri},
    {"urn:iso:std:iso:3166", check_country},
    {"urn:iso:std:iso:3166:-2", check_subdivision},
    {"urn:iso:std:iso:4217", check_currency},
};

// What ISO 3166-1 leaves to its users, with the country numbers from 900.
bool is_private_country(std::string_view code) noexcept {
  if (is_digit(code.front())) return code.front() == '9';
  const bool is_edge = code.starts_with("AA") || code.starts_with("ZZ");
  return is_edge || code.front() == 'X' || (code.front() == 'Q' && code[1] >= 'M');
}

struct CountryCodes {
  CodeWords in_use;
  CodeWords former;
};
constexpr CountryCodes kCountryCodes[] = {
    {kCountries, kFormerCountries},
    {kLongCountries, kFormerLongCountries},
    {kCountryNumbers, kFormerCountryNumbers},
};

bool is_scheme_character(char c) noexcept {
  return is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
}

bool is_hex_digit(char c) noexcept {
  return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f');
}

// Behind the scheme; the brackets are for the address of a host.
// Source: RFC 3986, section 2.
bool has_uri_characters(std::string_view text) noexcept {
  constexpr std::string_view kMarks = "-._~:/?#[]@!$&'()*+,;=";
  bool has_fragment = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '%') {
      const std::string_view digits = text.substr(at + 1, 2);
      if (digits.size() != 2 || !std::ranges::all_of(digits, is_hex_digit)) return false;
    } else if (!is_alpha(c) && !is_digit(c) && kMarks.find(c) == std::string_view::npos) {
      return false;
    }
    if (c == '#' && std::exchange(has_fragment, true)) return false;
  }
  const std::size_t bracket = text.find_first_of("[]");
  const std::size_t end_of_host = text.find_first_of("/?#", 2);
  return bracket == std::string_view::npos || (text.starts_with("//") && bracket < end_of_host);
}

// A namespace of 2 to 32 letters, digits and hyphens inside, and a name in it.
bool is_urn_body(std::string_view code, std::string_view body) noexcept {
  const Halves parts = split_once(body, ':');
  const std::string_view space = parts.before;
  const auto is_inner = [](char c) { return is_alpha(c) || is_digit(c) || c == '-'; };
  if (space.size() < kMinUrnSpace || space.size() > kMaxUrnSpace) return false;
  if (!std::ranges::all_of(space, is_inner)) return false;
  if (space.front() == '-' || space.back() == '-' || parts.after.empty()) return false;
  if (space == "oid") return fhir::is_valid(fhir::Primitive::oid, code);
  if (!equals_ignoring_case(space, "uuid")) return true;
  return code.size() == kUuidUrn && fhir::is_valid(fhir::Primitive::uuid, to_lower(code));
}

}  // namespace

Membership check_unit(std::string_view code) noexcept {
  switch (fhir::check_unit_text(code)) {
    case fhir::UnitText::unit: return Membership::in;
    case fhir::UnitText::unknown_symbol:
    case fhir::UnitText::malformed: return Membership::not_in;
    case fhir::UnitText::too_large: break;
  }
  return Membership::cannot_tell;
}

Membership check_country(std::string_view code) noexcept {
  const bool is_name =
      (code.size() == 2 || code.size() == 3) && std::ranges::all_of(code, is_upper);
  const bool is_number = code.size() == 3 && std::ranges::all_of(code, is_digit);
  if (!is_name && !is_number) return Membership::not_in;
  bool is_former = false;
  for (const CountryCodes& codes : kCountryCodes) {
    if (codes.in_use.contains(code)) return Membership::in;
    is_former = is_former || codes.former.contains(code);
  }
  return is_former || is_private_country(code) ? Membership::cannot_tell : Membership::not_in;
}

Membership check_uri(std::string_view code) noexcept {
  if (code.empty()) return Membership::not_in;
  const Halves parts = split_once(code, ':');
  const bool has_scheme = parts.found && !parts.before.empty() && is_alpha(parts.before.front()) &&
                          std::ranges::all_of(parts.before, is_scheme_character);
  const std::string_view body = has_scheme ? parts.after : code;
  if (!has_uri_characters(body)) return Membership::not_in;
  if (!has_scheme) return Membership::cannot_tell;
  const bool is_urn = equals_ignoring_case(parts.before, "urn");
  return body.empty() || (is_urn && !is_urn_body(code, body)) ? Membership::not_in : Membership::in;
}

Membership check_by_rule(std::string_view system, std::string_view code) noexcept {
  const auto* rule = std::ranges::find(kRules, system, &Rule::system);
  return rule == std::end(kRules) ? Membership::cannot_tell : rule->check(code);
}

}  // namespace gateway::conformance
