#include "gateway/fhir/primitive.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "gateway/base/text.hpp"
#include "gateway/fhir/date_time.hpp"
#include "gateway/fhir/id.hpp"

namespace gateway::fhir {
namespace {

bool is_boolean(std::string_view v) noexcept {
  return v == "true" || v == "false";
}

// '0', or digits that do not begin with '0'.
bool is_natural(std::string_view v) noexcept {
  return !v.empty() && std::ranges::all_of(v, is_digit) && (v[0] != '0' || v.size() == 1);
}

bool is_integer(std::string_view v) noexcept {
  const bool is_negative = v.starts_with('-');
  if (!is_natural(v.substr(is_negative ? 1 : 0)) || v == "-0") return false;
  return parse_integer<std::int32_t>(v).has_value();
}

bool is_unsigned(std::string_view v) noexcept {
  return is_natural(v) && parse_integer<std::int32_t>(v).has_value();
}

bool is_positive(std::string_view v) noexcept {
  return v != "0" && is_unsigned(v);
}

// The digits at the beginning of `v`.
std::string_view leading_digits(std::string_view v) noexcept {
  return v.substr(0, std::min(v.find_first_not_of("0123456789"), v.size()));
}

bool is_decimal(std::string_view v) noexcept {
  if (v.starts_with('-')) v.remove_prefix(1);
  const std::string_view whole = leading_digits(v);
  if (!is_natural(whole)) return false;
  v.remove_prefix(whole.size());
  std::string_view fraction;
  if (v.starts_with('.')) {
    fraction = leading_digits(v.substr(1));
    if (fraction.empty()) return false;
    v.remove_prefix(fraction.size() + 1);
  }
  int exponent = 0;
  if (v.starts_with('e') || v.starts_with('E')) {
    v.remove_prefix(1);
    if (v.starts_with('+') && v.size() > 1 && is_digit(v[1])) v.remove_prefix(1);
    const auto read = parse_integer<int>(v);
    if (!read) return false;
    exponent = *read;
    v = {};
  }
  if (!v.empty()) return false;
  const std::size_t zeros =
      whole == "0" ? std::min(fraction.find_first_not_of('0'), fraction.size()) : 0;
  const std::size_t significant = (whole == "0" ? 0 : whole.size()) + fraction.size() - zeros;
  if (significant > kMaxDecimalDigits || whole.size() + fraction.size() > 2 * kMaxDecimalDigits) {
    return false;
  }
  const int magnitude = static_cast<int>(whole.size()) + exponent;
  return exponent >= -kMaxDecimalExponent && exponent <= kMaxDecimalExponent &&
         magnitude <= kMaxDecimalExponent;
}

// Source: FHIR R4, datatypes.html#string: no character below U+0020 but tab, CR, LF.
bool is_string(std::string_view v) noexcept {
  return !v.empty() && v.size() <= kMaxStringBytes && std::ranges::all_of(v, [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 || c == '\t' || c == '\n' || c == '\r';
  });
}

bool is_code(std::string_view v) noexcept {
  if (v.empty() || v.size() > kMaxStringBytes || v.front() == ' ' || v.back() == ' ') return false;
  char before = 'x';
  for (const char c : v) {
    if (static_cast<unsigned char>(c) < 0x20 || (c == ' ' && before == ' ')) return false;
    before = c;
  }
  return true;
}

bool is_uri(std::string_view v) noexcept {
  return !v.empty() && v.size() <= kMaxStringBytes &&
         std::ranges::all_of(v, [](char c) { return static_cast<unsigned char>(c) > 0x20; });
}

bool is_oid(std::string_view v) noexcept {
  constexpr std::string_view kScheme = "urn:oid:";
  if (!v.starts_with(kScheme) || v.size() > kMaxStringBytes) return false;
  v.remove_prefix(kScheme.size());
  if (v.size() < 3 || v[0] < '0' || v[0] > '2' || v[1] != '.') return false;
  for (Halves rest{{}, v.substr(2), true}; rest.found;) {
    rest = split_once(rest.after, '.');
    if (!is_natural(rest.before)) return false;
  }
  return true;
}

bool is_uuid(std::string_view v) noexcept {
  constexpr std::string_view kForm = "urn:uuid:hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh";
  constexpr std::size_t kFirstDigit = 9;
  return v.size() == kForm.size() && v.starts_with(kForm.substr(0, kFirstDigit)) &&
         std::ranges::equal(
             v.substr(kFirstDigit), kForm.substr(kFirstDigit), [](char c, char form) {
               return form == 'h' ? is_digit(c) || (c >= 'a' && c <= 'f') : c == form;
             });
}

// White space may stand anywhere; the digits come in groups of four, the last one padded.
bool is_base64(std::string_view v) noexcept {
  std::size_t digits = 0;
  std::size_t padding = 0;
  for (const char c : v) {
    if (is_space(c)) continue;
    if (c == '=') {
      ++padding;
    } else if (padding > 0 || !(is_alpha(c) || is_digit(c) || c == '+' || c == '/')) {
      return false;
    } else {
      ++digits;
    }
  }
  return digits > 0 && padding <= 2 && (digits + padding) % 4 == 0;
}

bool is_instant(std::string_view v) noexcept {
  return parse_instant(v).has_value();
}
bool is_date(std::string_view v) noexcept {
  return parse_date(v).has_value();
}
bool is_date_time(std::string_view v) noexcept {
  return parse_date_time(v).has_value();
}
bool is_time(std::string_view v) noexcept {
  return parse_time(v).has_value();
}
bool is_not_empty(std::string_view v) noexcept {
  return !v.empty();
}

struct Rule {
  Primitive kind;
  bool (*holds)(std::string_view) noexcept;
  PrimitiveFault fault;
};

constexpr PrimitiveFault kUriFault{"PRIMITIVE-URI", "A URI is not empty and has no white space."};

// In the order of Primitive.
constexpr auto kRules = std::to_array<Rule>({
    {Primitive::none, is_not_empty, {"PRIMITIVE-EMPTY", "A value is not empty."}},
    {Primitive::boolean, is_boolean, {"PRIMITIVE-BOOLEAN", "A boolean is true or false."}},
    {Primitive::integer,
     is_integer,
     {"PRIMITIVE-INTEGER", "An integer has 32 bits, no leading zero and no plus sign."}},
    {Primitive::unsigned_int,
     is_unsigned,
     {"PRIMITIVE-UNSIGNED-INT", "An unsignedInt is 0 to 2147483647 without leading zero."}},
    {Primitive::positive_int,
     is_positive,
     {"PRIMITIVE-POSITIVE-INT", "A positiveInt is 1 to 2147483647 without leading zero."}},
    {Primitive::decimal,
     is_decimal,
     {"PRIMITIVE-DECIMAL",
      "A decimal is digits with an optional sign, fraction and exponent, within the limits."}},
    {Primitive::string,
     is_string,
     {"PRIMITIVE-STRING", "A string is not empty, has no control characters and at most 1 MiB."}},
    {Primitive::markdown,
     is_string,
     {"PRIMITIVE-MARKDOWN",
      "A markdown text is not empty, has no control characters and at most 1 MiB."}},
    {Primitive::code,
     is_code,
     {"PRIMITIVE-CODE", "A code has no white space but single spaces inside."}},
    {Primitive::id, is_id, {"PRIMITIVE-ID", "An id is 1 to 64 letters, digits, '-' and '.'."}},
    {Primitive::uri, is_uri, kUriFault},
    {Primitive::url, is_uri, kUriFault},
    {Primitive::canonical, is_uri, kUriFault},
    {Primitive::oid, is_oid, {"PRIMITIVE-OID", "An oid is urn:oid: and numbers between dots."}},
    {Primitive::uuid, is_uuid, {"PRIMITIVE-UUID", "A uuid is urn:uuid: and 32 lower-case digits."}},
    {Primitive::base64_binary, is_base64, {"PRIMITIVE-BASE64", "A base64Binary is padded base64."}},
    {Primitive::instant,
     is_instant,
     {"PRIMITIVE-INSTANT", "An instant is an existing day, a time to the second and an offset."}},
    {Primitive::date,
     is_date,
     {"PRIMITIVE-DATE", "A date is YYYY, YYYY-MM or YYYY-MM-DD and exists."}},
    {Primitive::date_time,
     is_date_time,
     {"PRIMITIVE-DATE-TIME",
      "A dateTime is an existing date, or one with a time to the second and an offset."}},
    {Primitive::time, is_time, {"PRIMITIVE-TIME", "A time is hh:mm:ss before 24:00:00."}},
    {Primitive::xhtml, is_not_empty, {"PRIMITIVE-XHTML", "A narrative is not empty."}},
});

consteval bool rules_follow_the_enum() {
  for (std::size_t i = 0; i < kRules.size(); ++i) {
    if (static_cast<std::size_t>(kRules[i].kind) != i) return false;
  }
  return true;
}
static_assert(rules_follow_the_enum());

}  // namespace

PrimitiveFault check_primitive(Primitive kind, std::string_view value) noexcept {
  const Rule& rule = kRules[static_cast<std::size_t>(kind)];
  return rule.holds(value) ? PrimitiveFault{} : rule.fault;
}

}  // namespace gateway::fhir
