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

// The id of the resource itself. R4's own examples that is too long but for that an id. Ids that we
// give out or are asked for are checked where they come in.
bool is_long_id(Node node) {
  constexpr std::size_t kMaxIdLength = 64;
  const std::string_view id = node.value();
  return node.primitive() == Primitive::id && id.size() > kMaxIdLength &&
         id.size() <= 2 * kMaxIdLength &&
         fhir::is_valid(Primitive::id, id.substr(0, kMaxIdLength)) &&
         fhir::is_valid(Primitive::id, id.substr(kMaxIdLength));
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
    const bool is_only_long = at.depth() == 1 && is_long_id(node);
    report(context.log,
           is_only_long ? finding::kIdLength : finding::kPrimitive,
           at,
           std::string(fault.text));
  }
}

}  // namespace gateway::validation
