#include "gateway/validation/questionnaire/given_answers.hpp"

#include <algorithm>

namespace gateway::validation {

using fhir::Node;
using fhir::Nodes;

GivenAnswers::GivenAnswers(Node response) {
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
  push_items(response, kNone);
  while (!pending.empty()) {
    const Pending next = pending.back();
    pending.pop_back();
    const std::size_t index = items_.size();
    items_.push_back({next.node, next.parent, index + 1});
    indexes_.emplace(next.node.data(), index);
    by_link_id_[next.node.child("linkId").value()].push_back(index);
    push_items(next.node, index);
    for (const Node answer : next.node.children("answer"))
      push_items(answer, index);
  }
  for (std::size_t i = items_.size(); i > 0; --i) {
    const Item& item = items_[i - 1];
    if (item.parent != kNone) items_[item.parent].end = std::max(items_[item.parent].end, item.end);
  }
}

std::span<const std::size_t> GivenAnswers::within(std::string_view link_id,
                                                  std::size_t scope) const {
  const auto found = by_link_id_.find(link_id);
  if (found == by_link_id_.end()) return {};
  const std::vector<std::size_t>& all = found->second;
  if (scope == kNone) return all;
  return {std::ranges::lower_bound(all, scope), std::ranges::lower_bound(all, items_[scope].end)};
}

}  // namespace gateway::validation
