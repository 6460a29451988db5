#include "gateway/security/merkle.hpp"

#include <bit>
#include <ranges>
#include <utility>

namespace gateway::security {
namespace {

Digest node_hash(const Hash& hash, const Digest& left, const Digest& right) {
  constexpr std::array kNode = {std::byte{0x01}};
  return hash.sha256({ByteView(kNode), ByteView(left), ByteView(right)});
}

}  // namespace

Digest leaf_hash(const Hash& hash, ByteView record) {
  constexpr std::array kLeaf = {std::byte{0x00}};
  return hash.sha256({ByteView(kLeaf), record});
}

Result<CompactRange> CompactRange::restore(std::uint64_t size, std::vector<Digest> peaks) {
  if (peaks.size() != static_cast<std::size_t>(std::popcount(size)))
    return fail(ErrorKind::internal, "MERKLE-RANGE", "The stored audit range is damaged.");
  CompactRange range;
  range.size_ = size;
  range.peaks_ = std::move(peaks);
  return range;
}

void CompactRange::append(const Hash& hash, const Digest& leaf) {
  Digest top = leaf;
  // Each one at the low end of the size is a perfect subtree that now has its right sibling.
  for (auto rest = size_; (rest & 1U) != 0; rest >>= 1U) {
    top = node_hash(hash, peaks_.back(), top);
    peaks_.pop_back();
  }
  peaks_.push_back(top);
  ++size_;
}

Digest CompactRange::root(const Hash& hash) const {
  if (peaks_.empty()) return hash.sha256(ByteView{});
  Digest top = peaks_.back();
  for (const auto& peak : peaks_ | std::views::reverse | std::views::drop(1))
    top = node_hash(hash, peak, top);
  return top;
}

namespace {

// Where a node goes on its way up the tree, and where the last one of its level does.
struct Climb {
  std::uint64_t node;
  std::uint64_t last;

  void step() {
    node >>= 1U;
    last >>= 1U;
  }
  // A last node without a sibling goes up as it is.
  void skip_lone_levels() {
    while ((node & 1U) == 0 && node != 0)
      step();
  }
};

}  // namespace

bool proves_inclusion(const Hash& hash,
                      const TreeHead& head,
                      std::uint64_t index,
                      const Digest& leaf,
                      std::span<const Digest> proof) {
  if (index >= head.size) return false;
  Climb at{.node = index, .last = head.size - 1};
  Digest top = leaf;
  for (const auto& sibling : proof) {
    if (at.last == 0) return false;
    if ((at.node & 1U) != 0 || at.node == at.last) {
      top = node_hash(hash, sibling, top);
      at.skip_lone_levels();
    } else {
      top = node_hash(hash, top, sibling);
    }
    at.step();
  }
  return at.last == 0 && top == head.root;
}

}  // namespace gateway::security
