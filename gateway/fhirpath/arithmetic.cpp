#include "gateway/fhirpath/arithmetic.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include "gateway/fhirpath/amount.hpp"
#include "gateway/fhirpath/quantity.hpp"

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

Maybe long_number(bool overflows, std::int64_t value) noexcept {
  return overflows ? std::nullopt : Maybe(Long{value});
}

constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();

// For div and mod: the least number is no multiple of -1.
bool is_defined(std::int64_t a, std::int64_t b) noexcept {
  return b != 0 && !(a == kLeast && b == -1);
}

constexpr auto kOfLongs = std::to_array<OperatorRow<std::int64_t>>({
    {Operator::add,
     [](const auto& a, const auto& b) {
       std::int64_t sum = 0;
       const bool overflows = __builtin_add_overflow(a, b, &sum);
       return long_number(overflows, sum);
     }},
    {Operator::subtract,
     [](const auto& a, const auto& b) {
       std::int64_t rest = 0;
       const bool overflows = __builtin_sub_overflow(a, b, &rest);
       return long_number(overflows, rest);
     }},
    {Operator::multiply,
     [](const auto& a, const auto& b) {
       std::int64_t product = 0;
       const bool overflows = __builtin_mul_overflow(a, b, &product);
       return long_number(overflows, product);
     }},
    {Operator::divide,
     [](const auto& a, const auto& b) { return decimal(divide(Decimal(a), Decimal(b))); }},
    {Operator::div,
     [](const auto& a, const auto& b) {
       return is_defined(a, b) ? long_number(false, a / b) : Maybe();
     }},
    {Operator::mod,
     [](const auto& a, const auto& b) {
       return is_defined(a, b) ? long_number(false, a % b) : Maybe();
     }},
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

bool keeps_unit(const Quantity& quantity) noexcept {
  return quantity.is_calendar || quantity.may_be_calendar;
}

// The number that a quantity without dimension is: 2 for 2 '1', 2000 'g/kg', 200 '%'.
std::optional<Decimal> plain_number(const Quantity& quantity) noexcept {
  const auto unit = quantity.is_calendar ? std::nullopt : fhir::parse_unit(quantity.unit);
  return unit ? convert(quantity.value, *unit, fhir::Unit()) : std::nullopt;
}

// So many times as much, or the so manieth part of it.
Maybe scaled(Operator op, const Quantity& quantity, const Decimal& number) noexcept {
  const auto value =
      op == Operator::multiply ? multiply(quantity.value, number) : divide(quantity.value, number);
  if (!value) return std::nullopt;
  Quantity result = quantity;
  result.value = *value;
  return result;
}

// Years of the calendar have no unit that could be multiplied: only numbers go with them.
Result<Maybe> product_of(Evaluator& evaluator, Operator op, const Quantity& a, const Quantity& b) {
  const auto number_a = plain_number(a);
  const auto number_b = plain_number(b);
  if (keeps_unit(a) && number_b) return scaled(op, a, *number_b);
  if (keeps_unit(b) && number_a && op == Operator::multiply) return scaled(op, b, *number_a);
  if (a.is_calendar || b.is_calendar) return Maybe();
  const Amount left{a.value, std::string(a.unit)};
  const Amount right{b.value, std::string(b.unit)};
  const auto amount = op == Operator::multiply ? multiply(left, right) : divide(left, right);
  if (!amount) return Maybe();
  GATEWAY_TRY(const std::string_view unit, evaluator.keep(amount->unit));
  return Maybe(Quantity{.value = amount->value, .unit = unit});
}

Maybe sum_of(Operator op, const Quantity& a, const Quantity& b) {
  Quantity other = b;
  if (op == Operator::subtract) other.value = b.value.negated();
  const auto sum = add(a, other);
  return sum ? Maybe(*sum) : std::nullopt;
}

Result<Maybe> of_quantities(Evaluator& evaluator,
                            Operator op,
                            const Quantity& a,
                            const Quantity& b) {
  if (op == Operator::multiply || op == Operator::divide) return product_of(evaluator, op, a, b);
  if (op == Operator::add || op == Operator::subtract) return sum_of(op, a, b);
  const auto number_a = plain_number(a);
  const auto number_b = plain_number(b);
  if (!number_a || !number_b) return refuse_operand("div or mod");
  return by_table(kOfDecimals, op, *number_a, *number_b);
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

std::optional<CalendarUnit> duration_of(const Quantity& given) noexcept {
  const auto of_element = given.may_be_calendar ? on_calendar(given) : std::nullopt;
  const Quantity quantity = of_element.value_or(given);
  // A word is one in quotes too.
  if (const auto word = find_calendar_unit(quantity.unit)) return word;
  const auto row = std::ranges::find(kUcumDurations, quantity.unit, &UcumDuration::code);
  return row == kUcumDurations.end() ? std::nullopt : std::optional(row->unit);
}

Result<Maybe> of_time(Operator op, const Temporal& time, const Quantity& quantity) {
  const auto unit = duration_of(quantity);
  const bool is_of_clock = unit && *unit >= CalendarUnit::hour;
  if (!unit || (op != Operator::add && op != Operator::subtract) ||
      (time.kind == TemporalKind::time && !is_of_clock))
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
  const auto long_a = long_of(a);
  const auto long_b = long_of(b);
  if (long_a && long_b) return by_table(kOfLongs, op, *long_a, *long_b);
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
