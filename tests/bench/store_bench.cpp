// B2 and B13 (docs/performance.md): group commit of creates against bare SQLite that inserts the
// same rows, and bytes on disk for each resource, further organisation and audited read.
//
// usage: store_bench [units]
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <mutex>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <sqlite3.h>
#include <stdlib.h>

#include "gateway/security/keyring.hpp"
#include "gateway/store/schema.hpp"
#include "gateway/store/sqlite_store.hpp"

namespace {

using namespace gateway;
using Timer = std::chrono::steady_clock;

constexpr std::size_t kClients = 64;
constexpr std::size_t kJsonBytes = 1024;
constexpr int kTerms = 8;

struct Figures {
  double per_second = 0;
  double p50_ms = 0;
  double p99_ms = 0;
};

Figures figures(std::vector<double> waits_ms, double seconds) {
  std::ranges::sort(waits_ms);
  const auto at = [&](std::size_t percent) {
    return waits_ms[(waits_ms.size() - 1) * percent / 100];
  };
  return {static_cast<double>(waits_ms.size()) / seconds, at(50), at(99)};
}

double since(Timer::time_point start) {
  return std::chrono::duration<double>(Timer::now() - start).count();
}

std::string folder() {
  std::string name = std::filesystem::temp_directory_path() / "store-bench-XXXXXX";
  return ::mkdtemp(name.data()) == nullptr ? std::string() : name;
}

std::uintmax_t bytes_in(const std::string& path) {
  return std::filesystem::file_size(path);
}

// --- the bound: the same rows, already made, one thread, 64 units a COMMIT ---

class Bare {
 public:
  explicit Bare(const std::string& path) {
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
    for (const char* sql :
         {"INSERT INTO resource VALUES (140, ?2, ?1, 1)",
          "INSERT INTO version VALUES (?1 * 1048576 + 1, ?1, 0, 1, 5, zeroblob(1060))",
          "INSERT INTO version_grant VALUES (1, ?1 * 1048576 + 1, NULL, zeroblob(40))",
          "INSERT INTO view VALUES (1, ?1, 140, ?2, 1, ?1, 0, zeroblob(65))",
          "INSERT INTO outbox(sender, receiver, child, event, message_id, correlation_id,"
          " event_code, overtakes, state, due, created)"
          " VALUES (1, 2, ?1, ?1, ?2, ?2, 'referral', 0, 0, ?1, ?1)",
          "INSERT INTO outbox_focus VALUES (?1, 0, 140, ?2, 1)",
          "INSERT INTO receiver_counter VALUES (2, 1)"
          " ON CONFLICT(receiver) DO UPDATE SET event = event + 1 WHERE ?1 = ?1 AND ?2 = ?2",
          "INSERT INTO idempotency VALUES (1, ?2, zeroblob(32), 201, zeroblob(30), '', ?1)"})
      add(rows_, sql);
    add(term_, "INSERT INTO search_term VALUES (1, ?3, ?1)");
    add(batch_, "INSERT INTO audit_batch VALUES (?1, 1, 64, zeroblob(5000))");
  }
  ~Bare() {
    for (auto* one : all_)
      sqlite3_finalize(one);
    sqlite3_close(db_);
  }
  Bare(const Bare&) = delete;
  Bare& operator=(const Bare&) = delete;

  Figures run(int units) {
    SystemRandom random;
    std::vector<double> waits;
    const auto start = Timer::now();
    for (int unit = 1; unit <= units;) {
      const auto begin = Timer::now();
      must(sqlite3_exec(db_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr));
      std::size_t in_group = 0;
      for (; in_group < kClients && unit <= units; ++in_group, ++unit)
        write(unit, random);
      step(batch_[0], unit, "", 0);
      must(sqlite3_exec(db_, "COMMIT", nullptr, nullptr, nullptr));
      waits.insert(waits.end(), in_group, since(begin) * 1000);
    }
    return figures(std::move(waits), since(start));
  }

