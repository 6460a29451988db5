#include <string>

#include "gateway/fhir/primitive.hpp"
#include "gateway/validation/finding.hpp"
#include "gateway/validation/rules.hpp"

namespace gateway::validation {
namespace {

using fhir::Node;
using fhir::Primitive;

// An id alone does not count.
bool has_content(Node node) {
  const fhir::Nodes children = node.children();
  return children.size() > 1 || (children.size() == 1 && children[0].name() != "id");
}

}  // namespace

void check_value(const RuleContext& context, const Location& at) {
  const Node node = at.node();
  const Primitive kind = node.primitive();
  if (!node.has_value()) {
    if (has_content(node)) return;
    report(
        context.log, finding::kEmpty, at, "The element has neither a value nor children (ele-1).");
    return;
  }
  if (const auto fault = fhir::check_primitive(kind, node.value())) {
    report(context.log, finding::kPrimitive, at, std::string(fault.text));
  }
}

}  // namespace gateway::validation
