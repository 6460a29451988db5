// Builder: the only way to make an element tree. Readers feed it events; the gateway writes its own
// resources with it:
//
//   Builder b(types, "OperationOutcome");
//   b.begin("issue");
//   b.add("severity", "error");
//   b.add("code", "structure");
//   b.end();
//   const Resource outcome = std::move(b).finish();
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/fhir/arena.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::fhir {

// Children of an open element are collected on one stack and copied contiguously, in definition
// order, when the element is closed; items of a repeating element keep their order.
//
// The named members (begin, add, graft) are for code that knows the definitions: a name that the
// open type does not have ends the process. Readers use the members that take ids, after asking the
// TypeTable.
//
// THREADS: one.
class Builder {
 public:
  // A tree whose root is a resource (or data type) of this type.
  Builder(const TypeTable& types, std::string_view root_type);
  Builder(const TypeTable& types, TypeId root_type);

  // --- by name ---

  // Opens an element with children. For elements that hold a resource, `resource_type` names it.
  void begin(std::string_view name, std::string_view resource_type = {});
  void end();
  // A primitive; `value` is copied.
  void add(std::string_view name, std::string_view value);
  // A copy of the element `node` (children shared, not copied) under the name `name`.
  // `arena` is the one `node` lives in.
  void graft(std::string_view name, Node node, const std::shared_ptr<const Arena>& arena);
  void graft(std::string_view name, const Resource& resource) {
    graft(name, resource.root(), resource.arena());
  }

  // --- by id, for readers and Edit ---

  void begin(NameId name, TypeId type, std::uint32_t offset);
  // Gives the open element a value. REQUIRES: `value` lives as long as the arena.
  void set_value(std::string_view value);
  // A closed leaf; `value` as in set_value().
  void leaf(NameId name, TypeId type, std::string_view value, std::uint32_t offset);
  // A node as it is; its children and value live in this arena or in a held one.
  void push(const NodeData& node) { stack_.push_back(node); }

  // The type of the innermost open element.
  TypeId open_type() const noexcept { return open_.back().data.type; }
  std::size_t depth() const noexcept { return open_.size(); }
  Arena& arena() noexcept { return *arena_; }
  const TypeTable& types() const noexcept { return *types_; }

  // Closes the root. REQUIRES: all other elements are closed.
  Resource finish() &&;

 private:
  struct Open {
    NodeData data;
    std::size_t first_child = 0;  // on stack_
  };

  const SlotRow& slot_of(std::string_view name) const;
  NodeData close(const Open& open);

  std::shared_ptr<Arena> arena_;
  const TypeTable* types_;
  std::vector<Open> open_;
  std::vector<NodeData> stack_;
};

}  // namespace gateway::fhir
