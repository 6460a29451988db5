#include "gateway/app/cli/definition_files.hpp"

#include <algorithm>
#include <cstdlib>
#include <ostream>
#include <sstream>
#include <string>
#include <system_error>
#include <utility>

#include "gateway/app/cli/file_report.hpp"
#include "gateway/app/cli/input_file.hpp"
#include "gateway/app/cli/terminal_text.hpp"
#include "gateway/base/text.hpp"
#include "gateway/conformance/packages/package_cache.hpp"
#include "gateway/conformance/packages/package_version.hpp"

namespace gateway::app {
namespace {

namespace fs = std::filesystem;
using conformance::Definitions;
using conformance::Package;
using conformance::PackageSet;

constexpr std::string_view kCodeSystem = "CodeSystem";
constexpr std::string_view kSupplement = "supplement";
constexpr std::string_view kResourceUrl = "http://hl7.org/fhir/StructureDefinition/Resource";

bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

fs::path beside_program(std::string_view name) {
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error).parent_path() / name;
}

bool is_package(const fs::path& path) {
  const std::string name = to_lower(path.filename().string());
  return name.ends_with(".tgz") || name.ends_with(".tar.gz") || is_there(path / "package.json") ||
         is_there(path / "package" / "package.json");
}

// Another package in its place would leave most of a resource unjudged.
bool is_core_of_r4(const Package& package) {
  return std::ranges::any_of(package.find("StructureDefinition", kResourceUrl),
                             [](const conformance::PackageEntry& entry) {
                               return conformance::version_matches("4.0", entry.key.version);
                             });
}

bool is_supplement(const fhir::Resource& resource) {
  return resource.type_name() == kCodeSystem &&
         resource.root().child("content").value() == kSupplement;
}

Result<void> add_loose(const fs::path& path, const fhir::TypeTable& types, OpenedPackages& opened) {
  const std::string name = path.string();
  std::istringstream no_standard_input;
  for (const Input& input : list_inputs({&name, 1})) {
    if (input.refused) return std::unexpected(*input.refused);
    GATEWAY_TRY(const std::string text,
                read_input(input.name, no_standard_input, kMaxDefinitionBytes));
    fhir::IssueLog findings;
    const auto read = read_resource(text, input.name, types, findings, kMaxDefinitionBytes);
    const FileReport report = read ? make_report(input.name, text, findings)
                                   : make_report(input.name, text, findings, read.error());
    if (report.has_errors) {
      return fail(ErrorKind::malformed,
                  "CLI-LOOSE",
                  input.name + " is not read without loss: " + report.issues.front().text +
                      " 'brygga validate' shows the place.");
    }
    opened.set->loose({&read->resource, 1});
    if (is_supplement(read->resource)) opened.supplements.push_back(read->resource);
  }
  return {};
}

void print_warning(const fhir::Issue& issue, const Console& console) {
  console.err << "brygga: warning: " << printable(issue.text) << " [" << issue.id << "]\n";
}

Result<void> add_supplements(const Package& package,
                             const fhir::TypeTable& types,
                             std::vector<fhir::Resource>& supplements) {
  for (const conformance::PackageEntry& entry : package.of_type(kCodeSystem)) {
    if (entry.key.content != kSupplement) continue;
    fhir::IssueLog findings;
    GATEWAY_TRY(fhir::Resource supplement, package.read(entry, types, findings));
    supplements.push_back(std::move(supplement));
  }
  return {};
}

// By the convention for files that can be made again.
// Source: XDG Base Directory Specification.
fs::path cache_folder() {
  constexpr std::string_view kOurs = "brygga/packages";
  // NOLINTBEGIN(concurrency-mt-unsafe): the program changes no variable of its environment
  const char* const given = std::getenv("XDG_CACHE_HOME");
  if (given != nullptr && fs::path(given).is_absolute()) return fs::path(given) / kOurs;
  const char* const home = std::getenv("HOME");
  // NOLINTEND(concurrency-mt-unsafe)
  return home == nullptr ? fs::path() : fs::path(home) / ".cache" / kOurs;
}

Result<Package> open_core(const fs::path& path) {
  if (!is_there(path)) {
    return fail(ErrorKind::not_found,
                "CLI-CORE",
                "FHIR R4's own definitions are missing: there is no " + path.string() +
                    ". Get them with 'npm pack hl7.fhir.r4.corexml@4.0.1' and name the .tgz with "
                    "--core, or leave the option out.");
  }
  GATEWAY_TRY(Package package, Package::open(path));
  if (is_core_of_r4(package)) return package;
  return fail(ErrorKind::invalid,
              "CLI-CORE",
              path.string() + " is a FHIR package, but not R4's own (hl7.fhir.r4.corexml@4.0.1).");
}

// What `files` do not name: R4's own package and those that were compiled with it.
Result<std::vector<Package>> unnamed_packages(const DefinitionFiles& files,
                                              const Definitions& definitions) {
  std::vector<Package> packages;
  if (files.core.empty()) {
    GATEWAY_TRY(packages, definitions.packages());
  } else {
    GATEWAY_TRY(Package core, open_core(files.core));
    packages.push_back(std::move(core));
  }
  if (!packages.empty() && is_core_of_r4(packages.front())) return packages;
  return fail(ErrorKind::not_found,
              "CLI-CORE",
              "The definitions are without FHIR R4's own package; make them again with "
              "scripts/build.sh, or name the package with --core.");
}

Result<void> add_package(Package package, const fhir::TypeTable& types, OpenedPackages& opened) {
  GATEWAY_CHECK(add_supplements(package, types, opened.supplements));
  return opened.set->add(std::move(package));
}

}  // namespace

