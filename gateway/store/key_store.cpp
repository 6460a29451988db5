#include "gateway/store/key_store.hpp"

#include <algorithm>
#include <utility>

#include "gateway/store/read_sql.hpp"

namespace gateway::store {
namespace {

// For the work outside the lock.
security::SecretKey copy_of(const security::SecretKey& key) {
  security::SecretKey copy;
  std::ranges::copy(key.view(), copy.bytes().begin());
  return copy;
}

}  // namespace

template <typename ReadRow>
Result<KeyStore::Entries::iterator> KeyStore::find(std::unique_lock<std::mutex>& lock,
                                                   const Holder& holder,
                                                   bool make_new,
                                                   ReadRow read_row) {
  for (;;) {
    if (const auto place = by_holder_.find(holder); place != by_holder_.end()) {
      entries_.splice(entries_.begin(), entries_, place->second);
      return place->second;
    }
    const auto generation = generation_;
    lock.unlock();
    Result<Row> row = read_row();
    lock.lock();
    if (!row.has_value()) return std::unexpected(std::move(row).error());
    // Another thread may have brought it, or a key may have been destroyed, meanwhile.
    if (by_holder_.contains(holder) || generation != generation_) continue;
    if (row->key.has_value()) {
      return keep({.holder = holder,
                   .key = std::move(*row->key),
                   .row_generation = row->generation,
                   .is_stored = true});
    }
    if (!make_new) return entries_.end();
    return keep(make(holder, row->generation + 1));
  }
}

Result<security::SealedKey> KeyStore::wrap(const Holder& holder,
                                           const security::SecretKey& content,
                                           security::ByteView associated,
                                           std::vector<FreshKey>& fresh) {
  std::unique_lock lock(mutex_);
  const auto read_row = [&]() -> Result<Row> {
    GATEWAY_TRY(auto connection, pool_.lease());
    return read(*connection, holder);
  };
  GATEWAY_TRY(const auto entry, find(lock, holder, true, read_row));
  if (!entry->is_stored) {
    ++entry->carriers;
    fresh.push_back({holder, entry->wrapped});
  }
  const security::SecretKey key = copy_of(entry->key);
  lock.unlock();
  return envelope_.seal_key(key, content, associated, random_);
}

void KeyStore::settle(const FreshKey& fresh, bool committed) {
  const std::scoped_lock lock(mutex_);
  const auto place = by_holder_.find(fresh.holder);
  if (place == by_holder_.end() || place->second->wrapped != fresh.wrapped) return;
  auto& entry = *place->second;
  entry.is_stored = entry.is_stored || committed;
  if (entry.carriers > 0) --entry.carriers;
  if (entry.carriers > 0 || entry.is_stored) return;
  // Nobody stored it: the next one makes another, or finds one that came in between.
  entries_.erase(place->second);
  by_holder_.erase(place);
}

Result<std::optional<security::SecretKey>> KeyStore::unwrap(Connection& connection,
                                                            const Holder& holder,
                                                            security::ByteView wrapped,
                                                            security::ByteView associated) {
  std::unique_lock lock(mutex_);
  GATEWAY_TRY(const auto entry,
              find(lock, holder, false, [&] { return read(connection, holder); }));
  if (entry == entries_.end()) return std::nullopt;
  const security::SecretKey key = copy_of(entry->key);
  const bool had_another = entry->row_generation > 1;
  lock.unlock();
  auto content = envelope_.open_key(key, wrapped, associated);
  if (content.has_value()) return std::move(*content);
  // Under an earlier key of this holder, which was destroyed; otherwise the bytes are damaged.
  if (had_another) return std::nullopt;
  return std::unexpected(std::move(content).error());
}

void KeyStore::forget(const Holder& holder) {
  const std::scoped_lock lock(mutex_);
  ++generation_;
  const auto place = by_holder_.find(holder);
  if (place == by_holder_.end()) return;
  entries_.erase(place->second);
  by_holder_.erase(place);
}

std::uint64_t KeyStore::generation() const {
  const std::scoped_lock lock(mutex_);
  return generation_;
}

Result<KeyStore::Row> KeyStore::read(Connection& connection, const Holder& holder) const {
  GATEWAY_TRY(auto query, connection.statement(read_sql::kKey));
  GATEWAY_TRY(const bool found, query.bind(holder.org).bind(holder.child).step());
  Row row;
  if (!found) return row;
  row.generation = query.integer(0);
  if (query.is_null(1)) return row;
  GATEWAY_TRY(auto key, envelope_.unwrap(wrapping_, query.blob(1)));
  row.key = std::move(key);
  return row;
}

KeyStore::Entry KeyStore::make(const Holder& holder, std::int64_t row_generation) {
  Entry entry{.holder = holder,
              .key = security::SecretKey::random(random_),
              .row_generation = row_generation};
  entry.wrapped = envelope_.wrap(wrapping_, entry.key);
  return entry;
}

KeyStore::Entries::iterator KeyStore::keep(Entry entry) {
  const auto holder = entry.holder;
  entries_.push_front(std::move(entry));
  by_holder_.emplace(holder, entries_.begin());
  // An entry that is not stored yet exists nowhere else.
  for (auto place = std::prev(entries_.end());
       entries_.size() > kMaxCached && place != entries_.begin();) {
    const auto victim = place--;
    if (!victim->is_stored) continue;
    by_holder_.erase(victim->holder);
    entries_.erase(victim);
  }
  return entries_.begin();
}

}  // namespace gateway::store
