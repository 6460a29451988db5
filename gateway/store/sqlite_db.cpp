#include "gateway/store/sqlite_db.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <list>
#include <mutex>
#include <unordered_map>
#include <utility>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gateway::store {
namespace {

constexpr int kMaxBlobBytes = 64 << 20;
constexpr int kMaxSqlBytes = 100'000;
constexpr int kMaxParameters = 1200;

struct FailureRow {
  int code;  // primary or extended result code of SQLite
  ErrorKind kind;
  std::string_view id;
  std::string_view sentence;
};
// Extended codes before the primary code they belong to.
constexpr FailureRow kFailures[] = {
    {SQLITE_FULL, ErrorKind::storage_full, "STORE-FULL", "The disk of the store is full."},
    {SQLITE_IOERR_FSYNC,
     ErrorKind::unavailable,
     "STORE-FSYNC",
     "The disk did not confirm what was written."},
    {SQLITE_IOERR_DIR_FSYNC,
     ErrorKind::unavailable,
     "STORE-FSYNC",
     "The disk did not confirm what was written."},
    {SQLITE_IOERR, ErrorKind::unavailable, "STORE-IO", "The disk of the store fails."},
    {SQLITE_BUSY, ErrorKind::unavailable, "STORE-BUSY", "The store is busy."},
    {SQLITE_LOCKED, ErrorKind::unavailable, "STORE-BUSY", "The store is busy."},
    {SQLITE_CANTOPEN, ErrorKind::unavailable, "STORE-OPEN", "The store cannot be opened."},
    {SQLITE_READONLY, ErrorKind::unavailable, "STORE-OPEN", "The store cannot be written."},
    {SQLITE_PERM, ErrorKind::unavailable, "STORE-OPEN", "The store may not be opened."},
    // SQLite says so too of a disk that fails a read. Our own state, whatever the request is.
    {SQLITE_CORRUPT, ErrorKind::unavailable, "STORE-DAMAGED", "The database is damaged."},
    {SQLITE_NOTADB, ErrorKind::unavailable, "STORE-DAMAGED", "The file is not a database."},
};

std::unexpected<Error> failure(int code) {
  for (const auto& row : kFailures) {
    if (row.code == code || row.code == (code & 0xff))
      return fail(row.kind, row.id, std::string(row.sentence));
  }
  return fail(ErrorKind::internal,
              "STORE-SQL",
              "A statement of the store failed: " + std::string(sqlite3_errstr(code)) + ".");
}

Result<void> checked(int code) {
  if (code == SQLITE_OK) return {};
  return failure(code);
}

// SQLite gives its log and index files the mode of the database, so the mode is set before it
// looks. The name must be on the disk before anything is acknowledged; SQLite takes care of the
// log's name itself.
Result<void> make_private_file(const std::string& path) {
  auto folder = std::filesystem::path(path).parent_path();
  if (folder.empty()) folder = ".";
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  const int directory = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool made = file >= 0 && directory >= 0 && ::fsync(directory) == 0;
  if (file >= 0) ::close(file);
  if (directory >= 0) ::close(directory);
  if (!made) return failure(SQLITE_CANTOPEN);
  return {};
}

// Nobody reads SQLite's statistics of its memory, and keeping them takes a lock that all
// connections share for each allocation. Too late, and without effect, once SQLite is in use.
void keep_no_memory_statistics() {
  static std::once_flag done;
  std::call_once(done, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

}  // namespace

struct Statement::Prepared {
  std::string sql;
  sqlite3_stmt* statement = nullptr;
  std::uint64_t* steps = nullptr;
  bool in_use = false;

  explicit Prepared(std::string_view text) : sql(text) {}
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;
  ~Prepared() { sqlite3_finalize(statement); }
};

struct Connection::State {
  sqlite3* db = nullptr;
  int wal_pages = 0;
  std::uint64_t steps = 0;
  std::list<Statement::Prepared> statements;  // most recently used first
  std::unordered_map<std::string_view, std::list<Statement::Prepared>::iterator> by_text;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    by_text.clear();
    statements.clear();
    sqlite3_close_v2(db);
  }
};

Statement::Statement(Statement&& other) noexcept
    : prepared_(std::exchange(other.prepared_, nullptr)), next_parameter_(other.next_parameter_) {}

Statement::~Statement() {
  if (prepared_ == nullptr) return;
  again();
  prepared_->in_use = false;
}

void Statement::again() {
  sqlite3_reset(prepared_->statement);
  sqlite3_clear_bindings(prepared_->statement);
  next_parameter_ = 1;
  *prepared_->steps += static_cast<std::uint64_t>(
      sqlite3_stmt_status(prepared_->statement, SQLITE_STMTSTATUS_VM_STEP, 1));
}

Statement& Statement::bind(std::int64_t value) {
  sqlite3_bind_int64(prepared_->statement, next_parameter_++, value);
  return *this;
}

Statement& Statement::bind(std::string_view text) {
  // A null pointer would bind NULL, and an empty view may hold one.
  const char* start = text.empty() ? "" : text.data();
  sqlite3_bind_text64(
      prepared_->statement, next_parameter_++, start, text.size(), SQLITE_STATIC, SQLITE_UTF8);
  return *this;
}

Statement& Statement::bind(ByteView blob) {
  const void* start = blob.empty() ? "" : static_cast<const void*>(blob.data());
  sqlite3_bind_blob64(prepared_->statement, next_parameter_++, start, blob.size(), SQLITE_STATIC);
  return *this;
}

Statement& Statement::bind(std::nullopt_t) {
  sqlite3_bind_null(prepared_->statement, next_parameter_++);
  return *this;
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(prepared_->statement);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return failure(code);
}

Result<void> Statement::run() {
  for (;;) {
    GATEWAY_TRY(const bool more, step());
    if (!more) return {};
  }
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(prepared_->statement, column);
}

std::string_view Statement::text(int column) const {
  const auto* start = sqlite3_column_text(prepared_->statement, column);
  const auto size = sqlite3_column_bytes(prepared_->statement, column);
  return {reinterpret_cast<const char*>(start), static_cast<std::size_t>(size)};
}

ByteView Statement::blob(int column) const {
  const auto* start = sqlite3_column_blob(prepared_->statement, column);
  const auto size = sqlite3_column_bytes(prepared_->statement, column);
  return {static_cast<const std::byte*>(start), static_cast<std::size_t>(size)};
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(prepared_->statement, column) == SQLITE_NULL;
}

bool Statement::is_blob(int column) const {
  return sqlite3_column_type(prepared_->statement, column) == SQLITE_BLOB;
}

Connection::Connection(std::unique_ptr<State> state) : state_(std::move(state)) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

Result<Connection> Connection::open(const Options& options) {
  keep_no_memory_statistics();
  const bool writes = options.role == Role::writer;
  if (writes) GATEWAY_CHECK(make_private_file(options.path));
  auto state = std::make_unique<State>();
  // A reader, too, writes to the shared index of the log.
  constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                         SQLITE_OPEN_PRIVATECACHE;
  const char* vfs = options.vfs.empty() ? nullptr : options.vfs.c_str();
  GATEWAY_CHECK(checked(sqlite3_open_v2(options.path.c_str(), &state->db, kFlags, vfs)));

  sqlite3* db = state->db;
  sqlite3_busy_timeout(db, static_cast<int>(options.busy_timeout.count()));
  for (const auto& [what, on] : {std::pair{SQLITE_DBCONFIG_DEFENSIVE, 1},
                                 {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
                                 {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                                 {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
                                 {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
                                 {SQLITE_DBCONFIG_DQS_DML, 0},
                                 {SQLITE_DBCONFIG_DQS_DDL, 0}})
    GATEWAY_CHECK(checked(sqlite3_db_config(db, what, on, nullptr)));
  for (const auto& [what, most] : {std::pair{SQLITE_LIMIT_ATTACHED, 0},
                                   {SQLITE_LIMIT_LENGTH, kMaxBlobBytes},
                                   {SQLITE_LIMIT_SQL_LENGTH, kMaxSqlBytes},
                                   {SQLITE_LIMIT_VARIABLE_NUMBER, kMaxParameters},
                                   {SQLITE_LIMIT_EXPR_DEPTH, 200},
                                   {SQLITE_LIMIT_TRIGGER_DEPTH, 0},
                                   {SQLITE_LIMIT_WORKER_THREADS, 0}})
    sqlite3_limit(db, what, most);
  sqlite3_wal_hook(
      db,
      [](void* pages, sqlite3*, const char*, int count) {
        *static_cast<int*>(pages) = count;
        return SQLITE_OK;
      },
      &state->wal_pages);

  Connection connection(std::move(state));
  const std::string common =
      "PRAGMA foreign_keys=ON; PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY;"
      "PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA mmap_size=0;"
      "PRAGMA cache_size=-" +
      std::to_string(options.cache_bytes >> 10U) + ";";
  GATEWAY_CHECK(
      connection.execute(common + (writes ? "PRAGMA journal_mode=WAL;" : "PRAGMA query_only=ON;")));
  return connection;
}

Result<Statement> Connection::statement(std::string_view sql) {
  auto& all = state_->statements;
  if (const auto known = state_->by_text.find(sql); known != state_->by_text.end()) {
    if (known->second->in_use)
      return fail(ErrorKind::internal, "STORE-SQL", "A statement of the store runs inside itself.");
    all.splice(all.begin(), all, known->second);
    known->second->in_use = true;
    return Statement(*known->second);
  }
  if (all.size() >= kMaxStatements) {
    const auto oldest =
        std::ranges::find_if(all.rbegin(), all.rend(), [](const auto& one) { return !one.in_use; });
    if (oldest != all.rend()) {
      state_->by_text.erase(oldest->sql);
      all.erase(std::next(oldest).base());
    }
  }
  auto& prepared = all.emplace_front(sql);
  const int code = sqlite3_prepare_v3(state_->db,
                                      prepared.sql.data(),
                                      static_cast<int>(prepared.sql.size()),
                                      SQLITE_PREPARE_PERSISTENT,
                                      &prepared.statement,
                                      nullptr);
  if (code != SQLITE_OK) {
    all.pop_front();
    return failure(code);
  }
  prepared.steps = &state_->steps;
  prepared.in_use = true;
  state_->by_text.emplace(prepared.sql, all.begin());
  return Statement(prepared);
}

Result<void> Connection::execute(const std::string& sql) {
  return checked(sqlite3_exec(state_->db, sql.c_str(), nullptr, nullptr, nullptr));
}

bool Connection::is_autocommit() const {
  return sqlite3_get_autocommit(state_->db) != 0;
}
std::int64_t Connection::changes() const {
  return sqlite3_changes64(state_->db);
}
int Connection::wal_pages() const {
  return state_->wal_pages;
}
std::uint64_t Connection::steps() const {
  return state_->steps;
}

Result<void> Connection::checkpoint(Checkpoint how) {
  constexpr std::array kModes = {
      SQLITE_CHECKPOINT_PASSIVE, SQLITE_CHECKPOINT_RESTART, SQLITE_CHECKPOINT_TRUNCATE};
  const int mode = kModes[static_cast<std::size_t>(how)];
  const int code = sqlite3_wal_checkpoint_v2(state_->db, nullptr, mode, nullptr, nullptr);
  // Readers that stay are no failure: the next checkpoint goes on where this one ended.
  if ((code & 0xff) == SQLITE_BUSY) return {};
  return checked(code);
}

}  // namespace gateway::store
