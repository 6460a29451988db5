// Package cache: packages that were compiled when they were first used.
#pragma once

#include <filesystem>

#include "gateway/base/result.hpp"
#include "gateway/conformance/definitions.hpp"
#include "gateway/conformance/packages/package.hpp"

namespace gateway::conformance {

// As Package::open(). A .tgz is compiled into a file in `folder`, which is made where it is
// missing, and the next time the file is used; it is named by what is in the .tgz and by the types
// of `definitions`. The folder may be emptied at any time. Where nothing can be written, the
// package is used as it is; so is a package with something amiss, so that it is told each time.
//
// Errors: as Package::open().
// LIFETIME: outlived by `definitions`.
Result<Package> open_cached(const std::filesystem::path& path,
                            const Definitions& definitions,
                            const std::filesystem::path& folder);

}  // namespace gateway::conformance
