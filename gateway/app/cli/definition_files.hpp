// Definition files: where a command gets what it must know of FHIR.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <vector>

#include "gateway/app/cli/console.hpp"
#include "gateway/base/result.hpp"
#include "gateway/conformance/definitions.hpp"
#include "gateway/conformance/packages/package_set.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::app {

// Of one file of resources: a code system may be larger than any resource that is checked.
inline constexpr std::size_t kMaxDefinitionBytes = std::size_t{512} * 1024 * 1024;

struct DefinitionFiles {
  std::filesystem::path definitions = {};       // empty: beside the program
  std::filesystem::path core = {};              // empty: what is in the definitions
  std::vector<std::filesystem::path> packages;  // see open_packages()
  std::filesystem::path cache = {};             // of compiled packages; empty: the user's
};

// The file given; else definitions.bin beside the program.
//
// Errors: not_found (CLI-DEFINITIONS: it says how to make the file); as Definitions::load().
Result<std::unique_ptr<const conformance::Definitions>> load_definitions(
    const std::filesystem::path& given);

struct OpenedPackages {
  std::unique_ptr<conformance::PackageSet> set;
  std::size_t first_named = 0;  // of the packages in the set
  // The CodeSystems among what was named that add to another one; see Validator::add_supplement().
  std::vector<fhir::Resource> supplements = {};
};

// FHIR R4's own package, those compiled with it unless another one is given as R4's own, and those
// named: a .tgz, a folder with a package.json, or resources as they are, a .json or .xml file or a
// folder of them, which go before all packages. A .tgz is compiled when it is first used; see
// conformance::open_cached().
//
// Errors: not_found (CLI-CORE: it says how to get the package), invalid (CLI-CORE: it is another
//         package), malformed (CLI-LOOSE: a file of resources is not read without loss); as
//         Package::open(), PackageSet::add(), Definitions::packages().
// LIFETIME: outlived by `definitions`.
Result<OpenedPackages> open_packages(const DefinitionFiles& files,
                                     const conformance::Definitions& definitions);

// One line on standard error for each dependency of a named package that is not there, and for each
// of its files that could not be looked into.
void print_package_warnings(const OpenedPackages& packages, const Console& console);
void print_warnings(const fhir::IssueLog& findings, const Console& console);

}  // namespace gateway::app
