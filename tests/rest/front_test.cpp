#include "tests/rest/front_test.hpp"

#include <array>
#include <cstdlib>
#include <utility>

#include "gateway/codec/json_reader.hpp"
#include "gateway/codec/xml_reader.hpp"
#include "gateway/validation/structure_check.hpp"
#include "gateway/validation/workbench.hpp"

namespace gateway::test {
namespace {

constexpr std::string_view kIssuer = "CN=Test CA";

std::shared_ptr<const exchange::Directory> directory() {
  std::vector<exchange::Unit> units(3);
  constexpr std::array<std::string_view, 3> kIds{"bup", "school", "other"};
  constexpr std::array<std::string_view, 3> kHsaIds{"SE1-BUP", "SE1-SCHOOL", "SE1-OTHER"};
  for (std::size_t i = 0; i < units.size(); ++i) {
    units[i].key = static_cast<store::OrgKey>(i + 1);
    units[i].id = kIds[i];
    units[i].hsa_id = kHsaIds[i];
  }
  std::vector<exchange::System> systems{
      {std::string(kIssuer), "SE1-SYS1", {"SE1-BUP"}},
      {std::string(kIssuer), "SE1-SYS2", {"SE1-BUP", "SE1-SCHOOL"}}};
  return std::make_shared<const exchange::Directory>(std::move(units), std::move(systems));
}

// One for all tests: what it has read of the packages is kept.
validation::WorkbenchPool& workbenches() {
  static SystemClock clock;
  static const auto pool = validation::WorkbenchPool::open(
      []() -> Result<std::unique_ptr<validation::Workbench>> {
        auto packages = std::make_unique<conformance::PackageSet>(r4().types());
        GATEWAY_TRY(auto compiled, r4().packages());
        for (conformance::Package& package : compiled)
          GATEWAY_CHECK(packages->add(std::move(package)));
        return std::make_unique<validation::Workbench>(
            r4(), std::move(packages), std::vector<fhir::Resource>(), clock);
      },
      1);
  return **pool;
}

const search::Extractor& extractor() {
  static const search::Extractor r4_extractor(r4().types());
  return r4_extractor;
}

rest::RestParts parts(FakeDoor& door, FakeReading& reading, Clock& clock, RandomSource& random) {
  return {.door = door,
          .reading = reading,
          .directory = directory(),
          .types = r4().types(),
          .extractor = extractor(),
          .check = [](const fhir::Resource& resource,
                      fhir::IssueLog& log) { validation::check_structure(resource, r4(), log); },
          .workbenches = workbenches(),
          .clock = clock,
          .random = random};
}

}  // namespace

const conformance::Definitions& r4() {
  static const auto definitions = conformance::Definitions::load(GATEWAY_DEFINITIONS);
  return **definitions;
}

FrontTest::FrontTest()
    : peer_(security::ClientIdentity{std::string(kIssuer), "SE1-SYS1", "ab", {}}),
      front_(parts(door_, reading_, clock_, random_),
             {.base_url = std::string(kBase)},
             security::SecretKey::random(random_)) {}

wire::Response FrontTest::send(Asked asked) {
  wire::Request request{.method = asked.method,
                        .target = std::move(asked.target),
                        .headers = {},
                        .body = std::move(asked.body),
                        .peer = peer_,
                        .received = clock_.now(),
                        .request_id = "incident-1"};
  for (wire::Headers::Field& field : asked.headers) {
    request.headers.add(std::move(field.name), std::move(field.value));
  }
  const bool has_body = asked.method == wire::Method::post || asked.method == wire::Method::put ||
                        asked.method == wire::Method::patch;
  if (has_body && !asked.content_type.empty()) {
    request.headers.add("Content-Type", asked.content_type);
  }
  std::optional<wire::Response> answer;
  front_.handle(std::move(request), [&](wire::Response response) { answer = std::move(response); });
  EXPECT_TRUE(answer.has_value()) << "the front gave no answer";
  return std::move(answer).value_or(wire::Response{.status = 0, .headers = {}, .body = {}});
}

fhir::Resource FrontTest::resource_of(const wire::Response& response) {
  fhir::IssueLog findings;
  const auto type = response.headers.find("Content-Type").value_or("");
  const bool is_xml = type.find("xml") != std::string_view::npos;
  const codec::ReadLimits limits{.max_bytes = std::size_t{64} * 1024 * 1024};
  auto resource = is_xml ? codec::read_xml(response.body, r4().types(), limits, findings)
                         : codec::read_json(response.body, r4().types(), limits, findings);
  EXPECT_FALSE(findings.has_errors()) << response.body;
  if (!resource) {
    ADD_FAILURE() << "no resource: " << response.body;
    std::abort();
  }
  return *resource;
}

Outcome FrontTest::outcome_of(const wire::Response& response) {
  const fhir::Resource resource = resource_of(response);
  EXPECT_EQ(resource.type_name(), "OperationOutcome");
  const fhir::Node issue = resource.root().child("issue");
  Outcome outcome{.severity = std::string(issue.child("severity").value()),
                  .code = std::string(issue.child("code").value()),
                  .id = std::string(issue.child("details").child("coding").child("code").value()),
                  .expression = std::string(issue.child("expression").value()),
                  .line = std::string(issue.child("extension").child("valueInteger").value())};
  return outcome;
}

void FrontTest::check(const fhir::Resource& resource, fhir::IssueLog& findings) {
  validation::check_structure(resource, r4(), findings);
}

std::string FrontTest::header(const wire::Response& response, std::string_view name) {
  return std::string(response.headers.find(name).value_or(""));
}

store::StoredResource FrontTest::stored(std::string type, std::string id, std::uint32_t version) {
  store::StoredResource resource;
  resource.json = R"({"resourceType":")" + type + R"(","id":")" + id +
                  R"(","meta":{"versionId":")" + std::to_string(version) + R"("}})";
  resource.ref = {std::move(type), std::move(id), version};
  resource.last_updated = ManualClock::kStart;
  return resource;
}

exchange::Outcome FrontTest::written(std::vector<exchange::Done> all) {
  exchange::Outcome outcome;
  outcome.done = std::move(all);
  return outcome;
}

exchange::Done FrontTest::done(std::string type, std::string id, std::uint32_t version) {
  store::StoredResource as_stored = stored(std::move(type), std::move(id), version);
  return {.ref = std::move(as_stored.ref),
          .last_updated = as_stored.last_updated,
          .created = version == 1,
          .json = std::move(as_stored.json)};
}

}  // namespace gateway::test
