// Conversions: to…() and convertsTo…() of each type.
// Source: FHIRPath 2.0, #conversion.
#include <algorithm>
#include <array>

#include "gateway/base/text.hpp"
#include "gateway/fhirpath/function_groups.hpp"
#include "gateway/fhirpath/item_text.hpp"
#include "gateway/fhirpath/operands.hpp"
#include "gateway/fhirpath/quantity.hpp"

namespace gateway::fhirpath {
namespace {

// An item and what it is worth as a value of FHIRPath's own.
struct Source {
  Item item;
  Item value;
};
using Converted = Result<std::optional<Item>>;

template <typename T>
std::optional<Item> item_of(const std::optional<T>& value) {
  return value ? std::optional<Item>(*value) : std::nullopt;
}

template <typename T>
const T* value_of(const Source& source) noexcept {
  return std::get_if<T>(&source.value);
}

struct BooleanWord {
  std::string_view word;
  bool value;
};
constexpr auto kBooleanWords = std::to_array<BooleanWord>({{"true", true},
                                                           {"t", true},
                                                           {"yes", true},
                                                           {"y", true},
                                                           {"1", true},
                                                           {"1.0", true},
                                                           {"false", false},
                                                           {"f", false},
                                                           {"no", false},
                                                           {"n", false},
                                                           {"0", false},
                                                           {"0.0", false}});

Converted to_boolean(Evaluator& /*evaluator*/, const Call& /*call*/, const Source& source) {
  if (const bool* value = value_of<bool>(source)) return item_of(std::optional(*value));
  if (const auto* text = value_of<std::string_view>(source)) {
    const auto row = std::ranges::find_if(kBooleanWords, [text](const BooleanWord& each) {
      return equals_ignoring_case(each.word, *text);
    });
    return row == kBooleanWords.end() ? std::nullopt : std::optional<Item>(row->value);
  }
  const auto number = decimal_of(source.value);
  if (!number || (*number != Decimal(0) && *number != Decimal(1))) return std::nullopt;
  return std::optional<Item>(!number->is_zero());
}

// Digits with a sign in front.
std::optional<std::int64_t> parse_whole(std::string_view text) noexcept {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  return parse_integer<std::int64_t>(text);
}

std::optional<std::int64_t> whole_of(const Source& source) noexcept {
  if (const bool* value = value_of<bool>(source)) return *value ? 1 : 0;
  if (const auto* text = value_of<std::string_view>(source)) return parse_whole(*text);
  return long_of(source.value);
}

Converted to_integer(Evaluator& /*evaluator*/, const Call& /*call*/, const Source& source) {
  const auto whole = whole_of(source);
  if (!whole || *whole < kMinInteger || *whole > kMaxInteger) return std::nullopt;
  return item_of(whole);
}

Converted to_long(Evaluator& /*evaluator*/, const Call& /*call*/, const Source& source) {
  const auto whole = whole_of(source);
  return whole ? std::optional<Item>(Long{*whole}) : std::nullopt;
}

std::optional<Decimal> parse_decimal(std::string_view text) noexcept {
  const bool has_exponent = text.find_first_of("eE") != std::string_view::npos;
  return has_exponent ? std::nullopt : Decimal::parse(text);
}

Converted to_decimal(Evaluator& /*evaluator*/, const Call& /*call*/, const Source& source) {
  if (const bool* value = value_of<bool>(source))
    return std::optional<Item>(Decimal(*value ? 1 : 0));
  if (const auto* text = value_of<std::string_view>(source)) return item_of(parse_decimal(*text));
  return item_of(decimal_of(source.value));
}

// A time of an element is text as it was written.
std::string written(const Source& source) {
  const bool is_time = std::holds_alternative<Temporal>(source.value);
  const fhir::Node node = is_time ? node_of(source.item) : fhir::Node();
  return node ? std::string(node.value()) : text_of(source.value);
}

Converted to_string(Evaluator& evaluator, const Call& /*call*/, const Source& source) {
  if (const auto* text = value_of<std::string_view>(source)) return std::optional<Item>(*text);
  if (value_of<TypeName>(source) != nullptr) return std::nullopt;
  if (const fhir::Node node = node_of(source.value); node && !node.has_value()) return std::nullopt;
  GATEWAY_TRY(const std::string_view kept, evaluator.keep(written(source)));
  return std::optional<Item>(kept);
}

Converted to_date(Evaluator& /*evaluator*/, const Call& /*call*/, const Source& source) {
  if (const auto* text = value_of<std::string_view>(source))
    return item_of(parse_temporal(*text, TemporalKind::date));
  const auto* time = value_of<Temporal>(source);
  if (time == nullptr || time->kind == TemporalKind::time) return std::nullopt;
  return std::optional<Item>(date_of(*time));
}

Converted to_date_time(Evaluator& /*evaluator*/, const Call& /*call*/, const Source& source) {
  if (const auto* text = value_of<std::string_view>(source))
    return item_of(parse_temporal(*text, TemporalKind::date_time));
  const auto* time = value_of<Temporal>(source);
  if (time == nullptr || time->kind == TemporalKind::time) return std::nullopt;
  Temporal date_time = *time;
  date_time.kind = TemporalKind::date_time;
  return std::optional<Item>(date_time);
}

Converted to_time(Evaluator& /*evaluator*/, const Call& /*call*/, const Source& source) {
  if (const auto* text = value_of<std::string_view>(source))
    return item_of(parse_temporal(*text, TemporalKind::time));
  const auto* time = value_of<Temporal>(source);
  if (time == nullptr || time->kind != TemporalKind::time) return std::nullopt;
  return std::optional<Item>(*time);
}

std::optional<Quantity> quantity_in(const Source& source) noexcept {
  if (const bool* value = value_of<bool>(source)) return Quantity{.value = Decimal(*value ? 1 : 0)};
  if (const auto* text = value_of<std::string_view>(source)) return parse_quantity(*text);
  if (value_of<Long>(source) != nullptr) return std::nullopt;
  return quantity_of(source.value);
}

// The unit of an element is UCUM's or the calendar's, whichever the other unit needs.
std::optional<Quantity> in_unit(const Source& source, std::string_view unit) noexcept {
  const auto quantity = quantity_in(source);
  if (!quantity) return std::nullopt;
  if (const auto converted = convert(*quantity, unit)) return converted;
  const auto of_calendar = quantity->may_be_calendar ? on_calendar(*quantity) : std::nullopt;
  return of_calendar ? convert(*of_calendar, unit) : std::nullopt;
}

Converted to_quantity(Evaluator& evaluator, const Call& call, const Source& source) {
  // It makes the value a bound, which is no quantity.
  if (node_of(source.value).child("comparator")) return refuse_operand(call.name);
  GATEWAY_TRY(const auto unit, argument(evaluator, call, 0, string_of));
  return item_of(unit ? in_unit(source, *unit) : quantity_in(source));
}

using Conversion = Converted (*)(Evaluator& evaluator, const Call& call, const Source& source);

// Empty if the item does not convert.
template <Conversion conversion>
Result<Collection> to(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const Item* item, evaluator.single(call.input));
  if (item == nullptr || is_without_value(*item)) return evaluator.empty();
  GATEWAY_TRY(const auto converted, conversion(evaluator, call, {*item, to_system(*item)}));
  return evaluator.maybe(converted);
}

template <Conversion conversion>
Result<Collection> converts_to(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const Item* item, evaluator.single(call.input));
  if (item == nullptr || is_without_value(*item)) return evaluator.empty();
  GATEWAY_TRY(const auto converted, conversion(evaluator, call, {*item, to_system(*item)}));
  return evaluator.one(converted.has_value());
}

