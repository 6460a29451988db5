// Keyring: the master key in its file, and the keys that are derived from it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/base/random.hpp"
#include "gateway/base/result.hpp"
#include "gateway/security/blind_index.hpp"
#include "gateway/security/envelope_key.hpp"
#include "gateway/security/hash.hpp"

namespace gateway::security {

// Makes the master key's file, readable by its owner only, and forces it to the disk.
// Errors: conflict (KEYRING-EXISTS: there is a file; it is never overwritten), internal.
Result<void> create_master_key(const std::string& path, RandomSource& random);

// THREADS: any.
class Keyring {
 public:
  // Errors: not_found (KEYRING-MISSING), forbidden (KEYRING-MODE: others than the owner may read or
  //         write it, or it is not a regular file), malformed (KEYRING-LENGTH: not 32 bytes).
  static Result<Keyring> load(const std::string& path);

  explicit Keyring(SecretKey master) : master_(std::move(master)) {}

  // Wraps the keys of organisations and children.
  SecretKey wrapping_key() const { return derive("wrap"); }
  // One for each organisation: an entry of one says nothing about an entry of another.
  BlindIndex organisation_index(std::int64_t organisation) const;
  // Gateway-wide: joins the Patients that organisations have of one child.
  BlindIndex child_index() const { return BlindIndex(derive("child-index")); }
  // A key for 2^24 audit batches, so that no key comes near the limit for random nonces.
  SecretKey audit_key(std::uint64_t batch) const;
  // Blinds what audit records can be found by.
  BlindIndex audit_index() const { return BlindIndex(derive("audit-index")); }
  // Seals the cursors of paged searches.
  SecretKey cursor_key() const { return derive("cursor"); }

 private:
  SecretKey derive(std::string_view purpose) const;

  SecretKey master_;
  Hash hash_;
};

}  // namespace gateway::security
