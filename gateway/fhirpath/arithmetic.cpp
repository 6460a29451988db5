#include "gateway/fhirpath/arithmetic.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "gateway/fhirpath/unit.hpp"

namespace gateway::fhirpath {
namespace {

using Maybe = std::optional<Item>;

Maybe integer(std::int64_t value) noexcept {
  if (value < kMinInteger || value > kMaxInteger) return std::nullopt;
  return Item(value);
}

Maybe decimal(const std::optional<Decimal>& value) noexcept {
  return value ? Maybe(*value) : std::nullopt;
}

// The whole part of a quotient is an integer.
Maybe whole(const std::optional<Decimal>& value) noexcept {
  if (!value) return std::nullopt;
  const auto number = value->to_integer();
  return number ? integer(*number) : std::nullopt;
}

template <typename T>
struct OperatorRow {
  Operator op;
  Maybe (*result)(const T& a, const T& b);
};

// Integers have 32 bits here, so that nothing overflows.
constexpr auto kOfIntegers = std::to_array<OperatorRow<std::int64_t>>({
    {Operator::add, [](const auto& a, const auto& b) { return integer(a + b); }},
    {Operator::subtract, [](const auto& a, const auto& b) { return integer(a - b); }},
    {Operator::multiply, [](const auto& a, const auto& b) { return integer(a * b); }},
    {Operator::divide,
     [](const auto& a, const auto& b) { return decimal(divide(Decimal(a), Decimal(b))); }},
    {Operator::div, [](const auto& a, const auto& b) { return b == 0 ? Maybe() : integer(a / b); }},
    {Operator::mod, [](const auto& a, const auto& b) { return b == 0 ? Maybe() : integer(a % b); }},
});

constexpr auto kOfDecimals = std::to_array<OperatorRow<Decimal>>({
    {Operator::add, [](const auto& a, const auto& b) { return decimal(add(a, b)); }},
    {Operator::subtract, [](const auto& a, const auto& b) { return decimal(subtract(a, b)); }},
    {Operator::multiply, [](const auto& a, const auto& b) { return decimal(multiply(a, b)); }},
    {Operator::divide, [](const auto& a, const auto& b) { return decimal(divide(a, b)); }},
    {Operator::div, [](const auto& a, const auto& b) { return whole(whole_quotient(a, b)); }},
    {Operator::mod, [](const auto& a, const auto& b) { return decimal(remainder(a, b)); }},
});

template <typename T, std::size_t N>
Result<Maybe> by_table(const std::array<OperatorRow<T>, N>& rows,
                       Operator op,
                       const T& a,
                       const T& b) {
  const auto row = std::ranges::find(rows, op, &OperatorRow<T>::op);
  if (row == rows.end()) return refuse_operand("arithmetic");
  return row->result(a, b);
}

// The unit of a calendar quantity in UCUM, for products.
std::string ucum_of(const Quantity& quantity) {
  if (!quantity.is_calendar) return std::string(quantity.unit);
  constexpr auto kUnits =
      std::to_array<std::string_view>({"a", "mo", "wk", "d", "h", "min", "s", "ms"});
  const auto unit = find_calendar_unit(quantity.unit);
  return std::string(unit ? kUnits[static_cast<std::size_t>(*unit)] : quantity.unit);
}

Result<Maybe> product_of(Evaluator& evaluator, Operator op, const Quantity& a, const Quantity& b) {
  const Amount left{a.value, ucum_of(a)};
  const Amount right{b.value, ucum_of(b)};
  const auto amount = op == Operator::multiply ? multiply(left, right) : divide(left, right);
  if (!amount) return Maybe();
  GATEWAY_TRY(const std::string_view unit, evaluator.keep(amount->unit));
  return Maybe(Quantity{.value = amount->value, .unit = unit});
}

// The sum is in the unit of the first, if that is the finer one or they are the same.
Maybe sum_of(Operator op, const Quantity& a, const Quantity& b) {
  std::optional<Decimal> other = b.value;
  const bool is_same = a.unit == b.unit && a.is_calendar == b.is_calendar;
  if (!is_same) {
    const auto from = parse_unit(ucum_of(b));
    const auto to = parse_unit(ucum_of(a));
    if (!from || !to || a.is_calendar != b.is_calendar) return std::nullopt;
    other = convert(b.value, *from, *to);
  }
  if (!other) return std::nullopt;
  const auto sum = op == Operator::add ? add(a.value, *other) : subtract(a.value, *other);
  if (!sum) return std::nullopt;
  Quantity result = a;
  result.value = *sum;
  return Item(result);
}

Result<Maybe> of_quantities(Evaluator& evaluator,
                            Operator op,
                            const Quantity& a,
                            const Quantity& b) {
  if (op == Operator::multiply || op == Operator::divide) return product_of(evaluator, op, a, b);
  if (op == Operator::add || op == Operator::subtract) return sum_of(op, a, b);
  return refuse_operand("div or mod");
}

struct UcumDuration {
  std::string_view code;
  CalendarUnit unit;
};
// Years and months of UCUM are numbers of seconds, and added to no date.
constexpr auto kUcumDurations = std::to_array<UcumDuration>({{"wk", CalendarUnit::week},
                                                             {"d", CalendarUnit::day},
                                                             {"h", CalendarUnit::hour},
                                                             {"min", CalendarUnit::minute},
                                                             {"s", CalendarUnit::second},
                                                             {"ms", CalendarUnit::millisecond}});

std::optional<CalendarUnit> duration_of(const Quantity& quantity) noexcept {
  // A word is one in quotes too.
  if (const auto word = find_calendar_unit(quantity.unit)) return word;
  const auto row = std::ranges::find(kUcumDurations, quantity.unit, &UcumDuration::code);
  return row == kUcumDurations.end() ? std::nullopt : std::optional(row->unit);
}

Result<Maybe> of_time(Operator op, const Temporal& time, const Quantity& quantity) {
  const auto unit = duration_of(quantity);
  if (!unit || (op != Operator::add && op != Operator::subtract))
    return refuse_operand("arithmetic on a date or time");
  const Decimal amount = op == Operator::add ? quantity.value : quantity.value.negated();
  const auto moved = add(time, amount, *unit);
  return moved ? Maybe(*moved) : Maybe();
}

}  // namespace

Result<Maybe> arithmetic(Evaluator& evaluator, Operator op, const Item& left, const Item& right) {
  const Item a = to_system(left);
  const Item b = to_system(right);
  const auto* text = std::get_if<std::string_view>(&a);
  const auto* other_text = std::get_if<std::string_view>(&b);
  if (text != nullptr && other_text != nullptr && op == Operator::add) {
    GATEWAY_TRY(const std::string_view joined,
                evaluator.keep(std::string(*text).append(*other_text)));
    return Maybe(joined);
  }
  const auto* integer_a = std::get_if<std::int64_t>(&a);
  const auto* integer_b = std::get_if<std::int64_t>(&b);
  if (integer_a != nullptr && integer_b != nullptr)
    return by_table(kOfIntegers, op, *integer_a, *integer_b);
  const auto decimal_a = decimal_of(a);
  const auto decimal_b = decimal_of(b);
  if (decimal_a && decimal_b) return by_table(kOfDecimals, op, *decimal_a, *decimal_b);
  if (const auto* time = std::get_if<Temporal>(&a)) {
    const auto* duration = std::get_if<Quantity>(&b);
    if (duration == nullptr) return refuse_operand("arithmetic on a date or time");
    return of_time(op, *time, *duration);
  }
  const auto quantity_a = quantity_of(a);
  const auto quantity_b = quantity_of(b);
  if (quantity_a && quantity_b) return of_quantities(evaluator, op, *quantity_a, *quantity_b);
  return refuse_operand("arithmetic");
}

}  // namespace gateway::fhirpath
