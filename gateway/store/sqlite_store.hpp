// SqliteStore: the store in one SQLite file, opened.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "gateway/base/clock.hpp"
#include "gateway/base/random.hpp"
#include "gateway/base/result.hpp"
#include "gateway/security/keyring.hpp"
#include "gateway/store/group_writer.hpp"
#include "gateway/store/in_hand.hpp"
#include "gateway/store/ports.hpp"

namespace gateway::store {

struct SqliteOptions {
  std::string path;  // of the database; its log, index, lock and InHand lie beside it
  std::size_t readers = 4;
  std::size_t writer_cache_bytes = std::size_t{64} << 20U;
  std::size_t reader_cache_bytes = std::size_t{4} << 20U;  // of each reader, at most
  GroupLimits group = {};
  std::string vfs = {};  // SQLite's file layer; empty: the system's own
};

// THREADS: any.
class SqliteStore {
  struct Parts;
  // Only open() makes one; make_unique needs a public constructor.
  struct Opened {};

 public:
  // Makes the database when there is none, and brings it to the newest schema. Messages that the
  // process before this one had in hand when it ended are marked. Clock and random source must
  // outlive the store.
  // Errors: unavailable (STORE-LOCKED: another process has it open; STORE-OPEN), forbidden
  //         (STORE-KEY: it was written under another master key), not_supported (STORE-NEWER), and
  //         those of Connection and InHand.
  static Result<std::unique_ptr<SqliteStore>> open(const SqliteOptions& options,
                                                   security::Keyring keyring,
                                                   const Clock& clock,
                                                   RandomSource& random);
  SqliteStore(Opened, std::unique_ptr<Parts> parts);
  ~SqliteStore();
  SqliteStore(const SqliteStore&) = delete;
  SqliteStore& operator=(const SqliteStore&) = delete;

  // LIFETIME: as the store.
  Reader& reader() noexcept;
  Writer& writer() noexcept;
  InHand& in_hand() noexcept;
  const security::Keyring& keyring() const noexcept;

  // Erasure: makes all that one organisation holds about one child unreadable. Blocking.
  // Errors: those of Writer::submit.
  Result<void> destroy_key(OrgKey org, ChildKey child);

  // Work of the readers so far, in steps of SQLite's virtual machine. REQUIRES: nobody is reading.
  std::uint64_t read_steps() const;

 private:
  std::unique_ptr<Parts> parts_;
};

}  // namespace gateway::store
