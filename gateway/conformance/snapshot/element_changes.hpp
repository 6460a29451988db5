// ElementChanges: what a differential says, done to the tree of what it builds on.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/conformance/snapshot/element_draft.hpp"
#include "gateway/conformance/snapshot/element_outline.hpp"
#include "gateway/conformance/snapshot/snapshot_generator.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::conformance {

// One differential. LIFETIME: not longer than what it was made with.
// THREADS: one.
class ElementChanges {
 public:
  // `definition` holds the differential; `root` is a copy of the tree it builds on and is changed.
  ElementChanges(SnapshotGenerator& generator,
                 const fhir::Resource& definition,
                 ElementDraft& root,
                 fhir::IssueLog& findings);

  // Errors: as SnapshotGenerator::generate().
  fhir::Checked<void> apply(const ElementOutline& change);

 private:
  using Statement = ElementOutline::Statement;

  // Below a slice that the differential makes of what was not sliced, until a type begins.
  enum class Within : std::uint8_t { anything, new_slice };

  fhir::Checked<void> apply(ElementDraft& element, const ElementOutline& change, Within within);
  fhir::Checked<void> apply_as_element(ElementDraft& element,
                                       const ElementOutline& slice,
                                       Within within);
  fhir::Checked<void> apply_children(ElementDraft& element,
                                     const ElementOutline& change,
                                     Within within);
  fhir::Checked<void> apply_slices(ElementDraft& element,
                                   const ElementOutline& change,
                                   const ElementDraft& unsliced,
                                   Within within);
  // The slice as it is made of `made`: the whole element, or the slice that it slices again.
  fhir::Checked<void> make_slice(const ElementDraft& element,
                                 ElementDraft& made,
                                 const ElementOutline& slice,
                                 const ElementOutline& sliced,
                                 Within below);
  fhir::Checked<void> state(ElementDraft& element, const Statement& statement);
  void drop_slicing(ElementFields& change, const Statement& statement);
  fhir::Checked<void> take_profile(ElementDraft& element,
                                   const ElementFields& change,
                                   const Statement& statement);
  fhir::Checked<void> check_types(const ElementDraft& element,
                                  const ElementFields& change,
                                  const Statement& statement);
  void check_cardinality(const ElementDraft& element,
                         const ElementFields& change,
                         const Statement& statement);
  fhir::Checked<const ElementDraft*> tree_of(std::string_view canonical,
                                             const Statement& statement);
  fhir::Checked<void> expand(ElementDraft& element, const ElementOutline& change);
  fhir::Checked<void> add_element(ElementDraft& parent, const ElementOutline& change);
  void report(const Statement& statement,
              std::string_view id,
              std::string_view text,
              fhir::Severity severity = fhir::Severity::error);
  fhir::Checked<void> grow(std::size_t elements, const ElementOutline& change);

  SnapshotGenerator& generator_;
  const fhir::Resource& definition_;
  ElementDraft& root_;
  fhir::IssueLog& findings_;
  const ElementDraft base_;  // as root_ was
  std::string url_;
  std::size_t size_;
  bool is_specialization_;
};

}  // namespace gateway::conformance
