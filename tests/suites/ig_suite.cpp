// Checks an implementation guide: ig_suite FOLDER [EXAMPLES]
//
// FOLDER is a FHIR package. Each of its profiles gets a snapshot; each definition, and each
// resource in FOLDER/examples (or in EXAMPLES), must be without errors by its type and by the
// profiles that it names. Beside each NAME.json in the folder `invalid` of the examples lies
// NAME.expected, a line for each finding: FHIRPath expression, tab, message id. All errors must be
// there and no others; a warning that is expected must be there too. That something could not be
// checked counts as an error. Prints one line per difference; ends with "N passed, M failed".
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/codec/json_reader.hpp"
#include "gateway/conformance/definitions.hpp"
#include "gateway/conformance/packages/package.hpp"
#include "gateway/conformance/packages/package_set.hpp"
#include "gateway/conformance/snapshot/snapshot_generator.hpp"
#include "gateway/validation/validator.hpp"

namespace {

namespace fs = std::filesystem;
using namespace gateway;
using conformance::Definitions;
using conformance::Package;
using conformance::PackageSet;
using fhir::IssueLog;
using fhir::Resource;
using fhir::Severity;
using Findings = std::map<std::string, std::string>;  // text by "expression\tid"

constexpr Instant kNow{std::chrono::microseconds(1795428000123456)};
constexpr std::size_t kMaxFindings = 10'000;

// Warnings that something was not looked at: a green run may not rest on them.
constexpr auto kUnchecked = std::to_array<std::string_view>({
    "VAL-PROFILE-UNKNOWN",
    "VAL-PROFILE-EXPRESSION",
    "VAL-EXTENSION-UNKNOWN",
    "VAL-INVARIANT-UNKNOWN",
});

bool is_error(Severity severity) {
  return severity == Severity::error || severity == Severity::fatal;
}

std::vector<fs::path> files_in(const fs::path& folder, std::string_view extension) {
  std::vector<fs::path> files;
  if (!fs::is_directory(folder)) return files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == extension) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::set<std::string> read_lines(const fs::path& file) {
  std::set<std::string> lines;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (!line.empty()) lines.insert(line);
  }
  return lines;
}

struct Outcome {
  Findings errors;
  Findings warnings;
};

class Run {
 public:
  Run(const Definitions& definitions, PackageSet& packages, const Package& guide)
      : definitions_(definitions),
        packages_(packages),
        guide_(guide),
        validator_(definitions, packages) {}

  void definitions() {
    conformance::SnapshotGenerator generator(packages_);
    for (const conformance::PackageEntry& entry : guide_.entries()) {
      IssueLog findings;
      const auto read = guide_.read(entry, definitions_.types(), findings);
      if (!read) {
        report(entry.file, {read.error().message});
        continue;
      }
      report(entry.file, error_lines(check(*read, findings)));
      if (read->type_name() != "StructureDefinition") continue;
      IssueLog refused;
      const auto made = generator.generate(*read, refused);
      std::vector<std::string> why;
      if (!made) {
        why.push_back("no snapshot: " + std::string(made.error().error.id) + " at " +
                      made.error().error.expression + ": " + made.error().error.message);
      }
      for (const auto& issue : refused.issues()) {
        why.push_back("snapshot: " + std::string(issue.id) + " at " + issue.expression + ": " +
                      issue.text);
      }
      report(entry.file + " snapshot", why);
    }
  }

  void valid(const fs::path& folder) {
    for (const fs::path& file : files_in(folder, ".json")) {
      report(file.filename().string(), error_lines(read_and_check(file)));
    }
  }

  void invalid(const fs::path& folder) {
    for (const fs::path& file : files_in(folder, ".json")) {
      const fs::path list = fs::path(file).replace_extension(".expected");
      if (!fs::exists(list)) {
        report(file.filename().string(), {"there is no " + list.filename().string()});
        continue;
      }
      report(file.filename().string(), differences(read_lines(list), read_and_check(file)));
    }
    for (const fs::path& list : files_in(folder, ".expected")) {
      if (!fs::exists(fs::path(list).replace_extension(".json")))
        report(list.filename().string(), {"expects something of an example that is not there"});
    }
  }

  int finish() {
    std::vector<std::string> lines;
    for (const auto& issue : validator_.definition_findings().issues())
      lines.push_back(std::string(issue.id) + " at " + issue.expression + ": " + issue.text);
    report("profiles", lines);
    std::cout << passed_ << " passed, " << failed_ << " failed\n";
    return failed_ == 0 && passed_ > 1 ? 0 : 1;
  }

 private:
  Outcome check(const Resource& resource, IssueLog& log) {
    validator_.validate(resource, {.profiles = {}, .now = kNow}, log);
    return outcome_of(log);
  }

  static Outcome outcome_of(const IssueLog& log) {
    Outcome outcome;
    for (const auto& issue : log.issues()) {
      const bool counts = is_error(issue.severity) || std::ranges::count(kUnchecked, issue.id) > 0;
      Findings& found = counts ? outcome.errors : outcome.warnings;
      found[issue.expression + "\t" + std::string(issue.id)] += " " + issue.text;
    }
    return outcome;
  }

  Outcome read_and_check(const fs::path& file) {
    IssueLog log(kMaxFindings);
    auto text = conformance::read_package_file(file, conformance::PackageFiles::kMaxFileBytes);
    if (!text) return {.errors = {{"\tread", text.error().message}}, .warnings = {}};
    auto resource = codec::read_json(*std::move(text), definitions_.types(), {}, log);
    if (!resource) return outcome_of(resource.error().issues);
    return check(*resource, log);
  }

  static std::vector<std::string> error_lines(const Outcome& outcome) {
    return differences({}, outcome);
  }

  static std::vector<std::string> differences(const std::set<std::string>& expected,
                                              const Outcome& got) {
    std::vector<std::string> lines;
    for (const auto& [finding, text] : got.errors) {
      if (!expected.contains(finding)) lines.push_back("not expected: " + finding + text);
    }
    for (const std::string& finding : expected) {
      if (!got.errors.contains(finding) && !got.warnings.contains(finding))
        lines.push_back("not found: " + finding);
    }
    return lines;
  }

  void report(const std::string& name, const std::vector<std::string>& lines) {
    for (const std::string& line : lines)
      std::cout << name << ": " << line << '\n';
    ++(lines.empty() ? passed_ : failed_);
  }

  const Definitions& definitions_;
  PackageSet& packages_;
  const Package& guide_;
  validation::Validator validator_;
  int passed_ = 0;
  int failed_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 && argc != 3) {
    std::cerr << "usage: ig_suite FOLDER [EXAMPLES]\n";
    return 2;
  }
  const fs::path folder = argv[1];
  const fs::path examples = argc == 3 ? fs::path(argv[2]) : folder / "examples";
  const auto definitions = Definitions::load(GATEWAY_DEFINITIONS);
  auto core = Package::open(fs::path(R4_PACKAGE));
  auto ours = Package::open(folder);
  const auto guide = Package::open(folder);
  if (!definitions || !core || !ours || !guide) {
    std::cerr << "ig_suite: definitions, the R4 package or " << folder << " cannot be read\n";
    return 2;
  }
  PackageSet packages((*definitions)->types());
  if (!packages.add(*std::move(core)) || !packages.add(*std::move(ours))) {
    std::cerr << "ig_suite: the packages cannot be put together\n";
    return 2;
  }
  Run run(**definitions, packages, *guide);
  if (argc == 2) run.definitions();
  run.valid(examples);
  run.invalid(examples / "invalid");
  return run.finish();
}
