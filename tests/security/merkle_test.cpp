// The Merkle tree against a straight reading of RFC 9162, section 2.1.
#include "gateway/security/merkle.hpp"

#include <bit>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/result_matchers.hpp"

namespace gateway::security {
namespace {

class MerkleTest : public testing::Test {
 protected:
  std::vector<Digest> leaves(std::size_t count) const {
    std::vector<Digest> all;
    for (std::size_t i = 0; i < count; ++i)
      all.push_back(leaf_hash(hash_, as_bytes("record " + std::to_string(i))));
    return all;
  }
  // MTH of 2.1.1, by its definition.
  Digest root_of(std::span<const Digest> all) const {
    if (all.empty()) return hash_.sha256(ByteView{});
    if (all.size() == 1) return all[0];
    const auto split = std::bit_floor(all.size() - 1);
    constexpr std::array kNode = {std::byte{1}};
    return hash_.sha256({ByteView(kNode),
                         ByteView(root_of(all.first(split))),
                         ByteView(root_of(all.subspan(split)))});
  }
  // PATH of 2.1.3.1, by its definition.
  std::vector<Digest> proof_of(std::size_t index, std::span<const Digest> all) const {
    if (all.size() <= 1) return {};
    const auto split = std::bit_floor(all.size() - 1);
    const bool left = index < split;
    auto path =
        left ? proof_of(index, all.first(split)) : proof_of(index - split, all.subspan(split));
    path.push_back(root_of(left ? all.subspan(split) : all.first(split)));
    return path;
  }
  Hash hash_;
};

TEST_F(MerkleTest, HasTheRootsOfTheDefinition) {
  const auto all = leaves(70);
  CompactRange range;
  for (std::size_t size = 0; size < all.size(); ++size) {
    EXPECT_EQ(to_hex(range.root(hash_)), to_hex(root_of(std::span(all).first(size)))) << size;
    EXPECT_EQ(range.size(), size);
    range.append(hash_, all[size]);
  }
}

TEST_F(MerkleTest, ContinuesAfterItIsRestored) {
  const auto all = leaves(45);
  CompactRange range;
  for (const auto& leaf : all) {
    auto restored = CompactRange::restore(range.size(), range.peaks());
    ASSERT_THAT(restored, test::IsOk());
    range = std::move(*restored);
    range.append(hash_, leaf);
  }

  EXPECT_EQ(to_hex(range.root(hash_)), to_hex(root_of(all)));
}

TEST_F(MerkleTest, RefusesARangeWhosePeaksDoNotFitItsSize) {
  EXPECT_THAT(CompactRange::restore(3, leaves(1)), test::FailsWithId("MERKLE-RANGE"));
}

TEST_F(MerkleTest, AcceptsEveryInclusionProofOfTheDefinition) {
  for (std::size_t size = 1; size < 34; ++size) {
    const auto all = leaves(size);
    const TreeHead head{size, root_of(all)};
    for (std::size_t i = 0; i < size; ++i)
      EXPECT_TRUE(proves_inclusion(hash_, head, i, all[i], proof_of(i, all))) << size << '/' << i;
  }
}

TEST_F(MerkleTest, RefusesAProofOfAnotherLeafPlaceOrTree) {
  const auto all = leaves(13);
  const TreeHead head{13, root_of(all)};
  const auto proof = proof_of(5, all);

  EXPECT_FALSE(proves_inclusion(hash_, head, 5, all[6], proof));
  EXPECT_FALSE(proves_inclusion(hash_, head, 4, all[5], proof));
  EXPECT_FALSE(proves_inclusion(hash_, head, 13, all[5], proof));
  EXPECT_FALSE(proves_inclusion(hash_, {12, head.root}, 12, all[12], proof));
  EXPECT_FALSE(proves_inclusion(hash_, {13, all[0]}, 5, all[5], proof));
  auto longer = proof;
  longer.push_back(all[0]);
  EXPECT_FALSE(proves_inclusion(hash_, head, 5, all[5], longer));
  EXPECT_FALSE(proves_inclusion(hash_, head, 5, all[5], std::span(proof).first(3)));
}

}  // namespace
}  // namespace gateway::security
