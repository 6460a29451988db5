#include "tests/exchange/exchange_fixture.hpp"

#include <cstdlib>

#include "gateway/codec/json_reader.hpp"
#include "gateway/conformance/definitions.hpp"

namespace gateway::exchange::test {

const fhir::TypeTable& r4_types() {
  static const auto definitions = [] {
    auto loaded = conformance::Definitions::load(TEST_DEFINITIONS);
    if (!loaded) std::abort();
    return std::move(*loaded);
  }();
  return definitions->types();
}

const search::Extractor& r4_extractor() {
  static const search::Extractor extractor(r4_types());
  return extractor;
}

std::shared_ptr<const Directory> make_directory() {
  const UnitEndpoint bup{"https://bup.example:9443/fhir", "SE2321000016-BUPSYS"};
  const UnitEndpoint habilitation{"https://hab.example:9443/fhir", "SE2321000016-HABSYS"};
  std::vector<Unit> units{{kSchool,
                           "SE2120000142-SCHOOL",
                           "school",
                           "Skolan",
                           "school",
                           "SE2120000142-CITY",
                           "school",
                           std::nullopt,
                           {"school-service"},
                           ""},
                          {kBup,
                           "SE2321000016-BUP1",
                           "bup",
                           "BUP",
                           "bup",
                           "SE2321000016-REGION",
                           "region",
                           bup,
                           {"bup-service"},
                           ""},
                          {kSocial,
                           "SE2120000142-SOC1",
                           "social",
                           "Socialtjansten",
                           "social-services",
                           "SE2120000142-CITY",
                           "social-services",
                           std::nullopt,
                           {"social-service"},
                           ""},
                          {kHabilitation,
                           "SE2321000016-HAB1",
                           "habilitation",
                           "Habilitering",
                           "habilitation",
                           "SE2321000016-REGION",
                           "region",
                           habilitation,
                           {"habilitation-service"},
                           ""}};
  std::vector<System> systems{
      {"CN=Test CA", "SE2120000142-SYS1", {"SE2120000142-SCHOOL", "SE2120000142-SOC1"}},
      {"CN=Test CA", "SE2321000016-BUPSYS", {"SE2321000016-BUP1"}}};
  return std::make_shared<const Directory>(std::move(units), std::move(systems));
}

ExchangeTest::ExchangeTest() : store_(r4_types(), clock_), directory_(make_directory()) {
  exchange_ = make_exchange({.reader = store_,
                             .writer = store_,
                             .directory = directory_,
                             .extractor = r4_extractor(),
                             .clock = clock_,
                             .random = random_,
                             .executor = executor_,
                             .base_url = "https://brygga.example/fhir",
                             .in_hand = in_hand_});
}

Caller ExchangeTest::caller(store::OrgKey org, bool with_person) const {
  const Unit* unit = directory_->find_by_key(org);
  Caller caller;
  caller.org = org;
  caller.unit_hsa_id = unit->hsa_id;
  caller.organization_id = unit->id;
  caller.system_hsa_id = "SE2120000142-SYS1";
  caller.certificate = "f00d";
  if (with_person) caller.person = Person{"SE2120000142-P1", "psychologist"};
  caller.request_id = "request";
  return caller;
}

fhir::Resource ExchangeTest::parse(const std::string& json) {
  fhir::IssueLog findings;
  auto tree = codec::read_json(json, r4_types(), codec::ReadLimits{}, findings);
  EXPECT_TRUE(tree && !findings.has_errors()) << json;
  if (!tree) std::abort();
  return *tree;
}

Change ExchangeTest::create(const std::string& json, std::string full_url) {
  return {.resource = parse(json), .full_url = std::move(full_url)};
}

Change ExchangeTest::update(store::OrgKey org,
                            const std::string& type,
                            const std::string& id,
                            const std::vector<Replacement>& replacements) {
  const auto stored = store_.find(org, type, id);
  std::string json = *stored ? (*stored)->json : std::string();
  for (const Replacement& each : replacements) {
    const std::size_t at = json.find(each.what);
    EXPECT_NE(at, std::string::npos) << each.what << " in " << json;
    if (at != std::string::npos) json.replace(at, each.what.size(), each.with);
  }
  return {.interaction = Interaction::update,
          .resource = parse(json),
          .id = id,
          .if_match = (*stored)->ref.version};
}

fhir::Checked<Outcome> ExchangeTest::submit(Command command) {
  std::optional<fhir::Checked<Outcome>> result;
  exchange_->door().submit(std::move(command),
                           [&result](fhir::Checked<Outcome> each) { result = std::move(each); });
  EXPECT_TRUE(result.has_value()) << "no completion";
  if (!result) return std::unexpected(fhir::Failure(Error{}));
  return std::move(*result);
}

fhir::Checked<Outcome> ExchangeTest::submit(store::OrgKey org, std::vector<Change> changes) {
  return submit({.caller = caller(org), .changes = std::move(changes)});
}

ExchangeTest::Case ExchangeTest::refer(store::OrgKey owner, const std::string& status) {
  const std::string organization = "Organization/" + directory_->find_by_key(owner)->id;
  auto done =
      submit(kSchool,
             {create(patient_json(), "urn:uuid:p"),
              create(consent_json("urn:uuid:p"), "urn:uuid:c"),
              create(service_request_json("urn:uuid:p"), "urn:uuid:s"),
              create(task_json(
                  status, "urn:uuid:p", "urn:uuid:s", organization, basis_consent("urn:uuid:c")))});
  EXPECT_THAT(done, IsOk());
  if (!done) return {};
  return {done->done[0].ref.id, done->done[1].ref.id, done->done[2].ref.id, done->done[3].ref.id};
}

void ExchangeTest::move(const Case& referral, store::OrgKey owner, const std::string& status) {
  const std::vector<std::string> path{"received", "accepted", "in-progress"};
  std::string at = "requested";
  for (const std::string& next : path) {
    if (at == status) return;
    const auto done =
        submit(owner,
               {update(owner,
                       "Task",
                       referral.task,
                       {{"\"status\":\"" + at + "\"", "\"status\":\"" + next + "\""}})});
    ASSERT_THAT(done, IsOk());
    at = next;
  }
}

Change ExchangeTest::update_status(store::OrgKey org,
                                   const std::string& task,
                                   const std::string& status) {
  return update(
      org,
      "Task",
      task,
      {{"\"status\":\"" + status_of_task(task, org) + "\"", "\"status\":\"" + status + "\""}});
}

std::string ExchangeTest::ask_to_abort(const Case& referral, store::OrgKey owner) {
  std::string task = task_json("requested",
                               "Patient/" + referral.patient,
                               "Task/" + referral.task,
                               "Organization/" + directory_->find_by_key(owner)->id,
                               "");
  task.replace(task.find("fulfill"), 7, "abort");
  const auto done = submit(kSchool, {create(task)});
  EXPECT_THAT(done, IsOk());
  return done ? done->done[0].ref.id : std::string();
}

std::string ExchangeTest::status_of(const Case& referral, store::OrgKey org) {
  return status_of_task(referral.task, org);
}

std::string ExchangeTest::status_of_task(const std::string& task, store::OrgKey org) {
  const auto stored = store_.find(org, "Task", task);
  if (!stored || !*stored) return "none";
  return std::string(parse((*stored)->json).root().child("status").value());
}

std::vector<Parcel> ExchangeTest::claim() {
  std::vector<Parcel> parcels;
  store::ClaimRequest request;
  request.now = clock_.now();
  exchange_->deliveries().claim(request, [&parcels](Result<std::vector<Parcel>> claimed) {
    ASSERT_THAT(claimed, IsOk());
    parcels = std::move(*claimed);
  });
  return parcels;
}

void ExchangeTest::deliver_all(Verdict verdict) {
  for (std::vector<Parcel> parcels = claim(); !parcels.empty(); parcels = claim()) {
    for (const Parcel& parcel : parcels) {
      exchange_->deliveries().finish(
          parcel.claim,
          {verdict, "ok", "digest", clock_.now() + std::chrono::hours(1)},
          [](Result<void> done) { EXPECT_THAT(done, IsOk()); });
    }
    clock_.advance(std::chrono::seconds(1));
  }
}

bool ExchangeTest::sees(store::OrgKey org, const std::string& type, const std::string& id) {
  const auto found = store_.find(org, type, id);
  return found && found->has_value();
}

std::string patient_json(const std::string& personal_number) {
  return R"({"resourceType":"Patient","identifier":[{"system":"urn:oid:1.2.752.129.2.1.3.1",)"
         R"("value":")" +
         personal_number + R"("}],"name":[{"family":"Testsson"}]})";
}

