// SHA-256, HMAC-SHA-256 and HKDF-SHA-256.
//
// A Hash holds the fetched algorithms: make one for each object that hashes, not one for each call.
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "gateway/security/hash_bytes.hpp"

namespace gateway::security {

inline constexpr std::size_t kDigestBytes = 32;
using Digest = std::array<std::byte, kDigestBytes>;

// THREADS: any. Ends the process if the crypto library cannot hash (it is broken or out of memory).
class Hash {
 public:
  Hash();
  ~Hash();
  Hash(Hash&&) noexcept;
  Hash& operator=(Hash&&) noexcept;

  // Of the parts one after the other.
  Digest sha256(std::initializer_list<ByteView> parts) const;
  Digest sha256(ByteView whole) const { return sha256({whole}); }

  // Source: RFC 5869 with SHA-256. REQUIRES: out.size() <= 255 * 32.
  void hkdf(ByteView key, ByteView salt, std::string_view purpose, std::span<std::byte> out) const;

 private:
  struct Algorithms;
  std::unique_ptr<Algorithms> algorithms_;
};

// HMAC-SHA-256 under one key; the key schedule is done once.
//
// THREADS: any.
class KeyedHash {
 public:
  explicit KeyedHash(ByteView key);
  ~KeyedHash();
  KeyedHash(KeyedHash&&) noexcept;
  KeyedHash& operator=(KeyedHash&&) noexcept;

  // Of the parts one after the other.
  Digest operator()(std::initializer_list<ByteView> parts) const;

 private:
  struct Keyed;
  std::unique_ptr<Keyed> keyed_;
};

// Lower case, two digits a byte.
std::string to_hex(ByteView bytes);

}  // namespace gateway::security
