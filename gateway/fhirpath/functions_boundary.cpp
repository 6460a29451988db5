#include "gateway/fhirpath/functions_boundary.hpp"

#include "gateway/fhirpath/operands.hpp"
#include "gateway/fhirpath/quantity.hpp"

namespace gateway::fhirpath {
namespace {

constexpr unsigned kDefaultPlaces = 8;

// The two sides of a value.
struct LowSide {
  static auto of(const Decimal& number, unsigned places) { return number.low_boundary(places); }
  static auto of(const Temporal& time, const std::optional<unsigned>& digits) {
    return low_boundary(time, digits);
  }
};
struct HighSide {
  static auto of(const Decimal& number, unsigned places) { return number.high_boundary(places); }
  static auto of(const Temporal& time, const std::optional<unsigned>& digits) {
    return high_boundary(time, digits);
  }
};

std::optional<Item> measured(const Item& item) noexcept {
  const Item value = to_system(item);
  const bool is_measured = std::holds_alternative<Temporal>(value) || quantity_of(value);
  return is_measured ? std::optional(value) : std::nullopt;
}

template <typename Side>
Result<Collection> boundary(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto value, input(evaluator, call, measured));
  GATEWAY_TRY(const auto given, argument(evaluator, call, 0, integer_of));
  // No type has more digits than a boundary has places.
  if (!value || (given && (*given < 0 || *given > Decimal::kMaxBoundaryPlaces)))
    return evaluator.empty();
  const auto digits = given ? std::optional(static_cast<unsigned>(*given)) : std::nullopt;
  if (const auto* time = std::get_if<Temporal>(&*value))
    return evaluator.maybe(Side::of(*time, digits));

  auto quantity = *quantity_of(*value);
  const auto number = Side::of(quantity.value, digits.value_or(kDefaultPlaces));
  if (!number || !std::holds_alternative<Quantity>(*value)) return evaluator.maybe(number);
  quantity.value = *number;
  return evaluator.one(quantity);
}

// The unit of an element is UCUM's or the calendar's, whichever the other one has.
bool are_comparable(const Quantity& a, const Quantity& b) noexcept {
  return is_comparable(beside(a, b), beside(b, a));
}

}  // namespace

Result<Collection> low_boundary_of(Evaluator& evaluator, const Call& call) {
  return boundary<LowSide>(evaluator, call);
}

Result<Collection> high_boundary_of(Evaluator& evaluator, const Call& call) {
  return boundary<HighSide>(evaluator, call);
}

Result<Collection> precision(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto value, input(evaluator, call, measured));
  if (!value) return evaluator.empty();
  if (const auto* time = std::get_if<Temporal>(&*value))
    return evaluator.one(static_cast<std::int64_t>(digit_count(*time)));
  return evaluator.one(static_cast<std::int64_t>(quantity_of(*value)->value.scale()));
}

Result<Collection> comparable(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto value, input(evaluator, call, quantity_of));
  GATEWAY_TRY(const auto other, argument(evaluator, call, 0, quantity_of));
  if (value && other) return evaluator.one(are_comparable(*value, *other));
  return call.input.empty() ? evaluator.empty() : evaluator.one(false);
}

}  // namespace gateway::fhirpath