 private:
  static void must(int code) {
    if (code != SQLITE_OK) std::abort();
  }
  void add(std::vector<sqlite3_stmt*>& to, const char* sql) {
    sqlite3_stmt* statement = nullptr;
    must(sqlite3_prepare_v3(db_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
    to.push_back(statement);
    all_.push_back(statement);
  }
  void step(sqlite3_stmt* statement, int unit, const std::string& id, std::int64_t term) {
    sqlite3_bind_int(statement, 1, unit);
    sqlite3_bind_blob(statement, 2, id.data(), static_cast<int>(id.size()), SQLITE_STATIC);
    sqlite3_bind_int64(statement, 3, term);
    if (sqlite3_step(statement) != SQLITE_DONE) std::abort();
    sqlite3_reset(statement);
  }
  void write(int unit, RandomSource& random) {
    std::string id(16, '\0');
    random.fill(std::as_writable_bytes(std::span(id)));
    for (auto* one : rows_)
      step(one, unit, id, 0);
    for (int i = 0; i < kTerms; ++i) {
      std::int64_t term = 0;
      random.fill(std::as_writable_bytes(std::span(&term, 1)));
      step(term_[0], unit, id, term);
    }
  }

  sqlite3* db_ = nullptr;
  std::vector<sqlite3_stmt*> rows_;
  std::vector<sqlite3_stmt*> term_;
  std::vector<sqlite3_stmt*> batch_;
  std::vector<sqlite3_stmt*> all_;
};

// --- ours ---

struct Shape {
  bool with_message = true;
  int further_organisations = 0;
};

class Ours {
 public:
  explicit Ours(const std::string& path) : path_(path) {
    auto opened = store::SqliteStore::open(
        {.path = path}, security::Keyring(security::SecretKey::random(random_)), clock_, random_);
    if (!opened.has_value()) std::abort();
    store_ = std::move(*opened);
  }

  store::WriteUnit unit(const Shape& shape) {
    const auto id = make_uuid(random_);
    store::WriteUnit unit;
    auto& write = unit.resources.emplace_back();
    write.ref = {"ServiceRequest", id, 1};
    write.writer = 1;
    write.child = 1 + next_++ % 500;
    write.json = R"({"resourceType":"ServiceRequest","note":[{"text":")" +
                 std::string(kJsonBytes - 60, 'x') + R"("}]})";
    for (store::OrgKey org = 1; org <= 1 + shape.further_organisations; ++org)
      write.grants.push_back({org, std::nullopt});
    for (search::ParameterId i = 0; i < kTerms; ++i)
      write.index.push_back({i, search::Form::plain, i < 4 ? "code" : id, 0, 0});
    if (shape.with_message) {
      auto& message = unit.outbox.emplace_back();
      message.sender = 1;
      message.receiver = 2;
      message.child = write.child;
      message.message_id = make_uuid(random_);
      message.correlation_id = make_uuid(random_);
      message.event_code = "referral";
      message.focus = {write.ref};
      unit.idempotency = store::IdempotencyRow{
          {1, make_uuid(random_)}, std::string(64, 'a'), 201, {write.ref}, ""};
    }
    unit.audit.push_back(audit("rest-create", write.ref, write.child));
    return unit;
  }
  store::AuditRecord audit(const std::string& event, store::ResourceRef ref, std::int64_t child) {
    store::AuditRecord record;
    record.event = event;
    record.action = 'R';
    record.org = 1;
    record.system = "SE2321000016-SYS1";
    record.certificate = std::string(64, 'c');
    record.person = "SE2321000016-P001|coordinator";
    record.request_id = make_uuid(random_);
    record.child = child;
    record.entities = {{std::move(ref)}};
    return record;
  }

  // kClients units in flight: each answer sends the next one, from this thread.
  Figures run(int units, const Shape& shape) {
    std::vector<double> waits;
    const auto start = Timer::now();
    for (int i = 0; i < units; ++i) {
      wait_until_below(kClients);
      auto one = unit(shape);
      const auto begin = Timer::now();
      store_->writer().submit(std::move(one), [&, begin](const Result<store::Committed>& outcome) {
        if (!outcome.has_value()) std::abort();
        waits.push_back(since(begin) * 1000);
        finished();
      });
    }
    wait_until_below(1);
    return figures(std::move(waits), since(start));
  }
  void read(int reads) {
    for (int i = 0; i < reads; ++i) {
      wait_until_below(32);
      store_->writer().record({audit("rest-read", {"Task", make_uuid(random_), 1}, 1 + i % 500)},
                              [this](const Result<store::Committed>&) { finished(); });
    }
    wait_until_below(1);
  }
  // Bytes of the database without its log.
  std::uintmax_t close() {
    store_.reset();
    return bytes_in(path_);
  }

 private:
  void wait_until_below(std::size_t limit) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return in_flight_ < limit; });
    if (limit > 1) ++in_flight_;
  }
  void finished() {
    const std::scoped_lock lock(mutex_);
    --in_flight_;
    changed_.notify_one();
  }

  std::string path_;
  SystemClock clock_;
  SystemRandom random_;
  std::unique_ptr<store::SqliteStore> store_;
  std::int64_t next_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t in_flight_ = 0;
};

void commit_figures(const std::string& where, int units) {
  const auto bound = Bare(where + "/bare.db").run(units);
  const auto ours = Ours(where + "/ours.db").run(units, {});
  fmt::print("B2  group commit of creates, {} in flight, {} units\n", kClients, units);
  fmt::print("    bound {:8.0f}/s  p50 {:6.2f} ms  p99 {:6.2f} ms\n",
             bound.per_second,
             bound.p50_ms,
             bound.p99_ms);
  fmt::print("    ours  {:8.0f}/s  p50 {:6.2f} ms  p99 {:6.2f} ms\n",
             ours.per_second,
             ours.p50_ms,
             ours.p99_ms);
  fmt::print("    ratio {:8.2f}    p99 {:.2f} x   (encryption, blind index and audit in ours)\n",
             ours.per_second / bound.per_second,
             ours.p99_ms / bound.p99_ms);
}

void disk_figures(const std::string& where, int units) {
  const auto per_unit = [&](const std::string& name, const Shape& shape) {
    Ours one(where + name);
    one.run(units, shape);
    return static_cast<double>(one.close()) / units;
  };
  const double alone = per_unit("/alone.db", {false, 0});
  const double shared = per_unit("/shared.db", {false, 2});
  Ours reads(where + "/reads.db");
  reads.read(units * 4);
  fmt::print("B13 bytes on disk\n");
  fmt::print(
      "    resource of 1 kB with {} values and audit {:7.0f}   (budget 3000)\n", kTerms, alone);
  fmt::print("    further organisation               {:7.0f}   (budget 800)\n",
             (shared - alone) / 2);
  fmt::print("    audited read, 32 in flight         {:7.0f}   (budget 120)\n",
             static_cast<double>(reads.close()) / (units * 4));
}

}  // namespace

int main(int argc, char** argv) {
  const int units = argc > 1 ? std::max(1000, std::atoi(argv[1])) : 20000;
  const auto where = folder();
  if (where.empty()) return 1;
  commit_figures(where, units);
  disk_figures(where, units / 4);
  std::filesystem::remove_all(where);
  return 0;
}
