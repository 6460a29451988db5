#include "tests/bench/bare_store.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <span>

#include <sqlite3.h>

#include "gateway/store/schema.hpp"
#include "gateway/store/sqlite_db.hpp"

namespace gateway::bench {
namespace {

using Timer = std::chrono::steady_clock;

double since(Timer::time_point start) {
  return std::chrono::duration<double>(Timer::now() - start).count();
}

void must(int code) {
  if (code != SQLITE_OK) std::abort();
}

std::int64_t any_number(RandomSource& random) {
  std::int64_t number = 0;
  random.fill(std::as_writable_bytes(std::span(&number, 1)));
  return number;
}

}  // namespace

Figures figures(std::vector<double> waits_ms, double seconds) {
  std::ranges::sort(waits_ms);
  const auto at = [&](std::size_t percent) {
    return waits_ms[(waits_ms.size() - 1) * percent / 100];
  };
  return {static_cast<double>(waits_ms.size()) / seconds, at(50), at(99)};
}

BareStore::BareStore(const std::string& path, const BareRows& rows) : shape_(rows) {
  {
    auto made = store::Connection::open({.path = path, .role = store::Connection::Role::writer});
    if (!made.has_value() || !store::migrate(*made).has_value()) std::abort();
  }
  must(sqlite3_open(path.c_str(), &db_));
  must(sqlite3_exec(db_,
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;"
                    "PRAGMA wal_autocheckpoint=4000;",
                    nullptr,
                    nullptr,
                    nullptr));
  add(rows_, "INSERT INTO resource VALUES (140, ?2, ?1, 1)");
  add(rows_,
      "INSERT INTO version VALUES (?1 * 1048576 + 1, ?1, 0, 1, 5, zeroblob(" +
          std::to_string(shape_.sealed_bytes) + "))");
  add(rows_, "INSERT INTO version_grant VALUES (1, ?1 * 1048576 + 1, NULL, zeroblob(40))");
  add(rows_, "INSERT INTO grant_time VALUES (1, 140, ?1, ?1 * 1048576 + 1)");
  add(rows_, "INSERT INTO view VALUES (1, ?1, 140, ?2, 1, ?1, 0, zeroblob(65))");
  if (shape_.with_message) {
    for (const char* sql :
         {"INSERT INTO outbox(sender, receiver, child, event, message_id, correlation_id,"
          " event_code, overtakes, state, due, created)"
          " VALUES (1, 2, ?1, ?1, ?2, ?2, 'referral', 0, 0, ?1, ?1)",
          "INSERT INTO outbox_focus VALUES (?1, 0, 140, ?2, 1)",
          "INSERT INTO receiver_counter VALUES (2, 1)"
          " ON CONFLICT(receiver) DO UPDATE SET event = event + 1 WHERE ?1 = ?1 AND ?2 = ?2",
          "INSERT INTO idempotency VALUES (1, ?2, zeroblob(32), 201, zeroblob(30), '', ?1)"})
      add(rows_, sql);
  }
  add(term_, "INSERT INTO search_term VALUES (1, ?3, ?1)");
  add(range_, "INSERT INTO search_range VALUES (1, ?3, ?1, ?3, ?3)");
  add(batch_, "INSERT INTO audit_batch VALUES (?1, 1, 64, zeroblob(5000))");
}

BareStore::~BareStore() {
  for (const auto* statements : {&rows_, &term_, &range_, &batch_}) {
    for (auto* one : *statements)
      sqlite3_finalize(one);
  }
  sqlite3_close(db_);
}

Figures BareStore::run(int units) {
  SystemRandom random;
  std::vector<double> waits;
  const auto start = Timer::now();
  for (int unit = 1; unit <= units;) {
    const auto begin = Timer::now();
    must(sqlite3_exec(db_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr));
    std::size_t in_group = 0;
    for (; in_group < kUnitsAtOnce && unit <= units; ++in_group, ++unit)
      write(unit, random);
    step(batch_[0], unit, "", 0);
    must(sqlite3_exec(db_, "COMMIT", nullptr, nullptr, nullptr));
    waits.insert(waits.end(), in_group, since(begin) * 1000);
  }
  return figures(std::move(waits), since(start));
}

void BareStore::add(std::vector<sqlite3_stmt*>& to, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  must(sqlite3_prepare_v3(db_, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
  to.push_back(statement);
}

void BareStore::step(sqlite3_stmt* statement,
                     int unit,
                     const std::string& id,
                     std::int64_t number) {
  sqlite3_bind_int(statement, 1, unit);
  sqlite3_bind_blob(statement, 2, id.data(), static_cast<int>(id.size()), SQLITE_STATIC);
  sqlite3_bind_int64(statement, 3, number);
  if (sqlite3_step(statement) != SQLITE_DONE) std::abort();
  sqlite3_reset(statement);
}

void BareStore::write(int unit, RandomSource& random) const {
  std::string id(16, '\0');
  random.fill(std::as_writable_bytes(std::span(id)));
  for (auto* one : rows_)
    step(one, unit, id, 0);
  for (int i = 0; i < shape_.terms; ++i)
    step(term_[0], unit, id, any_number(random));
  for (int i = 0; i < shape_.ranges; ++i)
    step(range_[0], unit, id, any_number(random));
}

}  // namespace gateway::bench
