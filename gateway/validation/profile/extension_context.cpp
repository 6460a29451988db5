#include "gateway/validation/profile/extension_context.hpp"

#include <algorithm>
#include <string_view>

#include "gateway/conformance/snapshot/element_types.hpp"

namespace gateway::validation {
namespace {

using fhir::Node;

// The name of the element as paths of definitions have it: "value[x]".
std::string defined_name(const Location& at) {
  const fhir::SlotRow& slot = *at.slot();
  const fhir::TypeTable& types = at.node().types();
  if (slot.choice == fhir::kNoName) return std::string(types.name(slot.name));
  return std::string(types.name(slot.choice)) + "[x]";
}

// Whether `path`, which begins with a type, leads to `at`: from the element itself, as of that
// type, or from one around it.
bool leads_to(std::string_view path, const Location& at) {
  std::string below;
  for (const Location* from = &at; from != nullptr; from = from->parent()) {
    const std::string_view head = path.substr(0, path.find('.'));
    const bool is_rest = path.substr(head.size()) == below;
    const Node node = from->node();
    if (is_rest && conformance::is_a(node.types(), node.type_name(), head)) return true;
    if (from->slot() == nullptr || node.is_resource()) return false;
    below = "." + defined_name(*from) + below;
  }
  return false;
}

bool is_selected(const std::string& expression, Node resource, Node node) {
  const auto compiled = fhirpath::Expression::compile(expression, resource.types());
  if (!compiled) return false;
  const fhirpath::Environment environment{.resource = resource, .root_resource = resource};
  fhirpath::Evaluation evaluation(*compiled, environment);
  const auto found = evaluation.run(resource);
  return found && std::ranges::any_of(*found, [node](const fhirpath::Item& item) {
           return fhirpath::node_of(item).data() == node.data();
         });
}

}  // namespace

bool allows_extension(const std::vector<ExtensionContext>& contexts,
                      const Location& parent,
                      Node resource) {
  const auto allows = [&](const ExtensionContext& context) {
    switch (context.kind) {
      // R4's own definitions that may stand anywhere say "Element" and are used on resources too.
      case ContextKind::element:
        return context.expression == "Element" || leads_to(context.expression, parent);
      case ContextKind::extension: return parent.node().child("url").value() == context.expression;
      case ContextKind::fhirpath: return is_selected(context.expression, resource, parent.node());
    }
    return false;
  };
  return contexts.empty() || std::ranges::any_of(contexts, allows);
}

}  // namespace gateway::validation
