#include "gateway/fhirpath/operators.hpp"

#include <algorithm>
#include <array>

#include "gateway/fhirpath/arithmetic.hpp"
#include "gateway/fhirpath/compare.hpp"

namespace gateway::fhirpath {
namespace {

using Apply = Result<Collection> (*)(Evaluator&, Operator, const Collection&, const Collection&);

Result<Collection> equality(Evaluator& evaluator,
                            Operator op,
                            const Collection& left,
                            const Collection& right) {
  GATEWAY_CHECK(evaluator.spend(left.size() + right.size()));
  const auto same = are_equal(left, right, evaluator.local(), evaluator.budget());
  if (!same) return evaluator.empty();
  return evaluator.one(*same == (op == Operator::equal));
}

Result<Collection> equivalence(Evaluator& evaluator,
                               Operator op,
                               const Collection& left,
                               const Collection& right) {
  GATEWAY_CHECK(evaluator.spend((left.size() + 1) * (right.size() + 1)));
  const bool same = are_equivalent(left, right, evaluator.local(), evaluator.budget());
  return evaluator.one(same == (op == Operator::equivalent));
}

bool holds(Operator op, std::strong_ordering order) noexcept {
  if (op == Operator::less) return order < 0;
  if (op == Operator::less_or_equal) return order <= 0;
  return op == Operator::greater ? order > 0 : order >= 0;
}

// The one item of an operand; nullptr if it is empty or without a value.
Result<const Item*> value_of(Evaluator& evaluator, const Collection& operand) {
  GATEWAY_TRY(const Item* item, evaluator.single(operand));
  return item == nullptr || is_without_value(*item) ? nullptr : item;
}

Result<Collection> inequality(Evaluator& evaluator,
                              Operator op,
                              const Collection& left,
                              const Collection& right) {
  GATEWAY_TRY(const Item* a, value_of(evaluator, left));
  GATEWAY_TRY(const Item* b, value_of(evaluator, right));
  if (a == nullptr || b == nullptr) return evaluator.empty();
  const Comparison comparison = compare(*a, *b, evaluator.local(), evaluator.budget());
  if (!comparison.is_possible) return refuse_operand("a comparison");
  if (!comparison.order) return evaluator.empty();
  return evaluator.one(holds(op, *comparison.order));
}

Result<Collection> membership(Evaluator& evaluator,
                              Operator op,
                              const Collection& left,
                              const Collection& right) {
  const bool is_in = op == Operator::in;
  GATEWAY_TRY(const Item* item, evaluator.single(is_in ? left : right));
  if (item == nullptr) return evaluator.empty();
  const Collection& among = is_in ? right : left;
  GATEWAY_CHECK(evaluator.spend(among.size()));
  return evaluator.one(contains(evaluator, among, *item));
}

Result<Collection> unite(Evaluator& evaluator,
                         Operator /*op*/,
                         const Collection& left,
                         const Collection& right) {
  Collection all = evaluator.empty();
  all.reserve(left.size() + right.size());
  all.insert(all.end(), left.begin(), left.end());
  all.insert(all.end(), right.begin(), right.end());
  return distinct(evaluator, all);
}

// Empty counts as "".
Result<Collection> concatenate(Evaluator& evaluator,
                               Operator /*op*/,
                               const Collection& left,
                               const Collection& right) {
  GATEWAY_TRY(const auto a, evaluator.single_string(left));
  GATEWAY_TRY(const auto b, evaluator.single_string(right));
  return evaluator.text(std::string(a.value_or("")).append(b.value_or("")));
}

Result<Collection> calculate(Evaluator& evaluator,
                             Operator op,
                             const Collection& left,
                             const Collection& right) {
  GATEWAY_TRY(const Item* a, value_of(evaluator, left));
  GATEWAY_TRY(const Item* b, value_of(evaluator, right));
  if (a == nullptr || b == nullptr) return evaluator.empty();
  GATEWAY_TRY(const auto result, arithmetic(evaluator, op, *a, *b));
  return result ? evaluator.one(*result) : evaluator.empty();
}

struct ApplyRow {
  Operator op;
  Apply apply;
};
constexpr auto kApply = std::to_array<ApplyRow>({
    {Operator::multiply, calculate},
    {Operator::divide, calculate},
    {Operator::div, calculate},
    {Operator::mod, calculate},
    {Operator::add, calculate},
    {Operator::subtract, calculate},
    {Operator::concatenate, concatenate},
    {Operator::unite, unite},
    {Operator::less, inequality},
    {Operator::less_or_equal, inequality},
    {Operator::greater, inequality},
    {Operator::greater_or_equal, inequality},
    {Operator::equal, equality},
    {Operator::equivalent, equivalence},
    {Operator::not_equal, equality},
    {Operator::not_equivalent, equivalence},
    {Operator::in, membership},
    {Operator::contains, membership},
});

}  // namespace

Result<Collection> apply(Evaluator& evaluator,
                         Operator op,
                         const Collection& left,
                         const Collection& right) {
  const auto row = std::ranges::find(kApply, op, &ApplyRow::op);
  if (row == kApply.end())
    return fail(ErrorKind::internal, "FHIRPATH-PROGRAM", "an operator without a meaning");
  return row->apply(evaluator, op, left, right);
}

bool contains(Evaluator& evaluator, const Collection& items, const Item& item) {
  return std::ranges::any_of(items, [&](const Item& each) {
    return is_equal(each, item, evaluator.local(), evaluator.budget()).value_or(false);
  });
}

Result<Collection> distinct(Evaluator& evaluator, const Collection& items) {
  Collection kept = evaluator.empty();
  for (const Item& item : items) {
    GATEWAY_CHECK(evaluator.spend(kept.size() + 1));
    if (!contains(evaluator, kept, item)) kept.push_back(item);
  }
  return kept;
}

}  // namespace gateway::fhirpath
