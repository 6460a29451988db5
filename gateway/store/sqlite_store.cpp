#include "gateway/store/sqlite_store.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/search/parameter_table.hpp"
#include "gateway/store/outbox_rows.hpp"
#include "gateway/store/prepared_unit.hpp"
#include "gateway/store/schema.hpp"
#include "gateway/store/sqlite_pool.hpp"
#include "gateway/store/sqlite_reader.hpp"
#include "gateway/store/sqlite_writer.hpp"

namespace gateway::store {
namespace {

constexpr std::string_view kKeyCheck = "SELECT key_check FROM store_mark";
constexpr std::string_view kSetKeyCheck = "UPDATE store_mark SET key_check = ?1";

// The writer knows numbers that only it gives: a second process would give them again. The lock
// goes with the process, however it ends.
class ProcessLock {
 public:
  explicit ProcessLock(const std::string& path)
      : file_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR)),
        is_mine_(file_ >= 0 && ::flock(file_, LOCK_EX | LOCK_NB) == 0) {}
  ~ProcessLock() {
    if (file_ >= 0) ::close(file_);
  }
  ProcessLock(const ProcessLock&) = delete;
  ProcessLock& operator=(const ProcessLock&) = delete;
  bool is_mine() const noexcept { return is_mine_; }

 private:
  int file_;
  bool is_mine_;
};

Result<void> check_key(Connection& db, const security::Keyring& keyring) {
  const auto mine = keyring.child_index().identity("brygga/1/key-check");
  {
    GATEWAY_TRY(auto query, db.statement(kKeyCheck));
    GATEWAY_TRY(const bool found, query.step());
    if (found && !query.is_null(0)) {
      if (std::ranges::equal(query.blob(0), mine)) return {};
      return fail(
          ErrorKind::forbidden, "STORE-KEY", "The database was written under another master key.");
    }
  }
  return run(db, kSetKeyCheck, ByteView(mine));
}

constexpr std::string_view kIndexForm = "SELECT index_form, next_res FROM store_mark";
constexpr std::string_view kSetIndexForm = "UPDATE store_mark SET index_form = ?1";

// An index that another table of parameters made does not find everything that this one asks for.
Result<void> check_index_form(Connection& db) {
  GATEWAY_TRY(auto query, db.statement(kIndexForm));
  GATEWAY_TRY(const bool found, query.step());
  if (found && !query.is_null(0) && query.integer(0) == search::index_form()) return {};
  const bool is_empty = found && query.integer(1) == 1;
  if (!is_empty) {
    return fail(ErrorKind::not_supported,
                "STORE-INDEX-FORM",
                "The database was indexed by another version of this program, which has to go on "
                "with it: this one would not find everything. Or begin with an empty folder.");
  }
  GATEWAY_TRY(auto set, db.statement(kSetIndexForm));
  return set.bind(search::index_form()).run();
}

}  // namespace

// In the order in which they need each other.
struct SqliteStore::Parts {
  Parts(const SqliteOptions& options, security::Keyring the_keyring)
      : lock(options.path + "-lock"), keyring(std::move(the_keyring)), terms(keyring) {}

  ProcessLock lock;
  std::unique_ptr<InHand> in_hand;
  security::Keyring keyring;
  TermHash terms;
  SharedCache shared;
  std::unique_ptr<ReadPool> pool;
  std::optional<KeyStore> keys;
  std::optional<UnitPreparer> preparer;
  std::optional<SqliteReader> reader;
  std::optional<SqliteWriter> writer;
  std::unique_ptr<GroupWriter> group;  // ends first: it still answers through the writer's jobs
};

SqliteStore::SqliteStore(Opened, std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
SqliteStore::~SqliteStore() = default;

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const SqliteOptions& options,
                                                       security::Keyring keyring,
                                                       const Clock& clock,
                                                       RandomSource& random) {
  auto parts = std::make_unique<Parts>(options, std::move(keyring));
  if (!parts->lock.is_mine()) {
    return fail(ErrorKind::unavailable, "STORE-LOCKED", "The database is open in another process.");
  }
  GATEWAY_TRY(auto db,
              Connection::open({.path = options.path,
                                .role = Connection::Role::writer,
                                .cache_bytes = options.writer_cache_bytes,
                                .busy_timeout = std::chrono::milliseconds(100),
                                .vfs = options.vfs}));
  GATEWAY_CHECK(migrate(db));
  GATEWAY_CHECK(check_index_form(db));
  GATEWAY_CHECK(check_key(db, parts->keyring));
  GATEWAY_TRY(parts->in_hand, InHand::open(options.path + "-in-hand"));
  GATEWAY_CHECK(mark_suspects(db, parts->in_hand->left()));
  GATEWAY_TRY(parts->pool,
              ReadPool::open({.path = options.path,
                              .role = Connection::Role::reader,
                              .cache_bytes = options.reader_cache_bytes,
                              .vfs = options.vfs},
                             std::max<std::size_t>(1, options.readers)));

  auto& made = *parts;
  made.keys.emplace(made.keyring.wrapping_key(), *made.pool, random);
  made.preparer.emplace(
      UnitPreparer::Parts{made.keyring, *made.keys, made.terms, *made.pool, random});
  made.reader.emplace(SqliteReader::Parts{*made.pool,
                                          *made.keys,
                                          made.terms,
                                          made.keyring,
                                          made.shared,
                                          clock,
                                          options.group.idempotency_lifetime});
  GATEWAY_TRY(
      made.group,
      GroupWriter::start(
          std::move(db), std::make_unique<AuditLog>(made.keyring, random), clock, options.group));
  made.writer.emplace(SqliteWriter::Parts{
      *made.group, *made.preparer, *made.keys, made.shared, *made.reader, made.keyring});
  return std::make_unique<SqliteStore>(Opened{}, std::move(parts));
}

Reader& SqliteStore::reader() noexcept {
  return *parts_->reader;
}
Writer& SqliteStore::writer() noexcept {
  return *parts_->writer;
}
InHand& SqliteStore::in_hand() noexcept {
  return *parts_->in_hand;
}
const security::Keyring& SqliteStore::keyring() const noexcept {
  return parts_->keyring;
}

Result<void> SqliteStore::destroy_key(OrgKey org, ChildKey child) {
  return parts_->writer->destroy_key(org, child);
}

std::uint64_t SqliteStore::read_steps() const {
  return parts_->pool->steps();
}

}  // namespace gateway::store
