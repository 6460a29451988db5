// validation_bench EXAMPLES OUR_EXAMPLES: B5 of docs/performance.md, with warm definitions.
//
// A SIP as a transaction of 25 entries against our profiles; Bundles of 250 and of 25,000 entries,
// with the memory that the larger one takes; and each of R4's examples, the median time beside that
// of visiting every element once.
#include <array>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include <sys/resource.h>

#include "tests/bench/timing.hpp"
#include "tests/bench/validation_stand.hpp"

namespace {

namespace fs = std::filesystem;
using gateway::bench::median;
using gateway::bench::time_of;
using gateway::bench::ValidationStand;

constexpr std::size_t kSmallBundle = 250;
constexpr std::size_t kLargeBundle = 25'000;
constexpr std::size_t kMaxExampleBytes = 1'000'000;  // larger ones are packages, not resources
constexpr std::size_t kTransaction = 25;

// One of each; the Tasks are repeated until there are enough.
constexpr std::array<std::string_view, 12> kSip = {"Patient-se-patient-child",
                                                   "RelatedPerson-guardian-parent",
                                                   "Consent-consent-sip",
                                                   "ServiceRequest-activity-support",
                                                   "Appointment-invitation-sip",
                                                   "Encounter-meeting-sip",
                                                   "CarePlan-plan-sip",
                                                   "Goal-goal-school",
                                                   "CareTeam-team-sip",
                                                   "Task-invitation-task-bup",
                                                   "Task-activity-task-school",
                                                   "Task-activity-task-habilitation"};
constexpr std::size_t kFirstTask = 9;

std::string sip_transaction(const fs::path& folder) {
  std::string text = R"({"resourceType":"Bundle","type":"transaction","entry":[)";
  for (std::size_t i = 0; i < kTransaction; ++i) {
    const std::size_t at = i < kSip.size() ? i : kFirstTask + i % (kSip.size() - kFirstTask);
    const std::string name(kSip.at(at));
    const std::string type = name.substr(0, name.find('-'));
    if (i > 0) text += ',';
    text += R"({"fullUrl":"urn:uuid:00000000-0000-4000-8000-0000000000)" + std::to_string(10 + i) +
            R"(","request":{"method":"POST","url":")" + type + R"("},"resource":)" +
            gateway::bench::text_of(folder / (name + ".json")) + "}";
  }
  return text + "]}";
}

void run_transaction(ValidationStand& stand, const fs::path& folder) {
  const auto bundle = stand.read(sip_transaction(folder));
  if (!bundle) {
    std::cout << "B5  the examples of a SIP cannot be read\n";
    return;
  }
  const std::size_t findings = stand.validate(*bundle);
  const double took = time_of([&] { stand.validate(*bundle); });
  std::cout << "B5  SIP of " << kTransaction << " entries against our profiles: " << took / 1e6
            << " ms (" << findings << " findings)\n";
}

void run_examples(ValidationStand& stand, const fs::path& folder) {
  std::vector<double> validating;
  std::vector<double> visiting;
  std::size_t sink = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".json" || entry.file_size() > kMaxExampleBytes) continue;
    const auto resource = stand.read(gateway::bench::text_of(entry.path()));
    if (!resource) continue;
    sink += stand.validate(*resource);  // reads the definitions
    validating.push_back(time_of([&] { sink += stand.validate(*resource); }));
    visiting.push_back(time_of([&] { sink += gateway::bench::count_elements(resource->root()); }));
  }
  if (sink == 0) return;  // nothing was read
  std::cout << "B5  " << validating.size() << " examples: validated in "
            << median(validating) / 1000 << " us; visiting the elements " << median(visiting) / 1000
            << " us (medians)\n";
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

double seconds_of_bundle(ValidationStand& stand, std::size_t entries) {
  const auto bundle = stand.read(bundle_of(entries));
  if (!bundle) return 0;
  stand.validate(*bundle);
  return time_of([&] { stand.validate(*bundle); }) / 1e9;
}

void run_bundles(ValidationStand& stand) {
  const double small = seconds_of_bundle(stand, kSmallBundle);
  const double large = seconds_of_bundle(stand, kLargeBundle);
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const double per_entry = large / kLargeBundle / (small / kSmallBundle);
  std::cout << "B5  Bundle of " << kLargeBundle << " entries: " << large << " s, "
            << used.ru_maxrss / 1024 << " MB; per entry " << per_entry << " x that of "
            << kSmallBundle << "\n";
}

}  // namespace

int main(int argc, char** argv) {
  const auto stand = ValidationStand::open();
  if (argc != 3 || !stand) {
    std::cerr << "usage: validation_bench EXAMPLES OUR_EXAMPLES\n";
    return 2;
  }
  run_bundles(*stand);
  run_transaction(*stand, argv[2]);
  run_examples(*stand, argv[1]);
  return 0;
}
