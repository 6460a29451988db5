#include "gateway/validation/questionnaire/form.hpp"

#include <algorithm>

namespace gateway::validation {

using fhir::Node;
using fhir::Nodes;

Form::Form(const fhir::Resource& questionnaire, const fhir::Resource& container)
    : questionnaire_(questionnaire), container_(container) {
  struct Pending {
    Node node;
    std::size_t parent;
  };
  std::vector<Pending> pending;
  const auto push_items = [&](Node of, std::size_t parent) {
    const Nodes items = of.children("item");
    for (std::size_t i = items.size(); i > 0; --i)
      pending.push_back({items[i - 1], parent});
  };
  push_items(questionnaire.root(), kNone);
  while (!pending.empty()) {
    const Pending next = pending.back();
    pending.pop_back();
    const std::size_t index = items_.size();
    items_.emplace_back(next.node);
    items_[index].parent = next.parent;
    items_[index].end = index + 1;
    by_link_id_.emplace(items_[index].link_id, index);
    by_place_.emplace(Place{next.parent, items_[index].link_id}, index);
    if (items_[index].is_required) required_[next.parent].push_back(index);
    push_items(next.node, index);
  }
  for (std::size_t i = items_.size(); i > 0; --i) {
    const FormItem& item = items_[i - 1];
    if (item.parent != kNone) items_[item.parent].end = std::max(items_[item.parent].end, item.end);
  }
}

std::size_t Form::find(std::string_view link_id) const {
  const auto found = by_link_id_.find(link_id);
  return found == by_link_id_.end() ? kNone : found->second;
}

std::size_t Form::child(std::size_t parent, std::string_view link_id) const {
  const auto found = by_place_.find({parent, link_id});
  return found == by_place_.end() ? kNone : found->second;
}

std::span<const std::size_t> Form::required(std::size_t parent) const {
  const auto found = required_.find(parent);
  if (found == required_.end()) return {};
  return found->second;
}

bool Form::is_within(std::size_t item, std::size_t group) const noexcept {
  return group == kNone || (item >= group && item < items_[group].end);
}

}  // namespace gateway::validation
