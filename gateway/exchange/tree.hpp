// Tree: the few questions that the exchange asks an element tree, and copies of a tree with
// elements replaced.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/fhir/resource.hpp"

namespace gateway::exchange {

// The code of `system` in a CodeableConcept; empty if there is none.
std::string_view code_in(fhir::Node codeable, std::string_view system) noexcept;
// True if any coding of the CodeableConcept has a code.
bool has_code(fhir::Node codeable) noexcept;

// The first extension of `element` with this URL; false if there is none.
fhir::Node extension(fhir::Node element, std::string_view url) noexcept;

// Reference.reference; empty if there is none.
std::string_view reference_of(fhir::Node reference) noexcept;

// One literal reference inside a resource.
struct FoundReference {
  fhir::Node node;         // the Reference
  std::string expression;  // FHIRPath, "Task.input[0].valueReference"
};
// All elements of type Reference, contained resources included, in order.
// LIFETIME: as the resource.
std::vector<FoundReference> references_in(const fhir::Resource& resource);

// True if both elements have the same values at the same places.
bool same_tree(fhir::Node a, fhir::Node b) noexcept;
bool same_children(fhir::Node a, fhir::Node b, std::string_view name) noexcept;

// A set of changes to one resource; apply() makes the new tree, and what did not change is shared.
//
// Beside fhir::Edit, which checks every change against the definitions because its names and values
// come from a request: what the exchange changes is written in its code, so that a wrong name ends
// the process (as with fhir::Builder) instead of giving each of its steps a failure that no test
// can reach; and meta or a reference is filled in whether its element was there or not.
//
// LIFETIME: not longer than the resource it was made for.
class Changes {
 public:
  explicit Changes(const fhir::Resource& resource) : resource_(resource) {}

  // `primitive` gets another value.
  void set(fhir::Node primitive, std::string value);
  void remove(fhir::Node element);
  // All root elements with this name go.
  void remove_all(std::string_view name);
  // Root elements with this name are replaced by one primitive.
  void put(std::string_view name, std::string value);
  // A root element beside those that are there.
  void add(std::string_view name, const fhir::Resource& element);
  // A literal reference into a Reference that has none.
  void add_reference(fhir::Node reference, std::string value);
  void set_meta(std::string version_id, std::string last_updated);

  bool empty() const noexcept;
  fhir::Resource apply() const;

 private:
  bool mark(fhir::Node node, std::set<const fhir::NodeData*>& touched) const;
  bool vanishes(fhir::Node node) const;

  fhir::Resource resource_;
  std::map<const fhir::NodeData*, std::string> values_;
  std::map<const fhir::NodeData*, std::string> literals_;
  std::set<const fhir::NodeData*> removed_;
  std::map<std::string, std::string, std::less<>> root_values_;
  std::vector<std::pair<std::string, fhir::Resource>> root_elements_;
  std::string version_id_;
  std::string last_updated_;

  class Copying;
};

}  // namespace gateway::exchange
