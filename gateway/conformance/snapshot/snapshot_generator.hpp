// SnapshotGenerator: a differential on top of what it builds on → the snapshot.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/conformance/definition_source.hpp"
#include "gateway/conformance/snapshot/element_draft.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::conformance {

// Where the specification leaves it open what a differential means.
struct SnapshotRules {
  // Whether naming types of a choice alone ("valueQuantity", not value[x]) excludes the others. The
  // profiles in the core packages of R4 and R4B were published so; the reference implementation
  // today leaves such a choice open, but for the value of an extension.
  bool closes_named_types = false;
};

// Keeps the trees of the types and profiles that were used, so that a package is made with one
// generator.
//
// LIFETIME: `source` outlives the generator; the resources that it gives were made with one type
// table, which has StructureDefinition and outlives the generator.
// THREADS: one.
class SnapshotGenerator {
 public:
  // Elements of one snapshot.
  static constexpr std::size_t kMaxElements = 20'000;
  // Profiles that need each other's snapshot, one behind the other.
  static constexpr std::size_t kMaxNesting = 32;

  explicit SnapshotGenerator(DefinitionSource& source, const SnapshotRules& rules = {})
      : source_(source), rules_(rules) {}

  const SnapshotRules& rules() const noexcept { return rules_; }

  // `definition` with a snapshot that is made anew from its differential. `findings` get what does
  // not stand in the way: an element that what it builds on has not, a profile of a type that is
  // not there, a cardinality or a slicing that is not within the one of the base, slices of what
  // the base closes.
  //
  // Errors, each with an issue located in the differential:
  //   invalid   SNAPSHOT-BASE: there is no baseDefinition, or it is not to be had
  //             SNAPSHOT-CYCLE: the definition builds on itself
  //             SNAPSHOT-DEPENDENCY: a profile that it needs has no snapshot, and none can be made
  //             SNAPSHOT-ELEMENT: an element that is only named, in the definition of a type
  //             SNAPSHOT-TYPE: a type, or the type of a value, that the element does not allow
  //             SNAPSHOT-PROFILE: a profile of another type
  //             SNAPSHOT-MUST-SUPPORT: mustSupport is taken away
  //             SNAPSHOT-SLICING: slices of what is not sliced, or types that exclude each other
  //             SNAPSHOT-PATH: as outline_of()
  //   too_large SNAPSHOT-LIMIT: kMaxElements, kMaxNesting
  // Source: FHIR R4, profiling.html#snapshot, elementdefinition.html.
  fhir::Checked<fhir::Resource> generate(const fhir::Resource& definition,
                                         fhir::IssueLog& findings);

  // The tree of the snapshot of the type or profile `canonical`, or null if there is none, or if
  // it is being made just now. It is made if the definition has none.
  //
  // Errors: SNAPSHOT-DEPENDENCY, without expression, of the kind that the making of it failed with.
  // LIFETIME: as long as the generator.
  fhir::Checked<const ElementDraft*> tree_of(std::string_view canonical);
  bool is_being_made(std::string_view canonical) const;

 private:
  fhir::Checked<ElementDraft> make_tree(const fhir::Resource& definition, fhir::IssueLog& findings);

  DefinitionSource& source_;
  SnapshotRules rules_;
  std::map<std::string, std::unique_ptr<const ElementDraft>, std::less<>> trees_;
  std::vector<std::string> open_;  // URLs of what is being made
};

// "http://hl7.org/fhir/StructureDefinition/Patient" for "Patient"; a URL as it is.
std::string type_url(std::string_view code);

}  // namespace gateway::conformance
