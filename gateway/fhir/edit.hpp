// Edit: a changed tree from an unchanged one. The only way to change a resource.
//
//   Edit edit(patient);
//   GATEWAY_CHECK(edit.set_child(patient.root(), "birthDate", "2012-03"));
//   GATEWAY_CHECK(edit.remove(patient.root().child("telecom")));
//   const Resource changed = std::move(edit).apply();
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/fhir/resource.hpp"
#include "gateway/fhir/tree_index.hpp"

namespace gateway::fhir {

// Collects changes; apply() makes a new tree that copies what lies on the way from the root to a
// change and shares the rest by holding the old arena. All nodes passed in are nodes of the tree
// that is edited, as it was: later changes do not see the result of earlier ones, except that
// indexes count items as they stand after the changes made so far. What is inserted is copied.
//
// An element that loses its last child and has no value is left out with them. A change inside an
// element that is removed or replaced has no effect.
//
// Errors of all changes:
//   invalid   EDIT-ELEMENT      the type has no such element
//             EDIT-TYPE         the content is not of the element's type
//             EDIT-CARDINALITY  the element does not repeat and is there (for a choice: in any
//             type) EDIT-INDEX        the index is beyond the items EDIT-ROOT         the root
//             cannot be removed, replaced or moved PRIMITIVE-...     the value breaks the rule of
//             its type
//   not_found EDIT-FOREIGN      the node is not of this tree
// A change that failed changes nothing.
//
// REQUIRES: no element stands twice in the tree (as Builder::graft() of the same node could do).
// THREADS: one.
// LIFETIME: holds the tree it edits.
class Edit {
 public:
  // The value of a primitive, or an element whose value, children and type are copied. A Node that
  // is passed in was made with the same TypeTable.
  using Content = std::variant<std::string_view, Node>;

  explicit Edit(Resource base);

  // Gives a primitive another value; its extensions stay.
  Result<void> set_value(Node target, std::string_view value);
  // Takes the value away; its extensions stay.
  Result<void> clear_value(Node target);
  // Puts `content` in the place of all items of `name`, or, if it is one of a choice, of the
  // element of that choice.
  Result<void> set_child(Node parent, std::string_view name, const Content& content);
  // Adds an item of `name` before the item `index`; kAtEnd appends.
  Result<void> insert(Node parent,
                      std::string_view name,
                      std::size_t index,
                      const Content& content);
  // Puts `content` in the place of one item.
  Result<void> replace(Node target, const Content& content);
  Result<void> remove(Node target);
  // Takes the item `from` of `name` and puts it where it becomes the item `to`.
  Result<void> move(Node parent, std::string_view name, std::size_t from, std::size_t to);

  // The changed tree. Without changes it is the tree itself.
  Resource apply() &&;

  static constexpr std::size_t kAtEnd = static_cast<std::size_t>(-1);
  // A tree that would hold a longer chain of arenas is copied whole instead, so that a resource
  // that is edited again and again does not keep all its past alive.
  static constexpr std::size_t kMaxGenerations = 8;

 private:
  // A child of a changed element.
  struct Item {
    const NodeData* original = nullptr;  // null if it is new
    NodeData data = {};
  };
  struct Change {
    bool sets_value = false;
    std::string_view value = {};  // in arena_; null data for none
    bool sets_children = false;
    std::vector<Item> children = {};
  };
  using Rebuilt = std::unordered_map<const NodeData*, NodeData>;

  const TypeTable& types() const noexcept { return arena_->types(); }
  bool is_of_tree(Node node);
  const TreeIndex& index();
  Change& change_children(Node parent);
  Result<const SlotRow*> slot_of(Node parent, std::string_view name);
  Result<Item> make_item(const SlotRow& slot, const Content& content);
  // The child list of the parent of `target`.
  Result<std::vector<Item>*> siblings_of(Node target);
  // Whether an item of `name` stands in the way of one of `slot`: they are the same element.
  bool is_same_element(TypeId parent, NameId name, const SlotRow& slot) const;
  std::vector<NodeData> rebuilt_children(const NodeData& original, const Rebuilt& rebuilt) const;
  NodeData rebuild(const NodeData& original, const Rebuilt& rebuilt);

  Resource base_;
  std::shared_ptr<Arena> arena_;
  std::optional<TreeIndex> index_;  // made when first needed
  std::unordered_map<const NodeData*, Change> changes_;
};

}  // namespace gateway::fhir
