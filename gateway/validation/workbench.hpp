// Workbench: a set of packages, and everything that can be asked about resources and codes with it;
// and as many of them as threads ask at the same time.
//
//   GATEWAY_TRY(const auto benches, WorkbenchPool::open(make_bench, worker_threads));
//   GATEWAY_TRY(const auto bench, benches->lend());
//   bench->validator().validate(resource, {.now = clock.now()}, log);
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"
#include "gateway/conformance/definitions.hpp"
#include "gateway/conformance/packages/package_set.hpp"
#include "gateway/conformance/terminology/terminology_operations.hpp"
#include "gateway/fhir/resource.hpp"
#include "gateway/validation/validator.hpp"

namespace gateway::validation {

// What is read of the packages is kept, so that a bench that was used before answers faster.
//
// LIFETIME: outlived by `definitions` and `clock`.
// THREADS: one.
class Workbench {
 public:
  // `supplements` are CodeSystems that add to others; see Validator::add_supplement().
  Workbench(const conformance::Definitions& definitions,
            std::unique_ptr<conformance::PackageSet> packages,
            const std::vector<fhir::Resource>& supplements,
            const Clock& clock);

  conformance::PackageSet& packages() noexcept { return *packages_; }
  Validator& validator() noexcept { return validator_; }
  conformance::TerminologyOperations& terminology() noexcept { return operations_; }

 private:
  std::unique_ptr<conformance::PackageSet> packages_;
  Validator validator_;
  conformance::CodeSystems systems_;
  conformance::ValueSets sets_;
  conformance::ConceptMaps maps_;
  conformance::TerminologyOperations operations_;
};

// THREADS: any.
class WorkbenchPool {
  // Only open() makes one; make_unique needs a public constructor.
  struct Opened {};

 public:
  using Make = std::function<Result<std::unique_ptr<Workbench>>()>;

  struct Return {
    WorkbenchPool* pool = nullptr;
    void operator()(Workbench* bench) const noexcept;
  };
  // Goes back to the pool by itself. LIFETIME: within its pool.
  using Lease = std::unique_ptr<Workbench, Return>;

  // Makes the first bench, so that what is wrong with the packages is known now.
  //
  // REQUIRES: `most` is not 0.
  // Errors: those of `make`.
  static Result<std::unique_ptr<WorkbenchPool>> open(Make make, std::size_t most);
  WorkbenchPool(Opened, Make make, std::size_t most) : make_(std::move(make)), most_(most) {}

  // A bench that nobody has; a new one if there is none and fewer than `most` are lent; else waits
  // until one comes back.
  //
  // Errors: those of `make`.
  Result<Lease> lend();

 private:
  // Gives a place up, with the bench that comes back from it or none.
  void leave(std::unique_ptr<Workbench> bench) noexcept;

  const Make make_;
  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable left_;
  std::vector<std::unique_ptr<Workbench>> idle_;  // guarded by mutex_; that used last is the last
  std::size_t lent_ = 0;                          // guarded by mutex_
};

}  // namespace gateway::validation
