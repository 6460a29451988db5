// The rules of the structure check, one source each. The walk in structure_check.cpp calls them in
// the order of this file; each adds what it finds to the log and costs nothing otherwise.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "gateway/conformance/definitions.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"
#include "gateway/validation/location.hpp"

namespace gateway::validation {

// What all rules need.
struct RuleContext {
  const conformance::Definitions& definitions;
  fhir::IssueLog& log;
};

// What was counted of an element of one name, or of all types of one choice.
struct Occurrences {
  const fhir::SlotRow& slot;  // of a choice, its first
  std::size_t count = 0;
  std::size_t names = 0;  // how many of the slots of a choice are used
};

// The contained resources of one resource, by id.
//
// LIFETIME: outlived by the resource.
class ContainedResources {
 public:
  explicit ContainedResources(fhir::Node resource);

  // The resource `contained` with this id; false if there is none.
  fhir::Node find(std::string_view id) const noexcept;

 private:
  struct Row {
    std::string_view id;
    fhir::Node node;
  };
  std::vector<Row> rows_;  // sorted by id
};

// cardinality_rule.cpp: minimum, maximum, and one type per choice, of the children of `parent`.
// Source: FHIR R4, conformance-rules.html#cardinality; formats.html#choice.
void check_occurrences(const RuleContext& context, const Location& parent, const Occurrences& seen);

// value_rule.cpp: the lexical rule of a primitive; no element without value and children.
// Source: FHIR R4, datatypes.html#primitive; element.html, ele-1.
void check_value(const RuleContext& context, const Location& at);

// binding_rule.cpp: the value set that the element is bound to with strength `required`.
// Source: FHIR R4, terminologies.html#required.
void check_binding(const RuleContext& context, const Location& at);

// reference_rule.cpp: the type of the target, where the reference or its `type` tells it.
// Source: FHIR R4, references.html.
void check_reference(const RuleContext& context,
                     const Location& at,
                     const ContainedResources& contained);

// resource_rule.cpp: a resource as a whole, at the root, in a Bundle or contained.
// Source: FHIR R4, resource.html; references.html#contained.
void check_resource(const RuleContext& context, const Location& at);

// narrative_rule.cpp: the XHTML of a narrative.
// Source: FHIR R4, narrative.html#xhtml.
void check_narrative(const RuleContext& context, const Location& at);

// bundle_rule.cpp: entries against the type of the Bundle.
// Source: FHIR R4, bundle.html, bdl-1 to bdl-12.
void check_bundle(const RuleContext& context, const Location& at);

}  // namespace gateway::validation
