#include "gateway/validation/profile/child_runs.hpp"

namespace gateway::validation {

using fhir::NodeData;

ChildRuns::ChildRuns(fhir::Node parent)
    : children_(parent.children().data()), types_(&parent.types()), type_(parent.type()) {
  for (const NodeData& child : children_)
    names_ |= mark_of(child.name);
}

template <typename IsNamed>
std::span<const NodeData> ChildRuns::run_where(const IsNamed& is_named) {
  const std::size_t count = children_.size();
  std::size_t first = next_;
  while (first < count && !is_named(children_[first]))
    ++first;
  if (first == count) {
    first = 0;
    while (first < next_ && !is_named(children_[first]))
      ++first;
    if (first == next_) return {};
  }
  std::size_t last = first + 1;
  while (last < count && is_named(children_[last]))
    ++last;
  next_ = last;
  return children_.subspan(first, last - first);
}

const fhir::SlotRow* ChildRuns::slot_of(fhir::NameId name) {
  const fhir::SlotRow* slot = types_->find_slot(type_, name, next_slot_);
  if (slot != nullptr) next_slot_ = static_cast<std::size_t>(slot - types_->slots(type_).data());
  return slot;
}

// The JSON name is that of the choice with a type behind it.
std::span<const NodeData> ChildRuns::run_of_choice(fhir::NameId choice) {
  const std::string_view stem = types_->name(choice);
  return run_where([this, stem, choice](const NodeData& child) {
    if (!types_->name(child.name).starts_with(stem)) return false;
    const fhir::SlotRow* slot = slot_of(child.name);
    return slot != nullptr && slot->choice == choice;
  });
}

std::span<const NodeData> ChildRuns::run_of_name(fhir::NameId name) {
  const auto run = run_where([name](const NodeData& child) { return child.name == name; });
  if (run.empty()) return run;
  // A profile does not speak of one type of a choice by the name that it has in JSON.
  const fhir::SlotRow* slot = slot_of(name);
  return slot != nullptr && slot->choice == fhir::kNoName ? run : std::span<const NodeData>();
}

}  // namespace gateway::validation
