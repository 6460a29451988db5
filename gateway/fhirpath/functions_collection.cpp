// Functions on collections: existence, filtering, subsetting, combining, aggregates.
// Source: FHIRPath 2.0, #functions.
#include <algorithm>
#include <array>

#include "gateway/fhirpath/compare.hpp"
#include "gateway/fhirpath/function_groups.hpp"
#include "gateway/fhirpath/operators.hpp"

namespace gateway::fhirpath {
namespace {

Result<Collection> where(Evaluator& evaluator, const Call& call) {
  Collection kept = evaluator.empty();
  for (std::size_t i = 0; i < call.input.size(); ++i) {
    GATEWAY_TRY(const bool holds, evaluator.condition(call, 0, call.input[i], i));
    if (holds) kept.push_back(call.input[i]);
  }
  return kept;
}

Result<Collection> exists(Evaluator& evaluator, const Call& call) {
  for (std::size_t i = 0; i < call.input.size(); ++i) {
    GATEWAY_TRY(const bool holds, evaluator.condition(call, 0, call.input[i], i));
    if (holds) return evaluator.one(true);
  }
  return evaluator.one(false);
}

Result<Collection> all(Evaluator& evaluator, const Call& call) {
  for (std::size_t i = 0; i < call.input.size(); ++i) {
    GATEWAY_TRY(const bool holds, evaluator.condition(call, 0, call.input[i], i));
    if (!holds) return evaluator.one(false);
  }
  return evaluator.one(true);
}

// allTrue, anyTrue, allFalse, anyFalse: whether all or any items are `wanted`.
template <bool wanted, bool all_of_them>
Result<Collection> are(Evaluator& evaluator, const Call& call) {
  for (const Item& item : call.input) {
    const auto value = boolean_of(item);
    if (!value) return refuse_operand(call.name);
    if ((*value == wanted) != all_of_them) return evaluator.one(!all_of_them);
  }
  return evaluator.one(all_of_them);
}

Result<bool> is_subset(Evaluator& evaluator, const Collection& part, const Collection& of) {
  GATEWAY_CHECK(evaluator.spend((part.size() + 1) * (of.size() + 1)));
  return std::ranges::all_of(part, [&](const Item& item) { return contains(evaluator, of, item); });
}

Result<Collection> subset_of(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const Collection other, evaluator.argument(call, 0));
  GATEWAY_TRY(const bool is_it, is_subset(evaluator, call.input, other));
  return evaluator.one(is_it);
}

Result<Collection> superset_of(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const Collection other, evaluator.argument(call, 0));
  GATEWAY_TRY(const bool is_it, is_subset(evaluator, other, call.input));
  return evaluator.one(is_it);
}

Result<Collection> count(Evaluator& evaluator, const Call& call) {
  return evaluator.one(static_cast<std::int64_t>(call.input.size()));
}

Result<Collection> distinct_items(Evaluator& evaluator, const Call& call) {
  return distinct(evaluator, call.input);
}

Result<Collection> is_distinct(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const Collection kept, distinct(evaluator, call.input));
  return evaluator.one(kept.size() == call.input.size());
}

Result<Collection> select(Evaluator& evaluator, const Call& call) {
  Collection all = evaluator.empty();
  for (std::size_t i = 0; i < call.input.size(); ++i) {
    GATEWAY_TRY(const Collection found, evaluator.lambda(call, 0, call.input[i], i));
    GATEWAY_CHECK(evaluator.spend(found.size()));
    all.insert(all.end(), found.begin(), found.end());
  }
  return all;
}

template <bool keeps_equal>
Result<void> append(Evaluator& evaluator, const Collection& found, Collection& all) {
  GATEWAY_CHECK(evaluator.spend(found.size() * (keeps_equal ? 1 : all.size() + 1)));
  for (const Item& item : found) {
    if (keeps_equal || !contains(evaluator, all, item)) all.push_back(item);
  }
  return {};
}

// What is found from each item, and from each that was found, and so on.
template <bool keeps_equal>
Result<Collection> repeat(Evaluator& evaluator, const Call& call) {
  Collection all = evaluator.empty();
  Collection open(call.input, call.input.get_allocator());
  while (!open.empty()) {
    const auto before = static_cast<std::ptrdiff_t>(all.size());
    for (std::size_t i = 0; i < open.size(); ++i) {
      GATEWAY_TRY(const Collection found, evaluator.lambda(call, 0, open[i], i));
      GATEWAY_CHECK(append<keeps_equal>(evaluator, found, all));
    }
    open.assign(all.begin() + before, all.end());
  }
  return all;
}

Result<Collection> of_type(Evaluator& evaluator, const Call& call) {
  Collection kept = evaluator.empty();
  std::ranges::copy_if(call.input, std::back_inserter(kept), [&](const Item& item) {
    return is_as(item, call.type);
  });
  return kept;
}