std::string consent_json(const std::string& patient, const std::string& provision) {
  const std::string all =
      R"("type":"permit","actor":[)"
      R"({"role":{"text":"part"},"reference":{"reference":"Organization/bup"}},)"
      R"({"role":{"text":"part"},"reference":{"reference":"Organization/social"}},)"
      R"({"role":{"text":"part"},"reference":{"reference":"Organization/habilitation"}}])";
  return R"({"resourceType":"Consent","status":"active","scope":{"text":"privacy"},)"
         R"("category":[{"text":"consent"}],"patient":{"reference":")" +
         patient + R"("},"provision":{)" + (provision.empty() ? all : provision) + "}}";
}

std::string service_request_json(const std::string& patient, const std::string& extra) {
  return R"({"resourceType":"ServiceRequest","status":"active","intent":"order",)"
         R"("subject":{"reference":")" +
         patient + R"("})" + extra + "}";
}

std::string task_json(const std::string& status,
                      const std::string& patient,
                      const std::string& focus,
                      const std::string& owner,
                      const std::string& extension) {
  return R"({"resourceType":"Task",)" + extension + R"("status":")" + status +
         R"(","intent":"order","code":{"coding":[)"
         R"({"system":"http://hl7.org/fhir/CodeSystem/task-code","code":"fulfill"}]},)"
         R"("focus":{"reference":")" +
         focus + R"("},"for":{"reference":")" + patient + R"("},"owner":{"reference":")" + owner +
         R"("},"restriction":{"period":{"end":"2024-06-01"}}})";
}

std::string basis_consent(const std::string& consent) {
  return R"("extension":[{"url":"https://brygga.example/fhir/StructureDefinition/basis-consent",)"
         R"("valueReference":{"reference":")" +
         consent + R"("}}],)";
}

std::string legal_basis(const std::string& code) {
  return R"("extension":[{"url":"https://brygga.example/fhir/StructureDefinition/legal-basis",)"
         R"("extension":[{"url":"code","valueCode":")" +
         code +
         R"("},{"url":"decision-maker","valueIdentifier":{"value":"SE2120000142-P1"}},)"
         R"({"url":"reason","valueCode":"care"},{"url":"scope","valueCode":"referral"}]}],)";
}

}  // namespace gateway::exchange::test
