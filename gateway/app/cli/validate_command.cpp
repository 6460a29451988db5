#include "gateway/app/cli/validate_command.hpp"

#include <filesystem>
#include <ostream>
#include <system_error>
#include <utility>

#include "gateway/app/cli/file_report.hpp"
#include "gateway/app/cli/input_file.hpp"
#include "gateway/app/cli/progress.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/validation/validator.hpp"

namespace gateway::app {
namespace {

using conformance::Definitions;
using conformance::PackageSet;

ReportScope scope_of(const std::vector<std::string>& files) {
  std::error_code error;
  const bool is_one = files.size() == 1 && !std::filesystem::is_directory(files.front(), error);
  return is_one ? ReportScope::one_file : ReportScope::many_files;
}

// A profile that is asked for and not there would leave every file unjudged and silent.
Result<void> check_profiles_exist(const std::vector<std::string>& profiles, PackageSet& packages) {
  for (const std::string& profile : profiles) {
    // "#element" at the end is the validator's business
    const std::string canonical = profile.substr(0, profile.find('#'));
    GATEWAY_TRY(const auto found, packages.find("StructureDefinition", canonical));
    if (!found) {
      return fail(
          ErrorKind::not_found,
          "CLI-PROFILE",
          profile + ": no package has this profile; name the one that does with --package.");
    }
  }
  return {};
}

// Validates one file after another with what was found out before.
class Run {
 public:
  Run(const ValidateOptions& options,
      const Definitions& definitions,
      const OpenedPackages& packages,
      const Console& console)
      : options_(options),
        types_(definitions.types()),
        console_(console),
        validator_(definitions, *packages.set) {
    for (const fhir::Resource& supplement : packages.supplements)
      validator_.add_supplement(supplement);
  }

  int all(std::span<const Input> inputs) {
    const auto writer =
        make_report_writer(options_.format, scope_of(options_.files), types_, console_.out);
    Progress progress(console_, inputs.size());
    for (const Input& input : inputs) {
      progress.begin(input.name);
      std::string text;
      const FileReport report = one(input, text);
      has_errors_ = has_errors_ || report.has_errors;
      if (!report.issues.empty()) progress.clear();
      writer->add(report, text);
    }
    progress.clear();
    writer->finish();
    return has_errors_ ? kExitError : kExitFine;
  }

  const fhir::IssueLog& definition_findings() const { return validator_.definition_findings(); }

 private:
  FileReport one(const Input& input, std::string& text) {
    fhir::IssueLog found(kMaxListedIssues);
    if (input.refused) return make_report(input.name, {}, found, *input.refused);
    auto read_text = read_input(input.name, console_.in);
    if (!read_text) return make_report(input.name, {}, found, std::move(read_text).error());
    text = *std::move(read_text);
    const auto read = read_resource(text, input.name, types_, found);
    if (!read) return make_report(input.name, text, found, read.error());
    validator_.validate(
        read->resource, {.profiles = options_.profiles, .now = clock_.now()}, found);
    return make_report(input.name, text, found);
  }

  const ValidateOptions& options_;
  const fhir::TypeTable& types_;
  const Console& console_;
  SystemClock clock_;
  validation::Validator validator_;
  bool has_errors_ = false;
};

}  // namespace

int validate(const ValidateOptions& options, const Console& console) {
  const auto definitions = load_definitions(options.definitions.definitions);
  if (!definitions) return refuse(console, definitions.error());
  const auto packages = open_packages(options.definitions, **definitions);
  if (!packages) return refuse(console, packages.error());
  print_package_warnings(*packages, console);
  if (const auto checked = check_profiles_exist(options.profiles, *packages->set); !checked)
    return refuse(console, checked.error());

  Run run(options, **definitions, *packages, console);
  const int code = run.all(list_inputs(options.files));
  print_warnings(packages->set->findings(), console);
  print_warnings(run.definition_findings(), console);
  return code;
}

}  // namespace gateway::app
