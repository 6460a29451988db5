// Resource: a cheap handle to an immutable element tree.
#pragma once

#include <memory>
#include <string_view>

#include "gateway/fhir/arena.hpp"
#include "gateway/fhir/node.hpp"

namespace gateway::fhir {

// Copying copies a pointer. Never empty.
//
// THREADS: any number of threads may read one tree.
class Resource {
 public:
  // REQUIRES: `root` lies in `arena` or in an arena that it holds.
  Resource(std::shared_ptr<const Arena> arena, const NodeData* root)
      : arena_(std::move(arena)), root_(root) {}

  Node root() const noexcept { return {root_, &arena_->types()}; }
  const TypeTable& types() const noexcept { return arena_->types(); }
  const std::shared_ptr<const Arena>& arena() const noexcept { return arena_; }

  // "Patient".
  std::string_view type_name() const noexcept { return root().type_name(); }
  TypeId type() const noexcept { return root_->type; }
  // Resource.id, Resource.meta.versionId; empty if absent.
  std::string_view id() const noexcept { return root().child("id").value(); }
  std::string_view version_id() const noexcept {
    return root().child("meta").child("versionId").value();
  }

  // A part of the tree that is a resource itself (contained, Bundle.entry.resource).
  // REQUIRES: `part` was taken from this resource.
  Resource part(Node part) const { return {arena_, part.data()}; }

 private:
  std::shared_ptr<const Arena> arena_;
  const NodeData* root_;
};

}  // namespace gateway::fhir
