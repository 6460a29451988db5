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

// Interfaces of R5 that definitions for R4 name as if R4 had them, and the resources of R4 that
// have what they ask for.
// Source: FHIR R5, canonicalresource.html and metadataresource.html. Without the resources that
// have no url and version in R4 (ObservationDefinition, SpecimenDefinition); with those that R5 has
// no more, as HL7's validator counts them (VersionUtilities of org.hl7.fhir.core).
enum class Publication : std::uint8_t {
  canonical,  // url, version, name, status
  metadata,   // and approval, review, topics, authors
};
struct PublishedType {
  std::string_view type;
  Publication publication;
};
constexpr PublishedType kPublishedTypes[] = {
    {"ActivityDefinition", Publication::metadata},
    {"CapabilityStatement", Publication::canonical},
    {"ChargeItemDefinition", Publication::metadata},
    {"CodeSystem", Publication::metadata},
    {"CompartmentDefinition", Publication::canonical},
    {"ConceptMap", Publication::metadata},
    {"EffectEvidenceSynthesis", Publication::metadata},
    {"EventDefinition", Publication::metadata},
    {"Evidence", Publication::metadata},
    {"EvidenceVariable", Publication::metadata},
    {"ExampleScenario", Publication::canonical},
    {"GraphDefinition", Publication::canonical},
    {"ImplementationGuide", Publication::canonical},
    {"Library", Publication::metadata},
    {"Measure", Publication::metadata},
    {"MessageDefinition", Publication::canonical},
    {"NamingSystem", Publication::metadata},
    {"OperationDefinition", Publication::canonical},
    {"PlanDefinition", Publication::metadata},
    {"Questionnaire", Publication::metadata},
    {"ResearchDefinition", Publication::metadata},
    {"ResearchElementDefinition", Publication::metadata},
    {"RiskEvidenceSynthesis", Publication::metadata},
    {"SearchParameter", Publication::canonical},
    {"StructureDefinition", Publication::canonical},
    {"StructureMap", Publication::canonical},
    {"TerminologyCapabilities", Publication::canonical},
    {"TestScript", Publication::canonical},
    {"ValueSet", Publication::metadata},
};

bool is_published(Node node, Publication least) {
  const auto* found = std::ranges::find(kPublishedTypes, node.type_name(), &PublishedType::type);
  return found != std::end(kPublishedTypes) && found->publication >= least;
}

// A type of its own, not an element of one.
bool is_data_type(Node node) {
  return !node.is_resource() && !node.type_name().contains('.');
}

// Types that R5 has and R4 has not.
// Source: FHIR R5, types.html.
struct LaterType {
  std::string_view name;
  bool (*has)(Node node);
};
constexpr LaterType kLaterTypes[] = {
    {"CanonicalResource", [](Node node) { return is_published(node, Publication::canonical); }},
    {"MetadataResource", [](Node node) { return is_published(node, Publication::metadata); }},
    {"DataType", is_data_type},
    {"PrimitiveType", [](Node node) { return node.primitive() != fhir::Primitive::none; }},
    {"BackboneType",
     [](Node node) {
       return is_data_type(node) &&
              conformance::is_a(node.types(), node.type_name(), "BackboneElement");
     }},
};

bool is_of_type(Node node, std::string_view type) {
  const auto* later = std::ranges::find(kLaterTypes, type, &LaterType::name);
  if (later != std::end(kLaterTypes)) return later->has(node);
  return conformance::is_a(node.types(), node.type_name(), type);
}

// Contexts that are everywhere, resources included: "Base" is above both in R5, and "Element" is
// meant so.
constexpr std::string_view kEverywhere[] = {"Any", "Base", "Element"};

// Whether `path`, which begins with a type, leads to `at`: from the element itself, as of that
// type, or from one around it. What stands before a '#' is the profile that the resource follows.
bool leads_to(std::string_view path, const Location& at) {
  path.remove_prefix(path.find('#') == std::string_view::npos ? 0 : path.find('#') + 1);
  if (std::ranges::find(kEverywhere, path) != std::end(kEverywhere)) return true;
  std::string below;
  for (const Location* from = &at; from != nullptr; from = from->parent()) {
    const std::string_view head = path.substr(0, path.find('.'));
    const bool is_rest = path.substr(head.size()) == below;
    const Node node = from->node();
    if (is_rest && is_of_type(node, head)) return true;
    if (from->slot() == nullptr || node.is_resource()) return false;
    below = "." + defined_name(*from) + below;
  }
  return false;
}

// A value that a definition shows or fixes may have what the value of an element may have.
bool is_in_defined_value(const Location& at) {
  for (const Location* each = &at; each->parent() != nullptr; each = each->parent()) {
    const std::string_view around = each->parent()->node().type_name();
    const std::string name = defined_name(*each);
    if (around == "ElementDefinition" && (name == "fixed[x]" || name == "pattern[x]")) return true;
    if (each->parent()->node().name() == "example" && name == "value[x]") return true;
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

std::vector<std::string_view> canonical_types() {
  std::vector<std::string_view> types;
  for (const PublishedType& each : kPublishedTypes)
    types.push_back(each.type);
  return types;
}

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
  return contexts.empty() || std::ranges::any_of(contexts, allows) || is_in_defined_value(parent);
}

}  // namespace gateway::validation
