// DirectoryWriter: puts the directory's resources into the store for everyone to read.
#pragma once

#include "gateway/exchange/exchange.hpp"

namespace gateway::exchange {

// Blocks until the commit. Resources that are there unchanged are left alone, so that a restart
// makes no versions.
//
// Errors: those of the store.
Result<void> write_directory(const Surroundings& around);

}  // namespace gateway::exchange