Result<Collection> single_item(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const Item* item, evaluator.single(call.input));
  return item == nullptr ? evaluator.empty() : evaluator.one(*item);
}

Collection part(Evaluator& evaluator, const Collection& input, std::size_t from, std::size_t to) {
  Collection items = evaluator.empty();
  if (from < to) {
    items.assign(input.begin() + static_cast<std::ptrdiff_t>(from),
                 input.begin() + static_cast<std::ptrdiff_t>(to));
  }
  return items;
}

Result<Collection> first(Evaluator& evaluator, const Call& call) {
  return part(evaluator, call.input, 0, std::min<std::size_t>(1, call.input.size()));
}

Result<Collection> last(Evaluator& evaluator, const Call& call) {
  const std::size_t size = call.input.size();
  return part(evaluator, call.input, size == 0 ? 0 : size - 1, size);
}

Result<Collection> tail(Evaluator& evaluator, const Call& call) {
  return part(evaluator, call.input, 1, call.input.size());
}

Result<std::size_t> amount(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const auto number, evaluator.integer_argument(call, 0));
  const std::int64_t wanted = std::max<std::int64_t>(0, number.value_or(0));
  return std::min(static_cast<std::size_t>(wanted), call.input.size());
}

Result<Collection> skip(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const std::size_t from, amount(evaluator, call));
  return part(evaluator, call.input, from, call.input.size());
}

Result<Collection> take(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const std::size_t to, amount(evaluator, call));
  return part(evaluator, call.input, 0, to);
}

Result<Collection> intersect(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const Collection other, evaluator.argument(call, 0));
  GATEWAY_CHECK(evaluator.spend((call.input.size() + 1) * (other.size() + 1)));
  Collection kept = evaluator.empty();
  std::ranges::copy_if(call.input, std::back_inserter(kept), [&](const Item& item) {
    return contains(evaluator, other, item);
  });
  return distinct(evaluator, kept);
}

Result<Collection> exclude(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const Collection other, evaluator.argument(call, 0));
  GATEWAY_CHECK(evaluator.spend((call.input.size() + 1) * (other.size() + 1)));
  Collection kept = evaluator.empty();
  std::ranges::copy_if(call.input, std::back_inserter(kept), [&](const Item& item) {
    return !contains(evaluator, other, item);
  });
  return kept;
}

Result<Collection> combine(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const Collection other, evaluator.argument(call, 0));
  Collection all(call.input, call.input.get_allocator());
  all.insert(all.end(), other.begin(), other.end());
  GATEWAY_CHECK(evaluator.spend(all.size()));
  return all;
}

Result<Collection> unite(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const Collection both, combine(evaluator, call));
  return distinct(evaluator, both);
}

Result<Collection> iif(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const Item* item, evaluator.single(call.input));
  const Frame inner{item == nullptr ? call.frame.self : std::span<const Item>(item, 1),
                    call.frame.index,
                    call.frame.total};
  GATEWAY_TRY(const Collection asked, evaluator.within(call.arguments[0], inner));
  GATEWAY_TRY(const Item* answer, evaluator.single(asked));
  const auto holds = answer == nullptr ? std::optional(false) : boolean_of(*answer);
  if (!holds) return refuse_operand(call.name);
  if (*holds) return evaluator.within(call.arguments[1], inner);
  if (call.arguments.size() == 2) return evaluator.empty();
  return evaluator.within(call.arguments[2], inner);
}

constexpr auto kRows = std::to_array<FunctionRow>({
    {"all", 1, 1, all},
    {"allFalse", 0, 0, are<false, true>},
    {"allTrue", 0, 0, are<true, true>},
    {"anyFalse", 0, 0, are<false, false>},
    {"anyTrue", 0, 0, are<true, false>},
    {"combine", 1, 1, combine},
    {"count", 0, 0, count},
    {"distinct", 0, 0, distinct_items},
    {"empty", 0, 0, nullptr, false, Shortcut::is_empty},
    {"exclude", 1, 1, exclude},
    {"exists", 0, 1, exists, false, Shortcut::exists},
    {"first", 0, 0, first},
    {"iif", 2, 3, iif},
    {"intersect", 1, 1, intersect},
    {"isDistinct", 0, 0, is_distinct},
    {"last", 0, 0, last},
    {"ofType", 1, 1, of_type, true},
    {"repeat", 1, 1, repeat<false>},
    {"repeatAll", 1, 1, repeat<true>},
    {"select", 1, 1, select},
    {"single", 0, 0, single_item},
    {"skip", 1, 1, skip},
    {"subsetOf", 1, 1, subset_of},
    {"supersetOf", 1, 1, superset_of},
    {"tail", 0, 0, tail},
    {"take", 1, 1, take},
    {"union", 1, 1, unite},
    {"where", 1, 1, where},
});

}  // namespace

std::span<const FunctionRow> collection_functions() noexcept {
  return kRows;
}

}  // namespace gateway::fhirpath
