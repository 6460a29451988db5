// Evaluator: conditions, from the parts that are true, false or nothing.
#include <array>

#include "gateway/fhirpath/compare.hpp"
#include "gateway/fhirpath/evaluator.hpp"

namespace gateway::fhirpath {
namespace {

Truth truth_of(bool value) noexcept {
  return value ? Truth::yes : Truth::no;
}

Truth truth_of(const Item& item) noexcept {
  if (const bool* known = std::get_if<bool>(&item)) return truth_of(*known);
  if (is_without_value(item)) return Truth::nothing;
  const auto value = boolean_of(item);
  return value ? truth_of(*value) : Truth::thing;
}

Truth truth_of(const Collection& items) noexcept {
  if (items.size() > 1) return Truth::many;
  return items.empty() ? Truth::nothing : truth_of(items.front());
}

// What `and`, `or` and `implies` give whatever stands on the right, if the left side tells; only a
// boolean does. Most constraints are written so that the cheap side comes first.
// Source: FHIRPath 2.0, section 6.5.
bool settles(Operator op, Truth left) noexcept {
  return op == Operator::logical_or ? left == Truth::yes
                                    : op != Operator::logical_xor && left == Truth::no;
}

// Rows and columns: true, false, unknown. Source: FHIRPath 2.0, #boolean-logic.
using Table = std::array<std::array<Truth, 3>, 3>;
constexpr Truth kYes = Truth::yes;
constexpr Truth kNo = Truth::no;
constexpr Truth kOpen = Truth::nothing;
constexpr Table kAnd{{{kYes, kNo, kOpen}, {kNo, kNo, kNo}, {kOpen, kNo, kOpen}}};
constexpr Table kOr{{{kYes, kYes, kYes}, {kYes, kNo, kOpen}, {kYes, kOpen, kOpen}}};
constexpr Table kXor{{{kNo, kYes, kOpen}, {kYes, kNo, kOpen}, {kOpen, kOpen, kOpen}}};
constexpr Table kImplies{{{kYes, kNo, kOpen}, {kYes, kYes, kYes}, {kYes, kOpen, kOpen}}};

std::size_t row_of(Truth truth) noexcept {
  if (truth == Truth::nothing) return 2;
  return truth == Truth::no ? 1 : 0;
}

const Table& table_of(Operator op) noexcept {
  if (op == Operator::logical_and) return kAnd;
  if (op == Operator::logical_or) return kOr;
  return op == Operator::logical_xor ? kXor : kImplies;
}

}  // namespace

Result<Truth> Evaluator::truth(std::uint32_t at, const Frame& frame) {
  const Scope scope(*this);
  if (gives_truth(program_.code[at].shortcut)) {
    GATEWAY_CHECK(spend());
    return short_truth(at, frame);
  }
  GATEWAY_TRY(const Collection items, eval(at, frame));
  return truth_of(items);
}

Result<Truth> Evaluator::short_truth(std::uint32_t at, const Frame& frame) {
  const AstNode& node = program_.ast.at(at);
  switch (program_.code[at].shortcut) {
    case Shortcut::logic: return logic(node, frame);
    case Shortcut::equality: return equality(node, frame);
    case Shortcut::exists:
    case Shortcut::is_empty: {
      GATEWAY_TRY(const bool is_there, is_anything(node.source, frame));
      return truth_of(is_there == (program_.code[at].shortcut == Shortcut::exists));
    }
    case Shortcut::negation: {
      GATEWAY_TRY(const Truth truth, source_truth(node.source, frame));
      if (truth == Truth::many) return refuse_many();
      return truth == Truth::nothing ? truth : truth_of(truth == Truth::no);
    }
    case Shortcut::has_value: return has_value(node.source, frame);
    case Shortcut::none:
    case Shortcut::path: break;
  }
  return fail(ErrorKind::internal, "FHIRPATH-PROGRAM", "a shortcut without a meaning");
}

Result<Truth> Evaluator::logic(const AstNode& node, const Frame& frame) {
  GATEWAY_TRY(const Truth left, truth(node.source, frame));
  if (settles(node.op, left)) return truth_of(node.op != Operator::logical_and);
  GATEWAY_TRY(const Truth right, truth(node.arguments.front(), frame));
  if (left == Truth::many || right == Truth::many) return refuse_many();
  return table_of(node.op)[row_of(left)][row_of(right)];
}

Result<Evaluator::Operand> Evaluator::operand(std::uint32_t at, const Frame& frame) {
  const Code& code = program_.code[at];
  if (gives_truth(code.shortcut)) {
    GATEWAY_TRY(const Truth value, truth(at, frame));
    if (value == Truth::nothing) return Operand();
    return Operand{1, value == Truth::yes};
  }
  GATEWAY_CHECK(spend());
  if (code.shortcut != Shortcut::path) return Operand{1, code.literal};
  Operand found;
  each(at, frame, [&found](const fhir::Node& node) {
    if (found.count == 0) found.item = node;
    return ++found.count < 2;
  });
  return found;
}

Result<Truth> Evaluator::equality(const AstNode& node, const Frame& frame) {
  const std::uint32_t right_side = node.arguments.front();
  if (!begins_with_elements(node.source, frame) || !begins_with_elements(right_side, frame))
    return general_truth(node, frame);
  GATEWAY_TRY(const Operand left, operand(node.source, frame));
  GATEWAY_TRY(const Operand right, operand(right_side, frame));
  if (left.count > 1 && right.count > 1) return general_truth(node, frame);
  GATEWAY_CHECK(spend(left.count + right.count));
  if (left.count == 0 || right.count == 0) return Truth::nothing;
  const std::optional<bool> same = left.count == right.count
                                       ? is_equal(left.item, right.item, local(), budget_)
                                       : std::optional(false);
  return same ? truth_of(*same == (node.op == Operator::equal)) : Truth::nothing;
}

Result<Truth> Evaluator::general_truth(const AstNode& node, const Frame& frame) {
  GATEWAY_TRY(const Collection items, binary(node, frame));
  return truth_of(items);
}

Result<bool> Evaluator::is_anything(std::uint32_t at, const Frame& frame) {
  if (at == kNoAst) return !frame.self.empty();
  if (program_.code[at].shortcut != Shortcut::path || !begins_with_elements(at, frame)) {
    GATEWAY_TRY(const Collection items, eval(at, frame));
    return !items.empty();
  }
  GATEWAY_CHECK(spend());
  bool is_there = false;
  each(at, frame, [&is_there](const fhir::Node& /*node*/) {
    is_there = true;
    return false;
  });
  return is_there;
}

Result<Truth> Evaluator::source_truth(std::uint32_t source, const Frame& frame) {
  if (source != kNoAst && gives_truth(program_.code[source].shortcut)) {
    GATEWAY_CHECK(spend());
    return short_truth(source, frame);
  }
  if (source == kNoAst && frame.self.size() == 1) return truth_of(frame.self.front());
  if (source == kNoAst) return frame.self.empty() ? Truth::nothing : Truth::many;
  GATEWAY_TRY(const Collection items, eval(source, frame));
  return truth_of(items);
}

Result<Truth> Evaluator::has_value(std::uint32_t source, const Frame& frame) {
  const bool is_path = source != kNoAst && program_.code[source].shortcut == Shortcut::path &&
                       begins_with_elements(source, frame);
  if (is_path) {
    GATEWAY_TRY(const Operand found, operand(source, frame));
    return truth_of(found.count == 1 && node_of(found.item).has_value());
  }
  const auto is_value = [](std::span<const Item> items) {
    if (items.size() != 1) return false;
    const fhir::Node node = node_of(items.front());
    return node ? node.has_value() : !std::holds_alternative<Quantity>(items.front());
  };
  if (source == kNoAst) return truth_of(is_value(frame.self));
  GATEWAY_TRY(const Collection items, eval(source, frame));
  return truth_of(is_value(items));
}

}  // namespace gateway::fhirpath
