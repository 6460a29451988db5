// Runs cases of the reference implementation's validator: validator_suite CASES.tsv DIR
//
// A row names a resource, perhaps a profile and further definitions, all in DIR, and the outcome
// that is expected, below DIR/outcomes. In tier A the locations of all errors are the same; in
// tiers B and Q the verdict is; S is only reported. Prints each difference, those of
// validator.known with their reason, and the counts of each tier; ends with "N passed, M failed".
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "gateway/codec/lenient_json.hpp"
#include "gateway/codec/plain_json.hpp"
#include "gateway/codec/xml_reader.hpp"
#include "gateway/conformance/definitions.hpp"
#include "gateway/validation/validator.hpp"

#include "tests/suites/known_differences.hpp"
#include "tests/suites/validator_locations.hpp"
#include "tests/support/package_source.hpp"

namespace {

namespace fs = std::filesystem;
using gateway::codec::PlainJson;
using gateway::conformance::Definitions;
using gateway::fhir::IssueLog;
using gateway::fhir::Node;
using gateway::fhir::Resource;
using gateway::fhir::Severity;
using gateway::suites::KnownDifferences;
using gateway::test::PackageSource;
using gateway::validation::EntryProfile;
using gateway::validation::ValidationPolicy;
using Locations = std::set<std::string>;
using Found = std::map<std::string, std::string>;  // message ids by location

constexpr gateway::Instant kNow{std::chrono::microseconds(1795428000123456)};
constexpr std::size_t kMaxBytes = std::size_t{64} * 1024 * 1024;

struct Case {
  std::string tier;
  std::string name;
  std::string mode;
  std::string file;
  std::string profile;
  std::string supporting;
  std::string outcome;
  bool is_valid = false;
  gateway::codec::PlainJson options;  // those of the reference implementation
};

std::vector<std::string> split(const std::string& text, char mark) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, mark);)
    parts.push_back(part);
  return parts;
}

PlainJson read_options(const std::string& text) {
  const auto read = gateway::codec::read_plain_json(text);
  return read ? *read : PlainJson();
}

// What the reference implementation does unless an option says otherwise.
ValidationPolicy policy_of(const PlainJson& options) {
  return {.allows_example_urls = options.at("examples").text() != "false",
          .refuses_unknown_extensions = true,
          .trusts_reference_types = options.at("assumeValidRestReferences").text() == "true"};
}

// "Patient:0", "Patient".
std::vector<EntryProfile> entry_profiles_of(const PlainJson& options) {
  const PlainJson& param = options.at("bundle-param");
  const std::string& rule = param.at("rule").text();
  if (rule.empty()) return {};
  const std::size_t colon = rule.find(':');
  EntryProfile made{.type = rule.substr(0, colon), .profile = param.at("profile").text()};
  if (colon != std::string::npos) made.index = std::stoul(rule.substr(colon + 1));
  return {made};
}

std::vector<Case> read_cases(const fs::path& file) {
  std::vector<Case> cases;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.front() == '#') continue;
    const auto cells = split(line, '\t');
    if (cells.size() < 9) continue;
    cases.push_back({cells[0],
                     cells[1],
                     cells[2],
                     cells[4],
                     cells[5],
                     cells[6],
                     cells[7],
                     cells[8] == "valid",
                     cells.size() > 13 ? read_options(cells[13]) : PlainJson()});
  }
  return cases;
}

bool is_error(Severity severity) {
  return severity == Severity::error || severity == Severity::fatal;
}

class Run {
 public:
  Run(const Definitions& definitions, fs::path folder, const KnownDifferences& known)
      : definitions_(definitions),
        folder_(std::move(folder)),
        known_(known),
        source_(R4_PACKAGE, types()) {}

  void one(const Case& test) {
    const auto expected = expected_of(test);
    if (!expected) return;
    const Found found = find(test);
    Locations got;
    for (const auto& [location, ids] : found)
      got.insert(location);
    const bool is_right =
        test.tier == "A" && !test.is_valid ? got == *expected : got.empty() == test.is_valid;
    auto& count = counts_[test.tier + (test.is_valid ? " valid" : " invalid")];
    const std::string name = test.tier + " " + test.name + " " + test.mode;
    const auto known = known_.rows().find(name);
    const bool is_known = known != known_.rows().end();
    ++count[is_right ? 0 : 1];
    if (test.tier != "S" && is_right) ++(is_known ? failed_ : passed_);
    if (test.tier != "S" && !is_right) ++(is_known ? known_count_ : failed_);
    if (is_right && is_known) std::cout << name << ": is known to differ and does not\n";
    if (is_right) return;
    if (is_known) std::cout << name << ": known: " << known->second << '\n';
    std::cout << name << ": wanted" << (test.is_valid ? " nothing" : text_of(*expected)) << "; got"
              << text_of(found) << '\n';
  }