constexpr auto kRows = std::to_array<FunctionRow>({
    {"convertsToBoolean", 0, 0, converts_to<to_boolean>},
    {"convertsToDate", 0, 0, converts_to<to_date>},
    {"convertsToDateTime", 0, 0, converts_to<to_date_time>},
    {"convertsToDecimal", 0, 0, converts_to<to_decimal>},
    {"convertsToInteger", 0, 0, converts_to<to_integer>},
    {"convertsToLong", 0, 0, converts_to<to_long>},
    {"convertsToQuantity", 0, 1, converts_to<to_quantity>},
    {"convertsToString", 0, 0, converts_to<to_string>},
    {"convertsToTime", 0, 0, converts_to<to_time>},
    {"toBoolean", 0, 0, to<to_boolean>},
    {"toDate", 0, 0, to<to_date>},
    {"toDateTime", 0, 0, to<to_date_time>},
    {"toDecimal", 0, 0, to<to_decimal>},
    {"toInteger", 0, 0, to<to_integer>},
    {"toLong", 0, 0, to<to_long>},
    {"toQuantity", 0, 1, to<to_quantity>},
    {"toString", 0, 0, to<to_string>},
    {"toTime", 0, 0, to<to_time>},
});

}  // namespace

std::span<const FunctionRow> conversion_functions() noexcept {
  return kRows;
}

}  // namespace gateway::fhirpath
