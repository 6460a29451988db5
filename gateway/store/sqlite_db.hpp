// SQLite, owned: a connection with its prepared statements, and codes turned into errors.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/security/hash_bytes.hpp"

namespace gateway::store {

using security::ByteView;

// One run of a prepared statement. Parameters are bound in order; columns count from 0.
//
// LIFETIME: bound texts and blobs must outlive the run; columns view the current row. Must not
// outlive its Connection. Ends (and may be prepared again) when it is destroyed.
class Statement {
 public:
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  Statement& bind(std::int64_t value);
  Statement& bind(std::string_view text);
  Statement& bind(ByteView blob);
  Statement& bind(std::nullopt_t);
  // An Instant, as microseconds of UTC.
  template <typename Duration>
  Statement& bind(std::chrono::sys_time<Duration> time) {
    return bind(std::int64_t{time.time_since_epoch().count()});
  }

  // Whether there is another row.
  // Errors: see Connection.
  Result<bool> step();
  // To the end, for statements without rows.
  Result<void> run();
  // Back to the start with nothing bound, for another run of the same statement.
  void again();

  std::int64_t integer(int column) const;
  std::string_view text(int column) const;
  ByteView blob(int column) const;
  bool is_null(int column) const;
  bool is_blob(int column) const;

 private:
  friend class Connection;
  struct Prepared;
  explicit Statement(Prepared& prepared) : prepared_(&prepared) {}
  Prepared* prepared_;
  int next_parameter_ = 1;
};

// THREADS: one at a time.
// Errors of every call: storage_full (STORE-FULL), unavailable (STORE-FSYNC, after which nothing that
//         was written since can be relied on; STORE-IO, STORE-DAMAGED, STORE-BUSY, STORE-OPEN),
//         internal (STORE-SQL).
class Connection {
 public:
  enum class Role : std::uint8_t { writer, reader };
  struct Options {
    std::string path;
    Role role = Role::reader;
    std::size_t cache_bytes = std::size_t{16} << 20U;
    std::chrono::milliseconds busy_timeout{500};
    std::string vfs = {};  // empty: the system's own
  };

  // A writer makes the file, readable by its owner only, when there is none.
  static Result<Connection> open(const Options& options);
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;
  ~Connection();

  // Prepared once for each text; the least recently used are forgotten beyond kMaxStatements.
  Result<Statement> statement(std::string_view sql);
  // One or more statements without parameters and rows.
  Result<void> execute(const std::string& sql);

  // False while a transaction is open; SQLite ends one by itself when the disk is full.
  bool is_autocommit() const;
  std::int64_t changes() const;

  // Pages in the write-ahead log after the last commit of this connection.
  int wal_pages() const;
  // Moves what readers allow into the database. `reset` waits for readers, as long as the busy
  // timeout says, so that the log starts from its beginning again; `truncate` empties its file too.
  enum class Checkpoint : std::uint8_t { passive, reset, truncate };
  Result<void> checkpoint(Checkpoint how);

  // Work done by all finished statements, in steps of SQLite's virtual machine.
  std::uint64_t steps() const;

  static constexpr std::size_t kMaxStatements = 160;

 private:
  struct State;
  explicit Connection(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace gateway::store
