#include "gateway/app/cli/definition_files.hpp"

#include <algorithm>
#include <ostream>
#include <sstream>
#include <string>
#include <system_error>
#include <utility>

#include "gateway/app/cli/file_report.hpp"
#include "gateway/app/cli/input_file.hpp"
#include "gateway/app/cli/terminal_text.hpp"
#include "gateway/base/text.hpp"
#include "gateway/conformance/packages/package_version.hpp"

namespace gateway::app {
namespace {

namespace fs = std::filesystem;
using conformance::Definitions;
using conformance::Package;
using conformance::PackageSet;

// In the source that this program was built from, which may be gone.
constexpr std::string_view kBuiltCore = BRYGGA_CORE_PACKAGE;

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

// Of most code systems a look at the text is enough.
Result<void> add_supplements(const Package& package,
                             const fhir::TypeTable& types,
                             std::vector<fhir::Resource>& supplements) {
  for (const conformance::PackageEntry& entry : package.of_type(kCodeSystem)) {
    GATEWAY_TRY(const std::string text, package.text(entry));
    if (text.find(kSupplement) == std::string::npos) continue;
    fhir::IssueLog findings;
    GATEWAY_TRY(const fhir::Resource read, package.read(entry, types, findings));
    if (is_supplement(read)) supplements.push_back(read);
  }
  return {};
}

Result<void> add_package(const fs::path& path,
                         const fhir::TypeTable& types,
                         OpenedPackages& opened) {
  GATEWAY_TRY(Package package, Package::open(path));
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
  const fs::path core = files.core.empty() ? fs::path(kBuiltCore) : files.core;
  if (!is_there(core)) {
    return fail(ErrorKind::not_found,
                "CLI-CORE",
                "FHIR R4's own definitions are missing: there is no " + core.string() +
                    ". Get them with 'npm pack hl7.fhir.r4.corexml@4.0.1' and name the .tgz with "
                    "--core, or run scripts/setup.sh.");
  }
  OpenedPackages opened{.set = std::make_unique<PackageSet>(definitions.types())};
  GATEWAY_TRY(Package core_package, Package::open(core));
  if (!is_core_of_r4(core_package)) {
    return fail(
        ErrorKind::invalid,
        "CLI-CORE",
        core.string() + " is a FHIR package, but not R4's own (hl7.fhir.r4.corexml@4.0.1).");
  }
  GATEWAY_CHECK(opened.set->add(std::move(core_package)));
  for (const fs::path& path : files.packages) {
    const auto add = is_package(path) ? add_package : add_loose;
    GATEWAY_CHECK(add(path, definitions.types(), opened));
  }
  return opened;
}

void print_warnings(const fhir::IssueLog& findings, const Console& console) {
  for (const fhir::Issue& issue : findings.issues())
    print_warning(issue, console);
}

void print_package_warnings(const PackageSet& packages, const Console& console) {
  for (const auto& package : packages.packages())
    print_warnings(package->issues(), console);
  for (const fhir::Issue& issue : packages.missing_dependencies())
    print_warning(issue, console);
}

}  // namespace gateway::app
