// The directory as a YAML file (docs/configuration.md): organisations and the systems that may act
// for them.
#pragma once

#include <filesystem>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/exchange/directory.hpp"

namespace gateway::app {

struct DirectoryFile {
  std::vector<exchange::Unit> units;  // keys are given by the store afterwards
  std::vector<exchange::System> systems;
};

// Errors: invalid, with file, line and key: an unknown or missing key, an HSA-id that is none or is
//         listed twice, a system that names a unit that is not there, an endpoint that is not
//         https.
Result<DirectoryFile> load_directory(const std::filesystem::path& file);

}  // namespace gateway::app
