// validation_bench DIR: B5 of docs/performance.md.
//
// Validates each example in DIR with warm definitions, and prints the median time beside that of
// visiting every element once; then Bundles of 250 and of 25,000 entries, with the memory that the
// larger one takes.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include <sys/resource.h>

#include "gateway/codec/json_reader.hpp"
#include "gateway/conformance/definitions.hpp"
#include "gateway/validation/validator.hpp"

#include "tests/bench/timing.hpp"
#include "tests/support/package_source.hpp"

namespace {

namespace fs = std::filesystem;
using gateway::fhir::IssueLog;
using gateway::fhir::Resource;
using gateway::validation::Validator;

constexpr gateway::Instant kNow{std::chrono::microseconds(1795428000123456)};
constexpr std::size_t kSmallBundle = 250;
constexpr std::size_t kLargeBundle = 25'000;
constexpr std::size_t kMaxBytes = std::size_t{256} * 1024 * 1024;
constexpr std::size_t kMaxExampleBytes = 1'000'000;  // larger ones are packages, not resources

std::size_t findings_of(Validator& validator, const Resource& resource) {
  IssueLog log;
  validator.validate(resource, {.now = kNow}, log);
  return log.issues().size();
}

void run_examples(Validator& validator, const fs::path& folder, const auto& types) {
  std::vector<double> validating;
  std::vector<double> visiting;
  std::size_t sink = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".json" || entry.file_size() > kMaxExampleBytes) continue;
    const auto resource = gateway::test::read_resource(entry.path(), types);
    if (!resource) continue;
    sink += findings_of(validator, *resource);  // reads the definitions
    validating.push_back(
        gateway::bench::time_of([&] { sink += findings_of(validator, *resource); }));
    visiting.push_back(
        gateway::bench::time_of([&] { sink += gateway::bench::count_elements(resource->root()); }));
  }
  std::cout << "B5  " << validating.size() << " examples: validated in "
            << gateway::bench::median(validating) / 1000 << " us; visiting the elements "
            << gateway::bench::median(visiting) / 1000 << " us (medians" << (sink > 0 ? "" : " ")
            << ")\n";
}

// Children and their observations, which refer to them.
std::string bundle_of(std::size_t entries) {
  std::string text = R"({"resourceType":"Bundle","type":"collection","entry":[)";
  for (std::size_t i = 0; i < entries; ++i) {
    const std::string id = std::to_string(i / 2);
    if (i > 0) text += ',';
    text += i % 2 == 0
                ? R"({"fullUrl":"http://example.org/fhir/Patient/)" + id +
                      R"(","resource":{"resourceType":"Patient","id":")" + id +
                      R"(","active":true,"name":[{"use":"official","family":"F","given":["G"]}],)"
                      R"("gender":"female","birthDate":"2014-05-01"}})"
                : R"({"fullUrl":"http://example.org/fhir/Observation/)" + id +
                      R"(","resource":{"resourceType":"Observation","id":")" + id +
                      R"(","status":"final","code":{"coding":[{"system":"http://loinc.org",)"
                      R"("code":"8302-2"}]},"effectiveDateTime":"2026-03-01",)"
                      R"("subject":{"reference":"Patient/)" +
                      id +
                      R"("},"valueQuantity":{"value":131.5,"unit":"cm",)"
                      R"("system":"http://unitsofmeasure.org","code":"cm"}}})";
  }
  return text + "]}";
}

double seconds_of_bundle(Validator& validator, std::size_t entries, const auto& types) {
  IssueLog findings;
  const auto bundle =
      gateway::codec::read_json(bundle_of(entries), types, {.max_bytes = kMaxBytes}, findings);
  if (!bundle || findings.has_errors()) return 0;
  findings_of(validator, *bundle);
  return gateway::bench::time_of([&] { findings_of(validator, *bundle); }) / 1e9;
}

}  // namespace

int main(int argc, char** argv) {
  const auto definitions = gateway::conformance::Definitions::load(GATEWAY_DEFINITIONS);
  if (argc != 2 || !definitions) {
    std::cerr << "usage: validation_bench DIR\n";
    return 2;
  }
  const auto& types = (*definitions)->types();
  gateway::test::PackageSource source(R4_PACKAGE, types);
  Validator validator(**definitions, source);
  const double small = seconds_of_bundle(validator, kSmallBundle, types);
  const double large = seconds_of_bundle(validator, kLargeBundle, types);
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const double per_entry = large / kLargeBundle / (small / kSmallBundle);
  std::cout << "B5  Bundle of " << kLargeBundle << " entries: " << large << " s, "
            << used.ru_maxrss / 1024 << " MB; per entry " << per_entry << " x that of "
            << kSmallBundle << "\n";
  run_examples(validator, argv[1], types);
  return 0;
}
