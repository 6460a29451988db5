// KeyStore: the keys of (organisation, child), wrapped in the database and clear in a bounded
// cache.
//
// Whoever may open a version's content key is decided by these keys: destroying one makes all that
// one organisation holds about one child unreadable, and nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include "gateway/base/random.hpp"
#include "gateway/base/result.hpp"
#include "gateway/security/envelope.hpp"
#include "gateway/store/rows.hpp"
#include "gateway/store/sqlite_pool.hpp"

namespace gateway::store {

struct Holder {
  OrgKey org = kEveryone;
  ChildKey child = kNoChild;
  friend bool operator==(const Holder&, const Holder&) = default;
};

// A row of org_child_key that is not known to be in the database yet.
struct FreshKey {
  Holder holder;
  security::WrappedKey wrapped{};
};

// THREADS: any.
class KeyStore {
 public:
  KeyStore(security::SecretKey wrapping, ReadPool& pool, RandomSource& random)
      : wrapping_(std::move(wrapping)), pool_(pool), random_(random) {}

  // `content` under the holder's key, bound to `associated`. While that key is new, every unit that
  // uses it carries its row in `fresh` and says settle() for it once, so that the first one
  // committed stores it.
  // Errors: those of Connection.
  Result<security::SealedKey> wrap(const Holder& holder,
                                   const security::SecretKey& content,
                                   security::ByteView associated,
                                   std::vector<FreshKey>& fresh);
  void settle(const FreshKey& fresh, bool committed);

  // nullopt if the key that wrapped it was destroyed. Reads through the caller's own connection.
  // Errors: internal (ENVELOPE-OPEN, ENVELOPE-UNWRAP), and those of Connection.
  Result<std::optional<security::SecretKey>> unwrap(Connection& connection,
                                                    const Holder& holder,
                                                    security::ByteView wrapped,
                                                    security::ByteView associated);

  // After the row was emptied: nothing wrapped from now on is under the old key, and generation()
  // is higher.
  void forget(const Holder& holder);
  // A unit prepared under another generation must be prepared again.
  std::uint64_t generation() const;

  const security::Envelope& envelope() const noexcept { return envelope_; }

  static constexpr std::size_t kMaxCached = 8192;

 private:
  struct Entry {
    Holder holder;
    security::SecretKey key;
    security::WrappedKey wrapped{};
    std::int64_t row_generation = 1;
    std::size_t carriers = 0;  // units on their way that carry the row
    bool is_stored = false;
  };
  struct HashOfHolder {
    std::size_t operator()(const Holder& holder) const noexcept {
      return std::hash<std::int64_t>{}(holder.org * 0x9E3779B1LL ^ holder.child);
    }
  };
  using Entries = std::list<Entry>;  // most recently used first

  struct Row {
    std::int64_t generation = 0;             // 0: there is no row
    std::optional<security::SecretKey> key;  // none: destroyed
  };

  Result<Row> read(Connection& connection, const Holder& holder) const;
  Entry make(const Holder& holder, std::int64_t row_generation);
  // The cached entry, read or (with `make_new`) made when there is none; end() if there is no key.
  template <typename ReadRow>
  Result<Entries::iterator> find(std::unique_lock<std::mutex>& lock,
                                 const Holder& holder,
                                 bool make_new,
                                 ReadRow read_row);
  Entries::iterator keep(Entry entry);

  security::SecretKey wrapping_;
  ReadPool& pool_;
  RandomSource& random_;
  security::Envelope envelope_;
  mutable std::mutex mutex_;  // guards what follows
  Entries entries_;
  std::unordered_map<Holder, Entries::iterator, HashOfHolder> by_holder_;
  std::uint64_t generation_ = 0;
};

}  // namespace gateway::store
