// ElementStack: the open elements of a resource that is being read, whatever the format.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/codec/findings.hpp"
#include "gateway/fhir/builder.hpp"

namespace gateway::codec {

// An element inside its parent: the index of its slot among the parent's, and its place among the
// items of a repeating one.
struct Place {
  static constexpr std::uint32_t kAllItems = 0xFFFFFFFF;  // the repeating element as a whole

  std::uint16_t slot = 0;
  std::uint32_t item = 0;
};

// What a member of a JSON object says of an element: its value, or, under its name with `_` in
// front, the id and extensions of a primitive.
enum class Side : std::uint8_t { value, companion };

// An item of an array that is none: a null, or an item that was refused and is reported already.
enum class Gap : std::uint8_t { none, null, left_out };

// Children of an open element gather on one stack. close() merges values with their `_name`
// companions, puts the children in definition order and copies them to the arena; input that comes
// in order and without companions is copied as it is.
//
// THREADS: one.
class ElementStack {
 public:
  ElementStack(const fhir::TypeTable& types, fhir::TypeId root_type);

  const fhir::TypeTable& types() const noexcept { return *types_; }
  fhir::Arena& arena() noexcept { return builder_.arena(); }
  std::size_t depth() const noexcept { return open_.size(); }

  // Of the innermost open element.
  fhir::TypeId type() const noexcept { return open_.back().node.type; }
  std::span<const fhir::SlotRow> slots() const noexcept { return open_.back().slots; }
  std::uint16_t last_slot() const noexcept { return open_.back().last_slot; }
  // Nodes that it has been given, gaps and companions included.
  std::size_t child_count() const noexcept { return nodes_.size() - open_.back().first_child; }
  // The slot with this name, or slots().size(). Input in definition order finds it at once.
  std::size_t find_slot(std::string_view name) const noexcept;
  // True if elements of this slot hold a resource of any type.
  bool holds_resource(std::uint16_t slot) const noexcept;

  void open(Place place, fhir::TypeId type, std::size_t offset, Side side = Side::value);
  // REQUIRES: `value` lives as long as the arena.
  void set_value(std::string_view value);
  void leaf(Place place, std::string_view value, std::size_t offset);
  void gap(Place place, Side side, Gap gap, std::size_t offset);
  // An element that turns out to have neither value nor children is left out; a resource is kept:
  // its type alone says something.
  // Source: FHIR R4, element.html#invs, ele-1: of Element, not of Resource.
  void close(Findings& findings);
  // Closes the root. REQUIRES: all other elements are closed.
  fhir::Resource finish(Findings& findings) &&;

  // FHIRPath of the innermost open element, and of an element inside it.
  // Source: FHIR R4, operationoutcome-definitions.html#OperationOutcome.issue.expression.
  std::string expression() const;
  std::string expression(Place place) const;

 private:
  struct Open {
    fhir::NodeData node;
    std::span<const fhir::SlotRow> slots;
    std::size_t first_child = 0;  // on nodes_
    Place place;                  // in the parent
    std::uint16_t last_slot = 0;
    Side side = Side::value;
    bool is_plain = true;  // in definition order, nothing to merge
  };
  struct Mark {
    Place place;
    Side side = Side::value;
    Gap gap = Gap::none;
  };

  void push(const fhir::NodeData& node, Mark mark);
  void merge(Findings& findings);
  void merge_slot(std::span<const std::size_t> all, Findings& findings);
  void merge_item(const std::size_t* value, const std::size_t* companion, Findings& findings);
  void append_step(const Open& parent, Place place, std::string& out) const;

  const fhir::TypeTable* types_;
  fhir::TypeId resource_type_;
  fhir::Builder builder_;
  std::vector<Open> open_;
  std::vector<fhir::NodeData> nodes_;
  std::vector<Mark> marks_;  // one for each node
  std::vector<fhir::NodeData> merged_;
};

}  // namespace gateway::codec
