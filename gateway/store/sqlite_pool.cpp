#include "gateway/store/sqlite_pool.hpp"

#include <chrono>
#include <utility>

namespace gateway::store {
namespace {

constexpr std::chrono::seconds kMaxWait{5};

}  // namespace

Result<std::unique_ptr<ReadPool>> ReadPool::open(const Connection::Options& options,
                                                 std::size_t count) {
  auto pool = std::make_unique<ReadPool>();
  for (std::size_t i = 0; i < count; ++i) {
    GATEWAY_TRY(auto connection, Connection::open(options));
    pool->free_.push_back(std::move(connection));
  }
  return pool;
}

Result<ReadPool::Lease> ReadPool::lease() {
  std::unique_lock lock(mutex_);
  if (!returned_.wait_for(lock, kMaxWait, [this] { return !free_.empty(); })) {
    return fail(
        ErrorKind::unavailable, "STORE-READERS", "All read connections of the store are in use.");
  }
  Connection connection = std::move(free_.back());
  free_.pop_back();
  return Lease(*this, std::move(connection));
}

void ReadPool::give_back(Connection connection) {
  {
    const std::scoped_lock lock(mutex_);
    free_.push_back(std::move(connection));
  }
  returned_.notify_one();
}

std::uint64_t ReadPool::steps() const {
  const std::scoped_lock lock(mutex_);
  std::uint64_t sum = 0;
  for (const auto& connection : free_)
    sum += connection.steps();
  return sum;
}

}  // namespace gateway::store