  int finish() const {
    for (const auto& [tier, count] : counts_)
      std::cout << tier << ": " << count[0] << " of " << count[0] + count[1] << '\n';
    std::cout << known_count_ << " known to differ\n"
              << passed_ << " passed, " << failed_ << " failed\n";
    return failed_ == 0 ? 0 : 1;
  }

 private:
  const gateway::fhir::TypeTable& types() const { return definitions_.types(); }

  static std::string text_of(const Locations& locations) {
    std::string text;
    for (const std::string& each : locations)
      text += " " + (each.empty() ? "(none)" : each);
    return text.empty() ? " nothing" : text;
  }

  static std::string text_of(const Found& found) {
    std::string text;
    for (const auto& [location, ids] : found)
      text += " " + (location.empty() ? "(none)" : location) + ids;
    return text.empty() ? " nothing" : text;
  }

  std::optional<Locations> expected_of(const Case& test) {
    const auto outcome = gateway::test::read_resource(folder_ / "outcomes" / test.outcome, types());
    if (!outcome) {
      std::cout << test.name << ": there is no outcome\n";
      return std::nullopt;
    }
    Locations found;
    for (const Node issue : outcome->root().children("issue")) {
      const std::string_view severity = issue.child("severity").value();
      if (severity == "error" || severity == "fatal")
        found.insert(plain_location(std::string(issue.child("expression").value())));
    }
    return found;
  }

  Found find(const Case& test) {
    std::ifstream in(folder_ / test.file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    const gateway::codec::ReadLimits limits{.max_bytes = kMaxBytes};
    IssueLog log(10'000);
    auto resource =
        test.file.ends_with(".json")
            ? gateway::codec::read_lenient_json(
                  std::move(text),
                  types(),
                  limits,
                  {.allows_comments = test.options.at("allow-comments").text() == "true"},
                  log)
            : gateway::codec::read_xml(std::move(text), types(), limits, log);
    Found found;
    if (!resource) {
      for (const auto& issue : resource.error().issues.issues())
        found[issue.expression] += " [" + std::string(issue.id) + "]";
      if (found.empty()) found[resource.error().error.expression] = " [read]";
    } else {
      check(test, *resource, log);
    }
    for (const auto& issue : log.issues()) {
      if (!is_error(issue.severity)) continue;
      found[reference_location(issue.id, issue.expression)] +=
          " [" + std::string(issue.id) + " " + issue.text + "]";
    }
    return found;
  }

  void check(const Case& test, const Resource& resource, IssueLog& log) {
    source_.clear();
    std::vector<std::string> files = split(test.supporting, ';');
    files.push_back(test.profile);
    std::vector<std::string> profiles;
    std::vector<Resource> supplements;
    for (const std::string& file : files) {
      const auto definition = gateway::test::read_resource(folder_ / file, types());
      if (!definition) continue;
      source_.add(*definition);
      if (definition->root().child("content").value() == "supplement")
        supplements.push_back(*definition);
      if (file == test.profile) profiles.emplace_back(definition->root().child("url").value());
    }
    gateway::validation::Validator validator(definitions_, source_);
    for (const Resource& supplement : supplements)
      validator.add_supplement(supplement);
    validator.validate(resource,
                       {.profiles = profiles,
                        .now = kNow,
                        .policy = policy_of(test.options),
                        .entry_profiles = entry_profiles_of(test.options)},
                       log);
    for (const auto& issue : validator.definition_findings().issues())
      std::cout << test.name << ": profile: " << issue.id << ' ' << issue.text << '\n';
  }

  const Definitions& definitions_;
  fs::path folder_;
  const KnownDifferences& known_;
  PackageSource source_;
  std::map<std::string, std::array<std::size_t, 2>> counts_;  // right and wrong, by tier
  std::size_t passed_ = 0;
  std::size_t failed_ = 0;
  std::size_t known_count_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: validator_suite CASES.tsv DIR\n";
    return 2;
  }
  const auto definitions = Definitions::load(GATEWAY_DEFINITIONS);
  const auto known = KnownDifferences::load(VALIDATOR_KNOWN);
  if (!definitions || !known) {
    std::cerr << "validator_suite: the definitions or the known differences cannot be read\n";
    return 2;
  }
  Run run(**definitions, argv[2], *known);
  for (const Case& test : read_cases(argv[1]))
    run.one(test);
  return run.finish();
}
