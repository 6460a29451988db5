#include "gateway/validation/workbench.hpp"

#include <utility>

namespace gateway::validation {

Workbench::Workbench(const conformance::Definitions& definitions,
                     std::unique_ptr<conformance::PackageSet> packages,
                     const std::vector<fhir::Resource>& supplements,
                     const Clock& clock)
    : packages_(std::move(packages)),
      validator_(definitions, *packages_),
      systems_(*packages_),
      sets_(*packages_, systems_),
      maps_(*packages_),
      operations_(systems_, sets_, maps_, clock) {
  for (const fhir::Resource& supplement : supplements) {
    validator_.add_supplement(supplement);
    systems_.add_supplement(supplement);
  }
}

void WorkbenchPool::Return::operator()(Workbench* bench) const noexcept {
  pool->leave(std::unique_ptr<Workbench>(bench));
}

Result<std::unique_ptr<WorkbenchPool>> WorkbenchPool::open(Make make, std::size_t most) {
  auto pool = std::make_unique<WorkbenchPool>(Opened(), std::move(make), most);
  pool->idle_.reserve(most);
  GATEWAY_CHECK(pool->lend());
  return pool;
}

Result<WorkbenchPool::Lease> WorkbenchPool::lend() {
  std::unique_ptr<Workbench> bench;
  {
    std::unique_lock lock(mutex_);
    left_.wait(lock, [this] { return lent_ < most_; });
    ++lent_;
    if (!idle_.empty()) {
      bench = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (bench) return Lease(bench.release(), Return{this});
  auto made = make_();
  if (made) return Lease(made->release(), Return{this});
  leave(nullptr);
  return std::unexpected(std::move(made).error());
}

void WorkbenchPool::leave(std::unique_ptr<Workbench> bench) noexcept {
  const std::scoped_lock lock(mutex_);
  --lent_;
  if (bench) idle_.push_back(std::move(bench));
  left_.notify_one();
}

}  // namespace gateway::validation
