// Composition: builds and connects all objects of a gateway; the only place that picks
// implementations.
#pragma once

#include <chrono>
#include <memory>

#include "gateway/app/cli/definition_files.hpp"
#include "gateway/app/config.hpp"
#include "gateway/base/log.hpp"
#include "gateway/base/result.hpp"
#include "gateway/store/sqlite_store.hpp"

namespace gateway::app {

// A gateway that serves. Its members die in the reverse order of their making, after drain().
//
// THREADS: one, but reload() may be called from any.
class Gateway {
  struct Parts;
  // Only start() makes one; make_unique needs a public constructor.
  struct Started {};

 public:
  // Everything is open and the listeners accept when this returns.
  // Errors: whatever is wrong with configuration, directory, keys, certificates, database or ports.
  static Result<std::unique_ptr<Gateway>> start(const Config& config, LogSink& sink);
  Gateway(Started, std::unique_ptr<Parts> parts);
  ~Gateway();

  std::uint16_t partner_port() const;
  std::uint16_t operator_port() const;
  // Certificates and revocation lists are read again; on an error the old ones stay in force.
  Result<void> reload();
  // Ends what has begun within `patience`, then everything else. True if nothing was cut off.
  bool drain(std::chrono::milliseconds patience);

 private:
  std::unique_ptr<Parts> parts_;
};

// What the packages of the configuration are opened from; see open_packages().
DefinitionFiles package_files(const Config& config);

// The store alone, for commands that look at it. Errors: as SqliteStore::open and Keyring::load.
Result<std::unique_ptr<store::SqliteStore>> open_store(const Config& config,
                                                       const Clock& clock,
                                                       RandomSource& random);

}  // namespace gateway::app
