#include "gateway/validation/profile/corrections.hpp"

#include <algorithm>

namespace gateway::validation {
namespace {

// Where a correction is from: a later release that publishes it so, HL7's validator
// (FHIRPathExpressionFixer of org.hl7.fhir.core), R4 itself where it contradicts itself, or another
// rule of ours that finds the same.
using Source = std::string_view;

struct ExpressionCorrection {
  std::string_view key;
  std::string_view expression;
  Source source;
};

// One row for each, with what is wrong with the published one.
constexpr ExpressionCorrection kExpressions[] = {
    // At every element, for less.
    {"ele-1", "", "our check of structure (VAL-EMPTY)"},
    // It says where in the markup.
    {"txt-1", "", "our rule of narratives"},
    {"txt-2", "", "our rule of narratives"},
    // Of a reference without `reference`, the published one is empty, and so fails.
    {"ref-1",
     "reference.exists() implies (reference.startsWith('#').not() or (reference.substring(1) in "
     "%rootResource.contained.id) or (reference = '#' and %rootResource != %resource))",
     "R5, Reference"},
    // as() of several items is an error; uri was written as canonical the second time.
    {"dom-3",
     "contained.where((('#'+id in (%resource.descendants().reference | "
     "%resource.descendants().ofType(canonical) | %resource.descendants().ofType(uri) | "
     "%resource.descendants().ofType(url))) or descendants().where(reference = '#').exists() or "
     "descendants().ofType(canonical).where($this = '#').exists() or "
     "descendants().ofType(uri).where($this = '#').exists()).not()).empty()",
     "R5, DomainResource"},
    // Without probability the published one is empty, and so fails.
    {"ras-2", "probability.ofType(decimal).all($this <= 100)", "R4B, RiskAssessment"},
    // A target profile may also be that of a parameter which is a resource itself.
    {"opd-3",
     "targetProfile.exists() implies (type = 'Reference' or type = 'canonical' or "
     "type.memberOf('http://hl7.org/fhir/ValueSet/all-resource-types'))",
     "HL7's validator"},
    // More than one, says the text.
    {"que-12", "enableWhen.count() > 1 implies enableBehavior.exists()", "R4B, Questionnaire"},
    // FHIR's boolean, not FHIRPath's.
    {"que-7", "operator = 'exists' implies (answer is boolean)", "R4B, Questionnaire"},
    // Without fullUrl, the published one is empty, and so fails.
    {"bdl-8", "fullUrl.exists() implies fullUrl.contains('/_history/').not()", "R4B, Bundle"},
    // A category is a CodeableConcept and never equal to a string.
    {"con-3",
     "clinicalStatus.exists() or verificationStatus.coding.where(system = "
     "'http://terminology.hl7.org/CodeSystem/condition-ver-status' and code = "
     "'entered-in-error').exists() or category.coding.where(code = 'problem-list-item').empty()",
     "R4B, Condition"},
    // `when` repeats.
    {"tim-9",
     "offset.empty() or (when.exists() and when.select($this in ('C' | 'CM' | 'CD' | "
     "'CV')).allFalse())",
     "R5, Timing"},
    // matches() looks anywhere in the text; the names are meant from beginning to end.
    {"sdf-0", "name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')", "HL7's validator"},
    {"eld-20",
     "path.matches('^[A-Za-z][A-Za-z0-9]*(\\\\.[a-z][A-Za-z0-9]*(\\\\[x])?)*$')",
     "HL7's validator"},
};

struct BindingCorrection {
  std::string_view value_set;
  Source source;
};

constexpr BindingCorrection kLoosened[] = {
    // R4 requires these units of every component of vital signs, also of those that it gives others
    // for (inhaled oxygen in L/min); later releases recommend them.
    {"http://hl7.org/fhir/ValueSet/ucum-vitals-common", "later releases, vitalsigns"},
};

struct ContextCorrection {
  std::string_view extension;  // what follows kExtensions in its URL
  std::string_view path;
  Source source;
};
constexpr std::string_view kExtensions = "http://hl7.org/fhir/StructureDefinition/";

// R4 uses these in more places than their definitions say.
constexpr ContextCorrection kContexts[] = {
    // On the type that `code` of a type of FHIRPath stands for.
    {"structuredefinition-fhir-type", "ElementDefinition.type", "Extensions Pack 5.3"},
    {"regex", "ElementDefinition.type", "R4, the types of string.value and others"},
    // On all that can be normative: value sets, code systems, operations, elements.
    {"structuredefinition-normative-version", "Element", "R4, its own definitions"},
    // On each part of a CapabilityStatement that can be expected, and what is not.
    {"capabilitystatement-expectation", "Element", "Extensions Pack 5.3, in 30 places"},
    {"capabilitystatement-prohibited", "Element", "as the expectation that it turns round"},
    {"valueset-concept-comments", "CodeSystem.concept", "R4, its own code systems"},
    {"translation", "ValueSet.expansion.contains", "HL7's validator, expansions in its cases"},
};

// The bracket ends the name of the type.
constexpr std::string_view kAsString = " as String)";

}  // namespace

std::string corrected_expression(std::string_view key, std::string_view published) {
  const auto* found = std::ranges::find(kExpressions, key, &ExpressionCorrection::key);
  if (found != std::end(kExpressions)) return std::string(found->expression);
  std::string text(published);
  for (std::size_t at = text.find(kAsString); at != std::string::npos;
       at = text.find(kAsString, at)) {
    text[at + kAsString.size() - 1 - std::string_view("String").size()] = 's';
  }
  return text;
}

bool is_loosened(std::string_view value_set) noexcept {
  return std::ranges::find(kLoosened,
                           value_set.substr(0, value_set.find('|')),
                           &BindingCorrection::value_set) != std::end(kLoosened);
}

std::vector<ExtensionContext> corrected_contexts(std::string_view url,
                                                 std::vector<ExtensionContext> published) {
  if (!url.starts_with(kExtensions)) return published;
  for (const ContextCorrection& each : kContexts) {
    if (each.extension == url.substr(kExtensions.size()))
      published.push_back({ContextKind::element, std::string(each.path)});
  }
  return published;
}

}  // namespace gateway::validation
