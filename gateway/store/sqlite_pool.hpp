// ReadPool: read connections, lent one at a time to the threads that read.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/store/sqlite_db.hpp"

namespace gateway::store {

// THREADS: any.
class ReadPool {
 public:
  // A borrowed connection; goes back when it is destroyed.
  class Lease {
   public:
    Lease(ReadPool& pool, Connection connection)
        : pool_(&pool), connection_(std::move(connection)) {}
    Lease(Lease&& other) noexcept
        : pool_(std::exchange(other.pool_, nullptr)), connection_(std::move(other.connection_)) {}
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (pool_ != nullptr) pool_->give_back(std::move(connection_));
    }
    Connection& operator*() noexcept { return connection_; }

   private:
    ReadPool* pool_;
    Connection connection_;
  };

  // Errors: those of Connection.
  static Result<std::unique_ptr<ReadPool>> open(const Connection::Options& options,
                                                std::size_t count);

  // Waits at most 5 seconds for a free connection.
  // Errors: unavailable (STORE-READERS: none became free).
  Result<Lease> lease();

  // Work of all readers so far; see Connection::steps. REQUIRES: nothing is lent.
  std::uint64_t steps() const;

 private:
  void give_back(Connection connection);

  mutable std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<Connection> free_;
};

}  // namespace gateway::store
