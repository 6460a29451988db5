#include "gateway/validation/structure_check.hpp"

#include <optional>
#include <utility>

#include "gateway/validation/finding.hpp"
#include "gateway/validation/rules.hpp"

namespace gateway::validation {
namespace {

using fhir::Node;
using fhir::NodeData;
using fhir::Primitive;
using fhir::SlotRow;

// One walk over a resource. Children lie in definition order, so each element's children and the
// slots of its type are read side by side, once.
class Walk {
 public:
  explicit Walk(const RuleContext& context) : context_(context) {}

  // `container` is null where the resource is not contained in another one.
  void visit_resource(const Location& at, const ContainedResources* container) {
    check_resource(context_, at);
    std::optional<ContainedResources> own;
    if (container == nullptr) container = &own.emplace(at.node());
    const ContainedResources* const outer = std::exchange(contained_, container);
    visit_children(at);
    contained_ = outer;
  }

 private:
  void visit_element(const Location& at) {
    if (at.depth() > kMaxElementDepth) {
      report(context_.log, finding::kDepth, at, "The element lies too deep to be checked.");
      return;
    }
    const Node node = at.node();
    if (at.slot()->type == context_.definitions.known().resource) {
      visit_resource(at, node.name() == "contained" ? contained_ : nullptr);
      return;
    }
    check_value(context_, at);
    check_binding(context_, at);
    if (node.primitive() == Primitive::xhtml) check_narrative(context_, at);
    if (node.type() == context_.definitions.known().reference) {
      check_reference(context_, at, *contained_);
    }
    if (node.data()->child_count > 0) visit_children(at);
  }

  void visit_children(const Location& parent) {
    const fhir::TypeTable& types = context_.definitions.types();
    const auto slots = types.slots(parent.node().type());
    const NodeData* child = parent.node().data()->children;
    const NodeData* const end = child + parent.node().data()->child_count;
    for (std::size_t at = 0; at < slots.size();) {
      // Most elements need not be there, and are not.
      const bool is_here = child != end && child->name == slots[at].name;
      if (!is_here && slots[at].min == 0 && slots[at].choice == fhir::kNoName) {
        ++at;
        continue;
      }
      Occurrences seen{slots[at]};
      // A choice is the slots that share its name.
      do {
        const std::size_t count = visit_items(parent, slots[at], child, end);
        seen.count += count;
        seen.names += count > 0 ? 1U : 0U;
        ++at;
      } while (seen.slot.choice != fhir::kNoName && at < slots.size() &&
               slots[at].choice == seen.slot.choice);
      if (seen.count < seen.slot.min || seen.count > seen.slot.max) {
        check_occurrences(context_, parent, seen);
      }
    }
    for (; child != end; ++child) {
      report(context_.log,
             finding::kUnknownElement,
             parent,
             "The type has an element that FHIR R4 does not give it.");
    }
  }

  // Visits the items of one slot, beginning at `child`, and moves `child` behind them.
  std::size_t visit_items(const Location& parent,
                          const SlotRow& slot,
                          const NodeData*& child,
                          const NodeData* end) {
    std::size_t count = 0;
    for (; child != end && child->name == slot.name; ++child, ++count) {
      visit_element(Location(parent, Node(child, &context_.definitions.types()), slot, count));
    }
    return count;
  }

  const RuleContext& context_;
  const ContainedResources* contained_ = nullptr;
};

}  // namespace

void check_structure(const fhir::Resource& resource,
                     const conformance::Definitions& definitions,
                     fhir::IssueLog& log) {
  const RuleContext context{definitions, log};
  Walk(context).visit_resource(Location(resource.root()), nullptr);
}

}  // namespace gateway::validation
