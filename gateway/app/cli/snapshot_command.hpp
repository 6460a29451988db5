// brygga snapshot: a profile with the snapshot that its differential makes.
#pragma once

#include <string>

#include "gateway/app/cli/console.hpp"
#include "gateway/app/cli/definition_files.hpp"

namespace gateway::app {

struct SnapshotOptions {
  DefinitionFiles definitions = {};
  std::string file;
};

// Prints the StructureDefinition in the format of the file; a snapshot that it has is made anew.
// Findings go to standard error.
int snapshot(const SnapshotOptions& options, const Console& console);

}  // namespace gateway::app