Result<std::unique_ptr<const Definitions>> load_definitions(const fs::path& given) {
  if (!given.empty()) return Definitions::load(given);
  const fs::path file = beside_program("definitions.bin");
  if (is_there(file)) return Definitions::load(file);
  return fail(ErrorKind::not_found,
              "CLI-DEFINITIONS",
              "There is no definitions.bin beside the program; name it with --definitions, or make "
              "it with scripts/build.sh.");
}

Result<OpenedPackages> open_packages(const DefinitionFiles& files, const Definitions& definitions) {
  std::vector<Package> named;
  std::vector<fs::path> loose;
  const fs::path cache = files.cache.empty() ? cache_folder() : files.cache;
  for (const fs::path& path : files.packages) {
    if (!is_package(path)) {
      loose.push_back(path);
      continue;
    }
    GATEWAY_TRY(Package package, conformance::open_cached(path, definitions, cache));
    named.push_back(std::move(package));
  }
  GATEWAY_TRY(auto unnamed, unnamed_packages(files, definitions));
  // Whoever names one of these wants the one that is named.
  std::erase_if(unnamed, [&named](const Package& package) {
    return std::ranges::any_of(named, [&package](const Package& other) {
      return other.manifest().id() == package.manifest().id();
    });
  });

  OpenedPackages opened{.set = std::make_unique<PackageSet>(definitions.types()),
                        .first_named = unnamed.size()};
  for (std::vector<Package>* const packages : {&unnamed, &named}) {
    for (Package& package : *packages)
      GATEWAY_CHECK(add_package(std::move(package), definitions.types(), opened));
  }
  for (const fs::path& path : loose)
    GATEWAY_CHECK(add_loose(path, definitions.types(), opened));
  return opened;
}

void print_warnings(const fhir::IssueLog& findings, const Console& console) {
  for (const fhir::Issue& issue : findings.issues())
    print_warning(issue, console);
}

void print_package_warnings(const OpenedPackages& packages, const Console& console) {
  for (const auto& package : packages.set->packages().subspan(packages.first_named)) {
    print_warnings(package->issues(), console);
    for (const fhir::Issue& issue : packages.set->missing_dependencies(*package))
      print_warning(issue, console);
  }
}

}  // namespace gateway::app
