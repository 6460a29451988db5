// GivenAnswers: the items of a QuestionnaireResponse, found by linkId.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/fhir/node.hpp"

namespace gateway::validation {

// LIFETIME: the response outlives it. THREADS: immutable; any.
class GivenAnswers {
 public:
  static constexpr std::size_t kNone = SIZE_MAX;

  explicit GivenAnswers(fhir::Node response);

  // REQUIRES: `item` is an item of the response.
  std::size_t index_of(fhir::Node item) const { return indexes_.at(item.data()); }
  fhir::Node item(std::size_t index) const { return items_[index].node; }
  // The items with this linkId that are `scope`, or below it (kNone: in the whole response), in
  // order.
  std::span<const std::size_t> within(std::string_view link_id, std::size_t scope) const;

 private:
  struct Item {
    fhir::Node node;
    std::size_t parent = kNone;
    std::size_t end = 0;  // behind the last item below it
  };

  std::vector<Item> items_;  // each before those below it
  std::unordered_map<const fhir::NodeData*, std::size_t> indexes_;
  std::unordered_map<std::string_view, std::vector<std::size_t>> by_link_id_;
};

}  // namespace gateway::validation
