// BlindIndex: keyed hashes that stand for values in an index, so that equal values can be found
// and no value can be read.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "gateway/security/envelope_key.hpp"
#include "gateway/security/hash.hpp"

namespace gateway::security {

// 128 bits of a value: for identities, where a collision would join two people.
using BlindIdentity = std::array<std::byte, 16>;

// Who holds the database but not the key sees which entries of one key are equal, and how many
// there are; nothing else.
//
// THREADS: any.
class BlindIndex {
 public:
  explicit BlindIndex(const SecretKey& key) : hash_(key.view()) {}

  // 64 bits of a value in a field. Two values of one index collide with a chance of 2^-64; for
  // search terms, where that costs one wrong hit.
  std::uint64_t term(std::uint64_t field, std::string_view value) const;

  BlindIdentity identity(std::string_view value) const;

 private:
  KeyedHash hash_;
};

}  // namespace gateway::security
