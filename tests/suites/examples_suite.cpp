// examples_suite DIR: reads every JSON resource in a folder, writes it as XML, reads that, writes
// JSON again and compares; validates it. One line per difference; the last line counts.
//
// Source: FHIR R4, examples of the specification (npm hl7.fhir.r4.examples).
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "gateway/codec/json_reader.hpp"
#include "gateway/codec/json_writer.hpp"
#include "gateway/codec/xml_reader.hpp"
#include "gateway/codec/xml_writer.hpp"
#include "gateway/conformance/definitions.hpp"
#include "gateway/conformance/packages/package_set.hpp"
#include "gateway/validation/validator.hpp"

#include "tests/suites/known_differences.hpp"
#include "tests/suites/tree_difference.hpp"

namespace gateway::suites {
namespace {

using Clock = std::chrono::steady_clock;

// The largest example has 24 MB.
constexpr codec::ReadLimits kLimits{.max_bytes = std::size_t{256} * 1024 * 1024};
constexpr std::size_t kMaxRoundTripExceptions = 5;
constexpr std::size_t kMaxFindings = 10'000;  // of one resource

struct Counts {
  std::size_t files = 0;
  std::size_t passed = 0;
  std::size_t failed = 0;
  std::size_t known = 0;  // known differences of the round trip
  std::size_t expected_findings = 0;
  std::set<std::string, std::less<>> types;
  std::size_t text_bytes = 0;
  std::size_t tree_bytes = 0;
  std::vector<double> parse_us;
  std::vector<double> check_us;
};

double microseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

double quantile(std::vector<double> values, double part) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

std::string read_text(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string first_finding(const fhir::IssueLog& log) {
  for (const fhir::Issue& issue : log.issues()) {
    if (issue.severity > fhir::Severity::error) continue;
    return std::string(issue.id) + " at " + issue.expression + ": " + issue.text;
  }
  return "a finding";
}

class Suite {
 public:
  Suite(const conformance::Definitions& definitions,
        conformance::DefinitionSource& source,
        const KnownDifferences& round_trip,
        const KnownDifferences& findings)
      : definitions_(definitions),
        validator_(definitions, source),
        round_trip_(round_trip),
        findings_(findings) {}

  void run(const std::filesystem::path& file) {
    const std::string name = file.stem().string();
    std::string text = read_text(file);
    counts_.text_bytes += text.size();
    ++counts_.files;
    fhir::IssueLog log;
    const auto start = Clock::now();
    const auto resource = codec::read_json(std::move(text), definitions_.types(), kLimits, log);
    counts_.parse_us.push_back(microseconds_since(start));
    if (!resource) return fail(name, "cannot be read: " + resource.error().error.message);
    if (log.has_errors()) return fail(name, "read with " + first_finding(log));
    counts_.types.emplace(resource->type_name());
    counts_.tree_bytes += resource->arena()->bytes();

    const bool is_checked = check(name, *resource);
    const auto difference = round_trip_difference(*resource);
    if (difference && round_trip_.contains(name)) {
      ++counts_.known;
    } else if (difference) {
      fail(name, "round trip: " + *difference);
    } else if (round_trip_.contains(name)) {
      fail(name, "is a known difference of the round trip and has none");
    } else if (is_checked) {
      ++counts_.passed;
    }
  }

  const Counts& counts() const noexcept { return counts_; }

 private:
  void fail(const std::string& name, const std::string& why) {
    ++counts_.failed;
    std::cout << name << ": " << why << '\n';
  }

  bool check(const std::string& name, const fhir::Resource& resource) {
    fhir::IssueLog log(kMaxFindings);
    const auto start = Clock::now();
    validator_.validate(resource, {}, log);
    counts_.check_us.push_back(microseconds_since(start));
    const bool is_expected = findings_.contains(name);
    if (log.has_errors() && is_expected) ++counts_.expected_findings;
    if (log.has_errors() == is_expected) return true;
    fail(name, is_expected ? "should have a finding and has none" : first_finding(log));
    return false;
  }

  std::optional<std::string> round_trip_difference(const fhir::Resource& resource) const {
    fhir::IssueLog log;
    const auto from_xml =
        codec::read_xml(codec::to_xml(resource), definitions_.types(), kLimits, log);
    if (!from_xml) return "XML cannot be read: " + from_xml.error().error.message;
    if (log.has_errors()) return "XML read with " + first_finding(log);
    if (const auto at = find_difference(resource.root(), from_xml->root())) return "XML: " + *at;

    const auto from_json =
        codec::read_json(codec::to_json(*from_xml), definitions_.types(), kLimits, log);
    if (!from_json) return "JSON cannot be read: " + from_json.error().error.message;
    if (log.has_errors()) return "JSON read with " + first_finding(log);
    if (const auto at = find_difference(resource.root(), from_json->root())) return "JSON: " + *at;
    return std::nullopt;
  }

  const conformance::Definitions& definitions_;
  validation::Validator validator_;
  const KnownDifferences& round_trip_;
  const KnownDifferences& findings_;
  Counts counts_;
};

std::vector<std::filesystem::path> resources_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    const bool is_resource =
        entry.path().extension() == ".json" && name != "package.json" && !name.starts_with('.');
    if (is_resource) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

void print(const Counts& counts) {
  std::cout << counts.files << " files of " << counts.types.size() << " types, "
            << counts.text_bytes / 1'000'000 << " MB; memory of the trees per text "
            << static_cast<double>(counts.tree_bytes) / static_cast<double>(counts.text_bytes)
            << '\n'
            << "read JSON: median " << quantile(counts.parse_us, 0.5) << " us; validate: median "
            << quantile(counts.check_us, 0.5) << " us, 99 % " << quantile(counts.check_us, 0.99)
            << " us, all "
            << std::accumulate(counts.check_us.begin(), counts.check_us.end(), 0.0) / 1e6 << " s\n"
            << counts.expected_findings << " invalid as documented, " << counts.known
            << " known differences of the round trip\n"
            << counts.passed << " passed, " << counts.failed << " failed\n";
}

int run_folder(const std::filesystem::path& folder) {
  const auto definitions = conformance::Definitions::load(GATEWAY_DEFINITIONS);
  const auto round_trip = KnownDifferences::load(EXAMPLES_ROUND_TRIP);
  const auto findings = KnownDifferences::load(EXAMPLES_FINDINGS);
  if (!definitions || !round_trip || !findings) {
    std::cerr << "examples_suite: definitions or known differences cannot be read\n";
    return 2;
  }
  const auto files = resources_in(folder);
  if (files.empty() || round_trip->size() > kMaxRoundTripExceptions) {
    std::cerr << "examples_suite: no examples (run scripts/setup.sh) or too many exceptions\n";
    return 2;
  }
  auto core = conformance::Package::open(R4_PACKAGE);
  conformance::PackageSet packages((*definitions)->types());
  if (!core || !packages.add(*std::move(core))) {
    std::cerr << "examples_suite: the core package is not there (run scripts/setup.sh)\n";
    return 2;
  }
  Suite suite(**definitions, packages, *round_trip, *findings);
  for (const auto& file : files) {
    suite.run(file);
    if (suite.counts().files % 1000 == 0) {
      std::cerr << "examples_suite: " << suite.counts().files << " of " << files.size() << '\n';
    }
  }
  print(suite.counts());
  return suite.counts().failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace gateway::suites

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: examples_suite DIR\n";
    return 2;
  }
  return gateway::suites::run_folder(argv[1]);
}
