// ElementDraft: one element of a snapshot with those below it, while the snapshot is made.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/conformance/snapshot/element_fields.hpp"
#include "gateway/fhir/builder.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::conformance {

struct ElementDraft {
  std::string name;        // the last part of the path
  std::string slice_name;  // empty unless it is a slice
  ElementFields fields = {};
  std::vector<ElementDraft> children = {};  // in definition order
  std::vector<ElementDraft> slices = {};    // each after the slice that it slices again

  ElementDraft* find_child(std::string_view child) noexcept;
  bool is_choice() const noexcept { return name.ends_with("[x]"); }
  std::string_view stem() const noexcept;  // of a choice: "value"
};

// The elements in the snapshot of `definition`, each with `base` as a profile on it states it.
//
// Errors: as outline_of(); invalid (SNAPSHOT-MISSING: there is no snapshot).
Result<ElementDraft> draft_of(const fhir::Resource& definition);

// ElementDefinition.base for what builds on the element `definition`.
fhir::Resource base_of(const fhir::TypeTable& types, fhir::Node definition);

// The element itself, those below it and its slices.
std::size_t size_of(const ElementDraft& draft);

// Adds the items of snapshot.element to the open `snapshot`.
void write_elements(const ElementDraft& root, fhir::Builder& builder);

}  // namespace gateway::conformance
