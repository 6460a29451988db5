// Envelope encryption: AES-256-GCM for contents, AES key wrap with padding for keys.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>

#include "gateway/base/random.hpp"
#include "gateway/base/result.hpp"
#include "gateway/security/envelope_key.hpp"
#include "gateway/security/hash_bytes.hpp"

namespace gateway::security {

inline constexpr std::size_t kNonceBytes = 12;
inline constexpr std::size_t kTagBytes = 16;
inline constexpr std::size_t kSealOverhead = kNonceBytes + kTagBytes;

// A SecretKey under another one. Source: RFC 5649 (32 bytes padded and wrapped are 40).
using WrappedKey = std::array<std::byte, kKeyBytes + 8>;
// A SecretKey sealed as a content is. Source: docs/adr/0009-content-keys-are-sealed.md.
using SealedKey = std::array<std::byte, kKeyBytes + kSealOverhead>;

// THREADS: any. Ends the process if the crypto library cannot encrypt.
class Envelope {
 public:
  Envelope();
  ~Envelope();
  Envelope(Envelope&&) noexcept;
  Envelope& operator=(Envelope&&) noexcept;

  // nonce | ciphertext | tag, under a fresh 96-bit nonce. `associated` is authenticated, not
  // stored. A key may seal at most 2^32 contents with random nonces (NIST SP 800-38D, 8.3).
  Bytes seal(const SecretKey& key,
             ByteView content,
             ByteView associated,
             RandomSource& random) const;

  // Errors: internal (ENVELOPE-OPEN: another key, other associated data, or the bytes changed).
  Result<Bytes> open(const SecretKey& key, ByteView sealed, ByteView associated) const;

  WrappedKey wrap(const SecretKey& wrapping, const SecretKey& key) const;
  // Errors: internal (ENVELOPE-UNWRAP: another wrapping key, or the bytes changed).
  Result<SecretKey> unwrap(const SecretKey& wrapping, ByteView wrapped) const;

  // As seal() and open(), for a key that is used once: it is bound to `associated`, and opening it
  // takes a quarter of the time of unwrap().
  SealedKey seal_key(const SecretKey& sealing,
                     const SecretKey& key,
                     ByteView associated,
                     RandomSource& random) const;
  // Errors: those of open().
  Result<SecretKey> open_key(const SecretKey& sealing, ByteView sealed, ByteView associated) const;

 private:
  void seal_into(std::span<std::byte> sealed,
                 const SecretKey& key,
                 ByteView content,
                 ByteView associated,
                 RandomSource& random) const;
  // False leaves no content behind. REQUIRES: sealed is kSealOverhead longer than content.
  bool open_into(std::span<std::byte> content,
                 const SecretKey& key,
                 ByteView sealed,
                 ByteView associated) const;

  struct Ciphers;
  std::unique_ptr<Ciphers> ciphers_;
};

}  // namespace gateway::security
