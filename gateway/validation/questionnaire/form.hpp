// Form: a Questionnaire made ready to look up its items.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "gateway/fhir/resource.hpp"
#include "gateway/validation/questionnaire/form_item.hpp"

namespace gateway::validation {

// LIFETIME: holds the Questionnaire. THREADS: immutable; any.
class Form {
 public:
  static constexpr std::size_t kNone = SIZE_MAX;

  // `container` is what "#id" in the Questionnaire points into: itself, or the resource that it is
  // contained in.
  Form(const fhir::Resource& questionnaire, const fhir::Resource& container);

  fhir::Node root() const { return questionnaire_.root(); }
  const fhir::Resource& container() const noexcept { return container_; }

  // In the order of the Questionnaire, each item before those below it.
  const std::vector<FormItem>& items() const noexcept { return items_; }
  // The first item with this linkId; kNone if there is none.
  std::size_t find(std::string_view link_id) const;
  // The same directly below `parent` (kNone: the Questionnaire).
  std::size_t child(std::size_t parent, std::string_view link_id) const;
  // The items directly below `parent` that are required, in order.
  std::span<const std::size_t> required(std::size_t parent) const;
  // Whether `item` is `group`, or below it. All are below kNone.
  bool is_within(std::size_t item, std::size_t group) const noexcept;

 private:
  struct Place {
    std::size_t parent = kNone;
    std::string_view link_id;
    friend bool operator==(const Place&, const Place&) = default;
  };
  struct PlaceHash {
    std::size_t operator()(const Place& place) const noexcept {
      return std::hash<std::string_view>()(place.link_id) ^ (place.parent * 0x9e3779b97f4a7c15U);
    }
  };

  fhir::Resource questionnaire_;
  fhir::Resource container_;
  std::vector<FormItem> items_;
  std::unordered_map<std::string_view, std::size_t> by_link_id_;
  std::unordered_map<Place, std::size_t, PlaceHash> by_place_;
  std::unordered_map<std::size_t, std::vector<std::size_t>> required_;  // by parent
};

}  // namespace gateway::validation
