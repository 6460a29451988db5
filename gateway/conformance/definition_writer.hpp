// Puts a new file of definitions in the place of the old one, or leaves the old one alone.
#pragma once

#include <filesystem>

#include "gateway/base/result.hpp"
#include "gateway/conformance/definition_compiler.hpp"

namespace gateway::conformance {

// Writes the file beside `path`, loads it, makes it durable and renames it over `path`. A program
// that has the old file mapped keeps it; after a failure or a crash there is the old file or the
// new one, whole.
//
// Errors: not_found (PACKAGE-INCOMPLETE: the package lacks what it speaks of), unavailable
//         (DEFS-WRITE); as Definitions::load(), before anything is replaced.
Result<void> replace_definitions(const CompiledDefinitions& compiled,
                                 const std::filesystem::path& path);

}  // namespace gateway::conformance
