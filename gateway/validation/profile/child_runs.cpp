#include "gateway/validation/profile/child_runs.hpp"

namespace gateway::validation {

using fhir::NodeData;

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

std::span<const NodeData> ChildRuns::of(const ProfileElement& rule) {
  if (children_.empty() || rule.name_id == fhir::kNoName) return {};
  if (rule.is_choice) {
    return run_where([this, &rule](const NodeData& child) {
      const fhir::SlotRow* slot = types_->find_slot(type_, child.name);
      return slot != nullptr && slot->choice == rule.name_id;
    });
  }
  const auto run = run_where([&rule](const NodeData& child) { return child.name == rule.name_id; });
  if (run.empty()) return run;
  // A profile does not speak of one type of a choice by the name that it has in JSON.
  const fhir::SlotRow* slot = types_->find_slot(type_, rule.name_id);
  return slot != nullptr && slot->choice == fhir::kNoName ? run : std::span<const NodeData>();
}

}  // namespace gateway::validation
