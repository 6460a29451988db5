// FHIR packages → the bytes of the file of definitions.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/fhir/issue.hpp"

namespace gateway::conformance {

struct CompiledDefinitions {
  std::string file;  // as to_file()
  // What is in it.
  std::size_t structures = 0;
  std::size_t types = 0;
  std::size_t slots = 0;
  std::size_t value_sets = 0;
  std::size_t value_sets_not_listed = 0;  // whose codes are a rule or not known
  std::size_t concepts = 0;
  // What the package speaks of as its own and lacks: URLs of value sets, names of resource types.
  // A whole package lacks nothing.
  std::vector<std::string> missing;
  std::size_t resources = 0;                   // of all packages
  std::size_t snapshots = 0;                   // that their profiles lacked
  std::string search_parameters;               // see search_parameters.hpp, to_source()
  fhir::IssueLog findings = fhir::IssueLog();  // see CompiledPackages
};

// Compiles the base StructureDefinitions of the package (a folder or a .tgz) and the value sets
// that they bind with strength `required`. The same package gives the same bytes.
//
// Errors: as Package, StructureCompiler and ValueSetExpander; malformed (DEFS-RESOURCE: a file is
//         not even JSON or XML), conflict (PACKAGE-CHANGED: the package was being written).
Result<CompiledDefinitions> compile_package(const std::filesystem::path& path);

// The same with the packages themselves behind it; the first of `packages` is FHIR R4's own.
//
// Errors: as compile_package(), PackageSet::add(), compile_packages().
Result<CompiledDefinitions> compile_definitions(std::span<const std::filesystem::path> packages);

}  // namespace gateway::conformance
