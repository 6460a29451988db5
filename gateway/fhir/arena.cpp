#include "gateway/fhir/arena.hpp"

#include <algorithm>
#include <cstring>

namespace gateway::fhir {
namespace {

constexpr std::size_t kLargestBlock = std::size_t{256} * 1024;

}  // namespace

void* Arena::allocate(std::size_t size, std::size_t alignment) {
  const auto misaligned = reinterpret_cast<std::uintptr_t>(at_) % alignment;
  const std::size_t padding = misaligned == 0 ? 0 : alignment - misaligned;
  if (size + padding > left_) {
    const std::size_t block = std::max(size, next_block_);
    next_block_ = std::min(next_block_ * 2, kLargestBlock);
    blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(block));
    bytes_ += block;
    at_ = blocks_.back().get();
    left_ = block;
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
  bytes_ += text.size();
  texts_.push_back(std::make_unique<std::string>(std::move(text)));
  return *texts_.back();
}

std::string_view Arena::copy(std::string_view text) {
  if (text.empty()) return std::string_view("", 0);
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

void Arena::hold(std::shared_ptr<const Arena> other) {
  if (other.get() == this || std::ranges::find(held_, other) != held_.end()) return;
  held_.push_back(std::move(other));
}

}  // namespace gateway::fhir
