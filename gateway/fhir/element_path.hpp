// ElementPath: where a walk stands; becomes a FHIRPath only when a finding needs it.
//
//   const ElementPath patient("Patient");
//   const ElementPath name = patient.child("name", 0);
//   name.text();                                          // "Patient.name[0]"
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gateway::fhir {

// A step of the walk. It lies on the stack of the walk and points at the step above, so a walk
// without findings allocates nothing.
//
// LIFETIME: not longer than the path and the name it was made from.
class ElementPath {
 public:
  explicit ElementPath(std::string_view root) : name_(root) {}

  ElementPath child(std::string_view name) const& { return {this, name, kNoIndex}; }
  // One of several items, from 0; for elements that may repeat.
  ElementPath child(std::string_view name, std::size_t index) const& { return {this, name, index}; }
  ElementPath child(std::string_view name) const&& = delete;
  ElementPath child(std::string_view name, std::size_t index) const&& = delete;

  // "Patient.name[0].given[1]".
  std::string text() const;

 private:
  static constexpr std::size_t kNoIndex = static_cast<std::size_t>(-1);

  ElementPath(const ElementPath* parent, std::string_view name, std::size_t index)
      : parent_(parent), name_(name), index_(index) {}

  const ElementPath* parent_ = nullptr;
  std::string_view name_;
  std::size_t index_ = kNoIndex;
};

}  // namespace gateway::fhir
