// Aggregates: one value of many.
// Source: FHIRPath 2.0 (continuous build), #aggregates.
#include <array>

#include "gateway/fhirpath/arithmetic.hpp"
#include "gateway/fhirpath/function_groups.hpp"

namespace gateway::fhirpath {
namespace {

Result<Collection> aggregate(Evaluator& evaluator, const Call& call) {
  Collection total = evaluator.empty();
  if (call.arguments.size() == 2) {
    GATEWAY_TRY(total, evaluator.argument(call, 1));
  }
  for (std::size_t i = 0; i < call.input.size(); ++i) {
    const Frame inner{{&call.input[i], 1}, static_cast<std::int64_t>(i), &total};
    GATEWAY_TRY(Collection next, evaluator.within(call.arguments[0], inner));
    total = std::move(next);
  }
  return total;
}

using Maybe = std::optional<Item>;
using Combine = Result<Maybe> (*)(Evaluator& evaluator, const Item& total, const Item& next);

// Nothing if there are no items, one is without a value, or two do not go together.
Result<Maybe> reduce(Evaluator& evaluator, const Call& call, Combine combine) {
  Maybe total;
  for (const Item& item : call.input) {
    GATEWAY_CHECK(evaluator.spend());
    if (is_without_value(item)) return Maybe();
    if (&item == call.input.data()) {
      total = to_system(item);
      continue;
    }
    GATEWAY_TRY(total, combine(evaluator, *total, item));
    if (!total) return Maybe();
  }
  return total;
}

Result<Maybe> plus(Evaluator& evaluator, const Item& total, const Item& next) {
  return arithmetic(evaluator, Operator::add, total, next);
}

template <bool least>
Result<Maybe> better(Evaluator& evaluator, const Item& best, const Item& next) {
  const Comparison comparison = compare(next, best, evaluator.local(), evaluator.budget());
  if (!comparison.is_possible) return refuse_operand(least ? "min" : "max");
  if (!comparison.order) return Maybe();
  const bool is_better = least ? *comparison.order < 0 : *comparison.order > 0;
  return Maybe(is_better ? to_system(next) : best);
}

template <Combine combine>
Result<Collection> reduced(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto total, reduce(evaluator, call, combine));
  return evaluator.maybe(total);
}

Result<Collection> average(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto total, reduce(evaluator, call, plus));
  if (!total) return evaluator.empty();
  const Item count = Decimal(static_cast<std::int64_t>(call.input.size()));
  GATEWAY_TRY(const auto mean, arithmetic(evaluator, Operator::divide, *total, count));
  return evaluator.maybe(mean);
}

constexpr auto kRows = std::to_array<FunctionRow>({
    {"aggregate", 1, 2, aggregate},
    {"avg", 0, 0, average},
    {"max", 0, 0, reduced<better<false>>},
    {"min", 0, 0, reduced<better<true>>},
    {"sum", 0, 0, reduced<plus>},
});

}  // namespace

std::span<const FunctionRow> aggregate_functions() noexcept {
  return kRows;
}

}  // namespace gateway::fhirpath
