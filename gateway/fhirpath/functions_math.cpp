// Functions on numbers and quantities.
// Source: FHIRPath 2.0, #math-1.
#include <algorithm>
#include <array>

#include "gateway/fhirpath/function_groups.hpp"
#include "gateway/fhirpath/functions_boundary.hpp"
#include "gateway/fhirpath/operands.hpp"

namespace gateway::fhirpath {
namespace {

using Maybe = std::optional<Item>;

// A number as it is, or a quantity.
Maybe amount_of(const Item& item) noexcept {
  const Item value = to_system(item);
  return quantity_of(value) ? Maybe(value) : std::nullopt;
}

// With the unit of `item`, if it has one.
Maybe like(const Item& item, const Decimal& number) noexcept {
  const auto* quantity = std::get_if<Quantity>(&item);
  if (quantity == nullptr) return number;
  Quantity result = *quantity;
  result.value = number;
  return result;
}

// The number of it, without its unit.
Decimal number_in(const Item& amount) noexcept {
  return quantity_of(amount)->value;
}

Maybe integer(const std::optional<std::int64_t>& value) noexcept {
  if (!value || *value < kMinInteger || *value > kMaxInteger) return std::nullopt;
  return *value;
}

Maybe long_in(const Decimal& number) noexcept {
  const auto value = number.to_integer();
  return value ? Maybe(Long{*value}) : std::nullopt;
}

Result<Collection> absolute(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto amount, input(evaluator, call, amount_of));
  if (!amount) return evaluator.empty();
  const Decimal number = number_in(*amount);
  const Decimal size = number.is_negative() ? number.negated() : number;
  if (std::holds_alternative<std::int64_t>(*amount))
    return evaluator.maybe(integer(size.to_integer()));
  if (std::holds_alternative<Long>(*amount)) return evaluator.maybe(long_in(size));
  return evaluator.maybe(like(*amount, size));
}

// An integer next to a number, or a quantity of so many.
template <Decimal (Decimal::*nearest)() const noexcept>
Result<Collection> whole(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto amount, input(evaluator, call, amount_of));
  if (!amount) return evaluator.empty();
  const Decimal number = (number_in(*amount).*nearest)();
  if (std::holds_alternative<Quantity>(*amount)) return evaluator.maybe(like(*amount, number));
  if (std::holds_alternative<Long>(*amount)) return evaluator.one(*amount);
  return evaluator.maybe(integer(number.to_integer()));
}

Result<Collection> round(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto amount, input(evaluator, call, amount_of));
  GATEWAY_TRY(const auto given, argument(evaluator, call, 0, integer_of));
  if (!amount) return evaluator.empty();
  const std::int64_t places = given.value_or(0);
  if (places < 0) return refuse_operand(call.name);
  const auto kept = static_cast<unsigned>(std::min<std::int64_t>(places, Decimal::kMaxScale));
  return evaluator.maybe(like(*amount, number_in(*amount).rounded(kept)));
}

using OfNumber = std::optional<Decimal> (*)(const Decimal& number);

template <OfNumber function>
Result<Collection> of_number(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto number, input(evaluator, call, decimal_of));
  return number ? evaluator.maybe(function(*number)) : evaluator.empty();
}

Result<Collection> log(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto number, input(evaluator, call, decimal_of));
  GATEWAY_TRY(const auto base, argument(evaluator, call, 0, decimal_of));
  return number && base ? evaluator.maybe(logarithm(*number, *base)) : evaluator.empty();
}

bool is_integer(const Item& item) noexcept {
  return integer_of(item).has_value();
}

// Of integers an integer, where it is one.
Result<Collection> raise(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto number, input(evaluator, call, amount_of));
  GATEWAY_TRY(const auto exponent, argument(evaluator, call, 0, amount_of));
  if (!number || !exponent) return evaluator.empty();
  if (std::holds_alternative<Quantity>(*number) || std::holds_alternative<Quantity>(*exponent))
    return refuse_operand(call.name);
  const auto result = power(number_in(*number), number_in(*exponent));
  const auto as_integer = result && is_integer(*number) && is_integer(*exponent)
                              ? integer(result->to_integer())
                              : std::nullopt;
  return as_integer ? evaluator.maybe(as_integer) : evaluator.maybe(result);
}

constexpr auto kRows = std::to_array<FunctionRow>({
    {"abs", 0, 0, absolute},
    {"ceiling", 0, 0, whole<&Decimal::ceiling>},
    {"comparable", 1, 1, comparable},
    {"exp", 0, 0, of_number<[](const Decimal& number) { return exponential(number); }>},
    {"floor", 0, 0, whole<&Decimal::floor>},
    {"highBoundary", 0, 1, high_boundary_of},
    {"ln", 0, 0, of_number<[](const Decimal& number) { return natural_logarithm(number); }>},
    {"log", 1, 1, log},
    {"lowBoundary", 0, 1, low_boundary_of},
    {"power", 1, 1, raise},
    {"precision", 0, 0, precision},
    {"round", 0, 1, round},
    {"sqrt", 0, 0, of_number<[](const Decimal& number) { return square_root(number); }>},
    {"truncate", 0, 0, whole<&Decimal::truncated>},
});

}  // namespace

std::span<const FunctionRow> math_functions() noexcept {
  return kRows;
}

}  // namespace gateway::fhirpath
