#include "gateway/validation/profile/invariant_corrections.hpp"

#include <algorithm>

namespace gateway::validation {
namespace {

struct Correction {
  std::string_view key;
  std::string_view expression;
};

// One row for each, with what is wrong with the published one.
constexpr Correction kCorrections[] = {
    // The structure check finds it (VAL-EMPTY), at every element, for less.
    {"ele-1", ""},
    // The rule of narratives finds it, and says where in the markup.
    {"txt-1", ""},
    {"txt-2", ""},
    // Of a reference without `reference`, the published one is empty, and so fails.
    {"ref-1",
     "reference.exists() implies (reference.startsWith('#').not() or (reference.substring(1) in "
     "%rootResource.contained.id) or (reference = '#' and %rootResource != %resource))"},
    // as() of several items is an error; uri was written as canonical the second time.
    {"dom-3",
     "contained.where((('#'+id in (%resource.descendants().reference | "
     "%resource.descendants().ofType(canonical) | %resource.descendants().ofType(uri) | "
     "%resource.descendants().ofType(url))) or descendants().where(reference = '#').exists() or "
     "descendants().ofType(canonical).where($this = '#').exists() or "
     "descendants().ofType(uri).where($this = '#').exists()).not()).empty()"},
    // Without probability the published one is empty, and so fails.
    {"ras-2", "probability.ofType(decimal).all($this <= 100)"},
    // A target profile may also be that of a parameter which is a resource itself.
    {"opd-3",
     "targetProfile.exists() implies (type = 'Reference' or type = 'canonical' or "
     "type.memberOf('http://hl7.org/fhir/ValueSet/all-resource-types'))"},
    // More than one, says the text.
    {"que-12", "enableWhen.count() > 1 implies enableBehavior.exists()"},
    // FHIR's boolean, not FHIRPath's.
    {"que-7", "operator = 'exists' implies (answer is boolean)"},
    // Without fullUrl, the published one is empty, and so fails.
    {"bdl-8", "fullUrl.exists() implies fullUrl.contains('/_history/').not()"},
    // A category is a CodeableConcept and never equal to a string.
    {"con-3",
     "clinicalStatus.exists() or verificationStatus.coding.where(system = "
     "'http://terminology.hl7.org/CodeSystem/condition-ver-status' and code = "
     "'entered-in-error').exists() or category.coding.where(code = 'problem-list-item').empty()"},
    // `when` repeats.
    {"tim-9",
     "offset.empty() or (when.exists() and when.select($this in ('C' | 'CM' | 'CD' | "
     "'CV')).allFalse())"},
    // matches() looks anywhere in the text; the names are meant from beginning to end.
    {"sdf-0", "name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')"},
    {"eld-20", "path.matches('^[A-Za-z][A-Za-z0-9]*(\\\\.[a-z][A-Za-z0-9]*(\\\\[x])?)*$')"},
};

// The bracket ends the name of the type.
constexpr std::string_view kAsString = " as String)";

// Of vital signs, R4 requires these units of every component, also of those that it gives others
// for (inhaled oxygen in L/min); later releases recommend them.
constexpr std::string_view kLoosened = "http://hl7.org/fhir/ValueSet/ucum-vitals-common";

}  // namespace

bool is_loosened(std::string_view value_set) noexcept {
  return value_set.substr(0, value_set.find('|')) == kLoosened;
}

std::string corrected_expression(std::string_view key, std::string_view published) {
  const auto* found = std::ranges::find(kCorrections, key, &Correction::key);
  if (found != std::end(kCorrections)) return std::string(found->expression);
  std::string text(published);
  for (std::size_t at = text.find(kAsString); at != std::string::npos;
       at = text.find(kAsString, at)) {
    text[at + kAsString.size() - 1 - std::string_view("String").size()] = 's';
  }
  return text;
}

}  // namespace gateway::validation
