// How two answers stand to each other, in three values: what cannot be told stays so.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

#include "gateway/fhir/node.hpp"
#include "gateway/fhirpath/compare.hpp"

namespace gateway::validation {

enum class Truth : std::uint8_t { no, yes, cannot_tell };

constexpr Truth truth_of(bool value) noexcept {
  return value ? Truth::yes : Truth::no;
}
constexpr Truth opposite(Truth of) noexcept {
  if (of == Truth::cannot_tell) return of;
  return of == Truth::yes ? Truth::no : Truth::yes;
}
constexpr Truth both(Truth a, Truth b) noexcept {
  if (a == Truth::no || b == Truth::no) return Truth::no;
  return a == Truth::yes && b == Truth::yes ? Truth::yes : Truth::cannot_tell;
}
constexpr Truth either(Truth a, Truth b) noexcept {
  return opposite(both(opposite(a), opposite(b)));
}

// The order of two values of element types: numbers, dates, times, strings, quantities (after
// conversion, or of the same unit as written). Nothing where they do not compare, and where
// different precision leaves it open.
std::optional<std::strong_ordering> order_of(fhir::Node a, fhir::Node b, fhirpath::Budget& budget);

// Whether "given `operation` wanted" holds, with an operator of enableWhen other than "exists".
// Codings without a system are compared by code. Source: FHIR R4,
// valueset-questionnaire-enable-operator.html.
Truth relation_holds(std::string_view operation,
                     fhir::Node given,
                     fhir::Node wanted,
                     fhirpath::Budget& budget);

}  // namespace gateway::validation
