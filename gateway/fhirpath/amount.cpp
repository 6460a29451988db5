#include "gateway/fhirpath/amount.hpp"

#include <string_view>

#include "gateway/fhirpath/unit_conversion.hpp"

namespace gateway::fhirpath {
namespace {

bool is_plain(const Amount& amount) noexcept {
  return amount.unit == "1";
}

// In parentheses no term begins with a stroke.
std::string in_parentheses(std::string_view unit) {
  std::string text = unit.starts_with('/') ? "(1" : "(";
  return text.append(unit).append(")");
}

// The units as they are, where the base units are out of reach.
std::optional<Amount> as_written(const Decimal& value,
                                 const Amount& a,
                                 char operation,
                                 const Amount& b) {
  Amount result{value, in_parentheses(a.unit) + operation + in_parentheses(b.unit)};
  if (result.unit.size() > fhir::kMaxUnitText) return std::nullopt;
  return result;
}

std::optional<Amount> with_unit(const std::optional<Decimal>& value, std::string_view unit) {
  if (!value) return std::nullopt;
  return Amount{*value, std::string(unit)};
}

}  // namespace

std::optional<Amount> multiply(const Amount& a, const Amount& b) {
  const auto unit_a = fhir::parse_unit(a.unit);
  const auto unit_b = fhir::parse_unit(b.unit);
  if (!unit_a || !unit_b || unit_a->special != 0 || unit_b->special != 0) return std::nullopt;
  const auto value = multiply(a.value, b.value);
  if (is_plain(a)) return with_unit(value, b.unit);
  if (is_plain(b)) return with_unit(value, a.unit);
  const auto unit = product(*unit_a, *unit_b);
  if (!unit || !value) return std::nullopt;
  if (const auto in_base = scaled(*value, unit->factor)) return Amount{*in_base, base_text(*unit)};
  return as_written(*value, a, '.', b);
}

std::optional<Amount> divide(const Amount& a, const Amount& b) {
  const auto unit_a = fhir::parse_unit(a.unit);
  const auto unit_b = fhir::parse_unit(b.unit);
  if (!unit_a || !unit_b || unit_a->special != 0 || unit_b->special != 0) return std::nullopt;
  if (is_plain(b)) return with_unit(divide(a.value, b.value), a.unit);
  const auto inverse = raised(*unit_b, -1);
  const auto unit = inverse ? product(*unit_a, *inverse) : std::nullopt;
  if (!unit) return std::nullopt;
  if (const auto in_base = scaled_quotient(a.value, b.value, unit->factor)) {
    return Amount{*in_base, base_text(*unit)};
  }
  const auto value = divide(a.value, b.value);
  return value ? as_written(*value, a, '/', b) : std::nullopt;
}

}  // namespace gateway::fhirpath
