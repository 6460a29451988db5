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
// type, or from one around it. "Element" is meant to be everywhere, resources included; what stands
// before a '#' is the profile that the resource follows.
bool leads_to(std::string_view path, const Location& at) {
  path.remove_prefix(path.find('#') == std::string_view::npos ? 0 : path.find('#') + 1);
  if (path == "Element" || path == "Any") return true;
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

// The URL of the extension at `at`, or of the one that has its value there.
std::string_view extension_url(const Location& at) {
  const bool is_value = at.slot() != nullptr && at.node().name().starts_with("value");
  return (is_value ? at.parent()->node() : at.node()).child("url").value();
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
      case ContextKind::element: return leads_to(context.expression, parent);
      case ContextKind::extension: return extension_url(parent) == context.expression;
      case ContextKind::fhirpath: return is_selected(context.expression, resource, parent.node());
    }
    return false;
  };
  return contexts.empty() || std::ranges::any_of(contexts, allows);
}

}  // namespace gateway::validation
