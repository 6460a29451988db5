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
#include <stdlib.h>

#include "gateway/security/keyring.hpp"
#include "gateway/store/sqlite_store.hpp"

#include "tests/bench/bare_store.hpp"

namespace {

using namespace gateway;
using bench::figures;
using bench::Figures;
using Timer = std::chrono::steady_clock;

constexpr std::size_t kClients = bench::BareStore::kUnitsAtOnce;
constexpr std::size_t kJsonBytes = 1024;
constexpr int kTerms = 8;

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
  const auto bound = bench::BareStore(where + "/bare.db", {.terms = kTerms}).run(units);
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
