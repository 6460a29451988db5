// Functions that give the time, and parts of times.
// Source: FHIRPath 2.0, #current-date-and-time-functions; continuous build,
// #extract-datedatetimetime-components.
#include <array>

#include "gateway/fhirpath/function_groups.hpp"
#include "gateway/fhirpath/operands.hpp"
#include "gateway/fhirpath/temporal_parts.hpp"

namespace gateway::fhirpath {
namespace {

Temporal current(const Evaluator& evaluator) noexcept {
  return to_date_time(evaluator.environment().now, evaluator.local());
}

Result<Collection> now(Evaluator& evaluator, const Call& /*call*/) {
  return evaluator.one(current(evaluator));
}
Result<Collection> today(Evaluator& evaluator, const Call& /*call*/) {
  return evaluator.one(date_of(current(evaluator)));
}
Result<Collection> time_of_day(Evaluator& evaluator, const Call& /*call*/) {
  return evaluator.one(time_of(current(evaluator)));
}

// Text that is one, too.
std::optional<Temporal> time_in(const Item& item) noexcept {
  const auto text = string_of(item);
  if (!text) return temporal_of(item);
  const auto date_time = parse_temporal(*text, TemporalKind::date_time);
  return date_time ? date_time : parse_temporal(*text, TemporalKind::time);
}

// What one time says of itself; empty for what is no time.
template <auto question>
Result<Collection> of_time(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const Item* item, evaluator.single(call.input));
  const auto time = item == nullptr ? std::nullopt : time_in(*item);
  return time ? evaluator.maybe(question(*time)) : evaluator.empty();
}

bool has_part(const Temporal& time, Part part) noexcept {
  return part >= first_part(time.kind) && part <= time.precision;
}

template <Part part>
std::optional<std::int64_t> part_of(const Temporal& time) noexcept {
  if (!has_part(time, part)) return std::nullopt;
  return parts_of(time)[index_of(part)];
}

std::optional<Decimal> hours_of_offset(const Temporal& time) noexcept {
  constexpr std::int64_t kMinutes = 60;
  if (!time.offset) return std::nullopt;
  return divide(Decimal(time.offset->count()), Decimal(kMinutes));
}

std::optional<Temporal> date_in(const Temporal& time) noexcept {
  if (!has_part(time, Part::year)) return std::nullopt;
  return date_of(time);
}

std::optional<Temporal> time_part(const Temporal& time) noexcept {
  if (time.kind != TemporalKind::date_time || !has_part(time, Part::hour)) return std::nullopt;
  return time_of(time);
}

constexpr auto kRows = std::to_array<FunctionRow>({
    {"dateOf", 0, 0, of_time<date_in>},
    {"dayOf", 0, 0, of_time<part_of<Part::day>>},
    {"hourOf", 0, 0, of_time<part_of<Part::hour>>},
    {"millisecondOf", 0, 0, of_time<part_of<Part::millisecond>>},
    {"minuteOf", 0, 0, of_time<part_of<Part::minute>>},
    {"monthOf", 0, 0, of_time<part_of<Part::month>>},
    {"now", 0, 0, now},
    {"secondOf", 0, 0, of_time<part_of<Part::second>>},
    {"timeOf", 0, 0, of_time<time_part>},
    {"timeOfDay", 0, 0, time_of_day},
    {"timezoneOffsetOf", 0, 0, of_time<hours_of_offset>},
    {"today", 0, 0, today},
    {"yearOf", 0, 0, of_time<part_of<Part::year>>},
});

}  // namespace

std::span<const FunctionRow> time_functions() noexcept {
  return kRows;
}

}  // namespace gateway::fhirpath
