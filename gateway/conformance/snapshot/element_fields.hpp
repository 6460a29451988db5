// ElementFields: what one ElementDefinition of a snapshot states, while the snapshot is made.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/fhir/builder.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::conformance {

// A cardinality; UINT64_MAX for "*" and for what is none.
std::uint64_t bound_of(std::string_view text) noexcept;

// Everything but id, path and sliceName, which say where the element stands. The fields come from
// several definitions and are shared, not copied. A choice goes by its name without type: "fixed".
class ElementFields {
 public:
  using Items = std::vector<fhir::Resource>;  // each the part of a definition

  ElementFields() = default;
  // `definition` is an ElementDefinition inside `holder`.
  ElementFields(const fhir::Resource& holder, fhir::Node definition);

  std::span<const fhir::Resource> items(std::string_view field) const noexcept;
  bool has(std::string_view field) const noexcept { return !items(field).empty(); }
  // The first item, or an absent Node.
  fhir::Node first(std::string_view field) const noexcept;
  std::string_view text(std::string_view field) const noexcept { return first(field).value(); }
  // `min` or `max` as a number; 0 and UINT64_MAX if it is not stated.
  std::uint64_t bound(std::string_view field) const noexcept;

  // Without items the field goes away.
  void set(std::string_view field, Items items);
  void set_text(const fhir::TypeTable& types, std::string_view field, std::string_view value);
  void remove(std::string_view field) { set(field, {}); }

  // States what `change` states on top of this. Most fields are replaced; texts that begin with
  // "..." and lists such as constraint and mapping are added to; of a binding and of a slicing,
  // what is not said again stays. `source` is the canonical URL for constraints without one.
  // Source: FHIR R4, elementdefinition.html#interpretation.
  void constrain(const ElementFields& change, std::string_view source);
  // Takes from `other` the fields that are not stated here, and adds its lists to those here.
  void complete(const ElementFields& other);

  void write(fhir::Builder& builder) const;

 private:
  struct Field {
    std::string_view name;  // in the type table
    Items items;
  };

  Items* find(std::string_view field) noexcept;
  void add_new(std::string_view field, const Items& items);

  std::vector<Field> fields_;
};

// One field that is made here: an item as ElementFields has them.
fhir::Resource make_field(const fhir::TypeTable& types,
                          std::string_view field,
                          std::string_view value);

}  // namespace gateway::conformance
