// Evaluator: names after each other, which lead from elements to those below them.
#include "gateway/fhirpath/evaluator.hpp"

namespace gateway::fhirpath {
namespace {

// The elements that FHIRPath's own types have.
std::optional<Item> part_of(const Item& item, std::string_view name) noexcept {
  if (const auto* type = std::get_if<TypeName>(&item)) {
    if (name == "namespace") return type->space;
    if (name == "name") return type->name;
  }
  if (const auto* quantity = std::get_if<Quantity>(&item)) {
    if (name == "value") return quantity->value;
    if (name == "unit") return quantity->unit;
  }
  return std::nullopt;
}

}  // namespace

// Gives false if `visit` did, or if the budget is spent.
bool Evaluator::step(const fhir::Node& parent, const Code& code, ElementVisit visit) {
  if (!budget_.take(1)) return false;
  if (is_instance(parent, code.type.id)) return visit(parent);
  if (code.name == fhir::kNoName) return true;
  const fhir::Nodes found = parent.children(code.name);
  if (found.empty()) {
    const fhir::Node chosen = parent.choice(types().name(code.name));
    return !chosen || visit(chosen);
  }
  // The name that a choice has in JSON is none in an expression.
  const fhir::SlotRow* slot = types().find_slot(parent.type(), code.name);
  if (slot != nullptr && slot->choice != fhir::kNoName) return true;
  for (const fhir::Node child : found) {
    if (!visit(child)) return false;
  }
  return true;
}

bool Evaluator::each(std::uint32_t at, const Frame& frame, ElementVisit visit) {
  const AstNode& node = program_.ast.at(at);
  if (node.kind == AstKind::variable) return visit(node_of(frame.self.front()));
  if (node.kind == AstKind::external) return visit(resource_of(node));
  const Code& code = program_.code[at];
  if (node.source == kNoAst) return step(node_of(frame.self.front()), code, visit);
  if (!budget_.take(1)) return false;
  return each(node.source, frame, [this, &code, &visit](const fhir::Node& parent) {
    return step(parent, code, visit);
  });
}

bool Evaluator::begins_with_elements(std::uint32_t at, const Frame& frame) const {
  if (program_.code[at].shortcut != Shortcut::path) return true;
  const AstNode& begin = program_.ast.at(program_.code[at].begin);
  if (begin.kind == AstKind::external) return static_cast<bool>(resource_of(begin));
  return frame.self.size() == 1 && node_of(frame.self.front());
}

// Absent if it is not known, and what is looked at is no element.
fhir::Node Evaluator::resource_of(const AstNode& external) const {
  const bool is_inner = external.text == "resource";
  const fhir::Node& given = is_inner ? environment_.resource : environment_.root_resource;
  return given ? given : node_of(context_);
}

Result<Collection> Evaluator::member(std::uint32_t at, const Frame& frame) {
  const AstNode& node = program_.ast.at(at);
  const Code& code = program_.code[at];
  Collection found = empty();
  const auto add = [&found](const fhir::Node& child) {
    if (found.empty()) found.reserve(kFirstItems);
    found.emplace_back(child);
    return true;
  };
  if (code.shortcut == Shortcut::path && begins_with_elements(at, frame)) {
    each(at, frame, add);
    GATEWAY_CHECK(spend(0));
    return found;
  }
  GATEWAY_TRY(const Collection source, source_of(node, frame));
  for (const Item& item : source) {
    if (const fhir::Node parent = node_of(item)) {
      step(parent, code, add);
      GATEWAY_CHECK(spend(0));
    } else {
      GATEWAY_CHECK(spend());
      if (const auto part = part_of(item, node.text)) found.push_back(*part);
    }
  }
  return found;
}

}  // namespace gateway::fhirpath
