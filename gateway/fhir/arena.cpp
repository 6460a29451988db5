#include "gateway/fhir/arena.hpp"

#include <algorithm>
#include <cstring>

namespace gateway::fhir {
namespace {

constexpr std::size_t kSmallestBlock = 1024;
constexpr std::size_t kLargestBlock = std::size_t{256} * 1024;
// A new block is a quarter of what there is already: a tree wastes at most that much.
constexpr std::size_t kGrowth = 4;

}  // namespace

std::byte* Arena::add_block(std::size_t size) {
  block_bytes_ += size;
  return blocks_.emplace_back(std::make_unique_for_overwrite<std::byte[]>(size)).get();
}

void* Arena::allocate(std::size_t size, std::size_t alignment) {
  const auto misaligned = reinterpret_cast<std::uintptr_t>(at_) % alignment;
  const std::size_t padding = misaligned == 0 ? 0 : alignment - misaligned;
  if (size + padding > left_) {
    const std::size_t next = std::clamp(block_bytes_ / kGrowth, kSmallestBlock, kLargestBlock);
    // What is large gets a block of its own, so that the rest of the present one is not lost.
    if (size >= next) return add_block(size);
    at_ = add_block(next);
    left_ = next;
  } else {
    at_ += padding;
    left_ -= padding;
  }
  void* result = at_;
  at_ += size;
  left_ -= size;
  return result;
}

std::span<char> Arena::adopt(std::string text) {
  text_bytes_ += text.size();
  texts_.push_back(std::make_unique<std::string>(std::move(text)));
  return *texts_.back();
}

std::string_view Arena::copy(std::string_view text) {
  if (text.empty()) return "";
  auto* to = static_cast<char*>(allocate(text.size(), 1));
  std::memcpy(to, text.data(), text.size());
  return {to, text.size()};
}

std::span<const NodeData> Arena::copy(std::span<const NodeData> nodes) {
  if (nodes.empty()) return {};
  auto* to = static_cast<NodeData*>(allocate(nodes.size_bytes(), alignof(NodeData)));
  std::uninitialized_copy(nodes.begin(), nodes.end(), to);
  return {to, nodes.size()};
}

std::span<NodeData> Arena::allocate_nodes(std::size_t count) {
  if (count == 0) return {};
  auto* to = static_cast<NodeData*>(allocate(count * sizeof(NodeData), alignof(NodeData)));
  std::uninitialized_default_construct_n(to, count);
  return {to, count};
}

NodeData Arena::deep_copy(const NodeData& root) {
  NodeData top = root;
  std::vector<NodeData*> open{&top};
  while (!open.empty()) {
    NodeData& node = *open.back();
    open.pop_back();
    if (node.value != nullptr) node.value = copy({node.value, node.value_size}).data();
    const std::span<NodeData> children = allocate_nodes(node.child_count);
    std::copy_n(node.children, node.child_count, children.begin());
    node.children = children.data();
    for (NodeData& child : children)
      open.push_back(&child);
  }
  return top;
}

void Arena::hold(std::shared_ptr<const Arena> other) {
  // The parts of one resource are often grafted one after the other; all else may stand twice.
  if (other.get() == this || (!held_.empty() && held_.back() == other)) return;
  generations_ = std::max(generations_, other->generations() + 1);
  held_.push_back(std::move(other));
}

}  // namespace gateway::fhir
