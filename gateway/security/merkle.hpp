// Merkle tree of the audit trail: what was written cannot be changed or left out unseen.
//
// Source: RFC 9162, section 2.1.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/security/hash.hpp"

namespace gateway::security {

// H(0x00 | record). Source: RFC 9162, 2.1.1.
Digest leaf_hash(const Hash& hash, ByteView record);

// The roots of the perfect subtrees on the right edge, largest first: all that appending needs.
// At most 63 digests, whatever the size.
class CompactRange {
 public:
  CompactRange() = default;

  // Errors: internal (MERKLE-RANGE: `peaks` does not have one digest for each bit set in `size`).
  static Result<CompactRange> restore(std::uint64_t size, std::vector<Digest> peaks);

  void append(const Hash& hash, const Digest& leaf);

  // Root of an empty tree is the hash of nothing.
  Digest root(const Hash& hash) const;

  std::uint64_t size() const noexcept { return size_; }
  const std::vector<Digest>& peaks() const noexcept { return peaks_; }

 private:
  std::uint64_t size_ = 0;
  std::vector<Digest> peaks_;
};

struct TreeHead {
  std::uint64_t size = 0;
  Digest root{};
};

// Whether `leaf` lies at `index` in the tree, by its siblings from the bottom to the top.
// Source: RFC 9162, 2.1.3.2.
bool proves_inclusion(const Hash& hash,
                      const TreeHead& head,
                      std::uint64_t index,
                      const Digest& leaf,
                      std::span<const Digest> proof);

}  // namespace gateway::security
