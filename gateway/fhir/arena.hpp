// Arena: the memory of one element tree. Allocates by moving a pointer, frees all at once.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/fhir/node.hpp"

namespace gateway::fhir {

// THREADS: one thread while it is filled; afterwards it is shared as const and never changes.
class Arena {
 public:
  explicit Arena(const TypeTable& types) : types_(&types) {}
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  const TypeTable& types() const noexcept { return *types_; }

  // Keeps `text` alive as long as the arena and returns where it lies. Values may point into it.
  std::span<char> adopt(std::string text);
  // A copy of `text` inside the arena.
  std::string_view copy(std::string_view text);
  // A contiguous copy of `nodes` inside the arena.
  std::span<const NodeData> copy(std::span<const NodeData> nodes);
  // Room for `count` nodes, to be filled by the caller.
  std::span<NodeData> allocate_nodes(std::size_t count);
  // A copy of `root` whose values and whole subtree lie in this arena. REQUIRES: the tree of `root`
  // was made with this arena's table.
  NodeData deep_copy(const NodeData& root);
  // Nodes of this arena may point into `other`, which lives as long as this one.
  void hold(std::shared_ptr<const Arena> other);
  // Values of this arena may point into `memory`, which lives as long as it.
  void keep(std::shared_ptr<const void> memory) { kept_.push_back(std::move(memory)); }

  // How many arenas one behind the other live as long as this one, itself included.
  std::size_t generations() const noexcept { return generations_; }
  // Bytes held, those of other arenas not counted.
  std::size_t bytes() const noexcept { return block_bytes_ + text_bytes_; }

 private:
  std::byte* add_block(std::size_t size);
  void* allocate(std::size_t size, std::size_t alignment);

  const TypeTable* types_;
  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  std::byte* at_ = nullptr;
  std::size_t left_ = 0;
  std::size_t block_bytes_ = 0;
  std::size_t text_bytes_ = 0;
  std::size_t generations_ = 1;
  std::vector<std::unique_ptr<std::string>> texts_;
  std::vector<std::shared_ptr<const Arena>> held_;
  std::vector<std::shared_ptr<const void>> kept_;
};

}  // namespace gateway::fhir
