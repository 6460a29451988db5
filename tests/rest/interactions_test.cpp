// Source: FHIR R4, http.html.
#include <map>
#include <set>
#include <string>

#include "gateway/fhir/builder.hpp"

#include "tests/rest/front_test.hpp"

namespace gateway::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using wire::Method;

const std::string kPatient = R"({"resourceType":"Patient","active":true})";
const std::string kOwnPatient = R"({"resourceType":"Patient","id":"1","active":true})";

class InteractionTest : public FrontTest {
 protected:
  wire::Response create(std::vector<wire::Headers::Field> headers = {}) {
    return send({.method = Method::post,
                 .target = "/fhir/Patient",
                 .body = kPatient,
                 .headers = std::move(headers)});
  }
  wire::Response update(std::vector<wire::Headers::Field> headers = {}) {
    return send({.method = Method::put,
                 .target = "/fhir/Patient/1",
                 .body = kOwnPatient,
                 .headers = std::move(headers)});
  }
};

// --- read ---

// What http may handle on the thread of a connection.
TEST_F(InteractionTest, OnlyAReadByIdInJsonIsBrief) {
  const auto is_brief = [this](wire::Method method, std::string target, std::string accept) {
    wire::Request request;
    request.method = method;
    request.target = std::move(target);
    request.headers.add("Accept", std::move(accept));
    return front_.is_brief(request);
  };
  const std::string json = "application/fhir+json";

  EXPECT_TRUE(is_brief(wire::Method::get, "/fhir/Task/1", json));
  EXPECT_FALSE(is_brief(wire::Method::get, "/fhir/Task/1", "application/fhir+XML"));
  EXPECT_FALSE(is_brief(wire::Method::get, "/fhir/Task/1?_format=xml", json));
  EXPECT_FALSE(is_brief(wire::Method::put, "/fhir/Task/1", json));
  for (const std::string target : {"/fhir",
                                   "/fhir/",
                                   "/fhir/metadata",
                                   "/fhir/Task",
                                   "/fhir/Task/",
                                   "/fhir/Task/_search",
                                   "/fhir/Task/$validate",
                                   "/fhir/Task/1/_history",
                                   "/elsewhere/Task/1",
                                   ""}) {
    EXPECT_FALSE(is_brief(wire::Method::get, target, json)) << target;
  }
}

TEST_F(InteractionTest, GivesWhatIsStoredAsItIs) {
  reading_.stored = stored("Task", "7", 3);

  const auto response = get("/fhir/Task/7");

  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.body, reading_.stored.json);
  EXPECT_EQ(header(response, "ETag"), "W/\"3\"");
  EXPECT_EQ(header(response, "Last-Modified"), "Wed, 01 May 2024 12:00:00 GMT");
  EXPECT_THAT(header(response, "Content-Type"), HasSubstr("application/fhir+json"));
  EXPECT_THAT(header(response, "Content-Type"), HasSubstr("charset="));
  EXPECT_EQ(reading_.asked.front().org, 1);
  EXPECT_EQ(reading_.asked.front().version, std::nullopt);
}

TEST_F(InteractionTest, ReadsTheVersionThatThePathNames) {
  reading_.stored = stored("Task", "7", 2);

  EXPECT_EQ(get("/fhir/Task/7/_history/2").status, 200U);
  EXPECT_EQ(reading_.asked.front().version, 2U);
}

TEST_F(InteractionTest, AVersionTakesHeadAndWhatTheCallerHasAlready) {
  reading_.stored = stored("Task", "7", 2);
  const std::string target = "/fhir/Task/7/_history/2";

  const auto head = send({.method = Method::head, .target = target});
  const auto known = send({.target = target, .headers = {{"If-None-Match", "W/\"2\""}}});
  const auto other = send({.target = target, .headers = {{"If-None-Match", "W/\"1\""}}});

  EXPECT_EQ(head.status, 200U);
  EXPECT_EQ(header(head, "ETag"), "W/\"2\"");
  EXPECT_EQ(known.status, 304U);
  EXPECT_EQ(known.body, "");
  EXPECT_EQ(header(known, "ETag"), "W/\"2\"");
  EXPECT_EQ(other.status, 200U);
}

TEST_F(InteractionTest, WhatWasDeletedIsGoneAndSaysInWhichVersion) {
  reading_.stored = stored("Task", "7", 3);
  reading_.stored.deleted = true;

  for (const std::string target : {"/fhir/Task/7", "/fhir/Task/7/_history/3"}) {
    const auto response = get(target);

    EXPECT_EQ(response.status, 410U);
    EXPECT_EQ(header(response, "ETag"), "W/\"3\"");
    EXPECT_EQ(header(response, "Last-Modified"), "Wed, 01 May 2024 12:00:00 GMT");
    EXPECT_THAT(response.body, HasSubstr("EXCHANGE-GONE"));
  }
}

TEST_F(InteractionTest, WritesXmlAndPrettyTextOnRequest) {
  reading_.stored = stored("Task", "7", 3);

  const auto xml = get("/fhir/Task/7?_format=xml");
  const auto pretty = get("/fhir/Task/7?_pretty=true");

  EXPECT_THAT(xml.body, HasSubstr("<Task xmlns=\"http://hl7.org/fhir\">"));
  EXPECT_EQ(resource_of(xml).id(), "7");
  EXPECT_THAT(pretty.body, HasSubstr("\n"));
  EXPECT_EQ(resource_of(pretty).id(), "7");
}

TEST_F(InteractionTest, SaysThatAKnownVersionHasNotChanged) {
  reading_.stored = stored("Task", "7", 3);

  const auto known =
      send({.target = "/fhir/Task/7", .headers = {{"If-None-Match", "W/\"2\", W/\"3\""}}});
  const auto old = send({.target = "/fhir/Task/7", .headers = {{"If-None-Match", "W/\"2\""}}});

  EXPECT_EQ(known.status, 304U);
  EXPECT_THAT(known.body, IsEmpty());
  EXPECT_EQ(header(known, "ETag"), "W/\"3\"");
  EXPECT_EQ(old.status, 200U);
}

TEST_F(InteractionTest, AnswersNotModifiedByDateUnlessThereIsATag) {
  reading_.stored = stored("Task", "7", 3);
  reading_.stored.last_updated += std::chrono::milliseconds(250);
  const auto status = [&](std::vector<wire::Headers::Field> headers) {
    return send({.target = "/fhir/Task/7", .headers = std::move(headers)}).status;
  };
  const std::string same = "Wed, 01 May 2024 12:00:00 GMT";

  EXPECT_EQ(status({{"If-Modified-Since", same}}), 304U);
  EXPECT_EQ(status({{"If-Modified-Since", "Wed, 01 May 2024 12:00:01 GMT"}}), 304U);
  EXPECT_EQ(status({{"If-Modified-Since", "Wed, 01 May 2024 11:59:59 GMT"}}), 200U);
  EXPECT_EQ(status({{"If-Modified-Since", "yesterday"}}), 200U);
  EXPECT_EQ(status({{"If-Modified-Since", same}, {"If-Modified-Since", same}}), 200U);
  EXPECT_EQ(status({{"If-None-Match", "W/\"2\""}, {"If-Modified-Since", same}}), 200U);
  EXPECT_EQ(status({{"If-None-Match", "W/\"3\""},
                    {"If-Modified-Since", "Wed, 01 May 2024 11:59:59 GMT"}}),
            304U);
}

TEST_F(InteractionTest, TakesPrettyAsATruthValueOnly) {
  reading_.stored = stored("Task", "7", 3);

  EXPECT_EQ(get("/fhir/Task/7?_pretty=false").body, reading_.stored.json);
  EXPECT_EQ(outcome_of(get("/fhir/Task/7?_pretty=yes")).id, "HTTP-PRETTY");
}

TEST_F(InteractionTest, ReadsForHeadAsForGet) {
  reading_.stored = stored("Task", "7", 3);

  EXPECT_EQ(send({.method = Method::head, .target = "/fhir/Task/7"}).status, 200U);
}

// --- create and update ---

TEST_F(InteractionTest, CreatesAndSaysWhere) {
  door_.accept(written({done("Patient", "new", 1)}));

  const auto response = create();

  EXPECT_EQ(response.status, 201U);
  EXPECT_EQ(header(response, "Location"), "https://brygga.example/fhir/Patient/new/_history/1");
  EXPECT_EQ(header(response, "ETag"), "W/\"1\"");
  EXPECT_EQ(resource_of(response).id(), "new");
  ASSERT_THAT(door_.commands, SizeIs(1));
  EXPECT_EQ(door_.commands.front().origin, exchange::Origin::rest);
  EXPECT_EQ(door_.commands.front().changes.front().interaction, exchange::Interaction::create);
  EXPECT_EQ(door_.commands.front().caller.organization_id, "bup");
  EXPECT_FALSE(door_.commands.front().idempotent.has_value());
}

TEST_F(InteractionTest, UpdatesTheVersionThatTheCallerSaw) {
  door_.accept(written({done("Patient", "1", 5)}));

  const auto response = update({{"If-Match", "W/\"4\""}});

  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(header(response, "ETag"), "W/\"5\"");
  EXPECT_EQ(header(response, "Location"), "");
  const exchange::Change& change = door_.commands.front().changes.front();
  EXPECT_EQ(change.interaction, exchange::Interaction::update);
  EXPECT_EQ(change.id, "1");
  EXPECT_EQ(change.if_match, 4U);
}

TEST_F(InteractionTest, LeavesAMissingIfMatchToTheDoor) {
  door_.refuse(Error{ErrorKind::precondition_required, "EXCHANGE-IF-MATCH", "If-Match, please."});

  const auto response = update();

  EXPECT_EQ(response.status, 428U);
  EXPECT_EQ(outcome_of(response).id, "EXCHANGE-IF-MATCH");
  EXPECT_EQ(door_.commands.front().changes.front().if_match, std::nullopt);
}

TEST_F(InteractionTest, AnswersWithWhatThePreferenceAsksFor) {
  door_.accept(written({done("Patient", "new", 1)}));

  const auto minimal = create({{"Prefer", "handling=strict; return=minimal"}});
  const auto outcome = create({{"Prefer", "return=OperationOutcome"}});

  EXPECT_EQ(minimal.status, 201U);
  EXPECT_THAT(minimal.body, IsEmpty());
  EXPECT_EQ(outcome.status, 201U);
  EXPECT_EQ(outcome_of(outcome).severity, "information");
}

// Taken, with a warning: the narrative has an image that lies elsewhere.
const std::string kWarned =
    R"({"resourceType":"Patient","text":{"status":"additional","div":)"
    R"("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>x</p><img src=\"https://e.example/i\"/></div>"}})";

exchange::Outcome with_warning(exchange::Outcome outcome, std::string expression) {
  outcome.warnings.add({.severity = fhir::Severity::warning,
                        .code = "business-rule",
                        .id = "DOOR-WARNING",
                        .text = "The door warns.",
                        .expression = std::move(expression)});
  return outcome;
}

std::vector<std::string> ids_of(const fhir::Resource& outcome) {
  std::vector<std::string> ids;
  for (const fhir::Node issue : outcome.root().children("issue"))
    ids.emplace_back(issue.child("details").child("coding").child("code").value());
  return ids;
}

TEST_F(InteractionTest, ShowsTheWarningsAboutWhatItTook) {
  door_.accept(with_warning(written({done("Patient", "new", 1)}), "Patient.active"));

  const auto outcome = send({.method = Method::post,
                             .target = "/fhir/Patient",
                             .body = kWarned,
                             .headers = {{"Prefer", "return=OperationOutcome"}}});
  const auto whole = send({.method = Method::post, .target = "/fhir/Patient", .body = kWarned});

  EXPECT_EQ(outcome.status, 201U);
  EXPECT_EQ(ids_of(resource_of(outcome)),
            (std::vector<std::string>{"VAL-XHTML-OUTSIDE", "DOOR-WARNING"}));
  EXPECT_EQ(outcome_of(outcome).severity, "warning");
  EXPECT_EQ(outcome_of(outcome).line, "1");
  EXPECT_EQ(header(outcome, "ETag"), "W/\"1\"");
  EXPECT_EQ(resource_of(whole).type_name(), "Patient");
}

TEST_F(InteractionTest, HandsTheKeyOfARequestToTheDoor) {
  door_.accept(written({done("Patient", "new", 1)}));

  const auto response = create({{"X-Request-ID", std::string(kRequestId)}});

  EXPECT_EQ(header(response, "X-Request-ID"), kRequestId);
  ASSERT_TRUE(door_.commands.front().idempotent.has_value());
  EXPECT_EQ(door_.commands.front().idempotent->request_id, kRequestId);
  EXPECT_THAT(door_.commands.front().idempotent->request_hash, SizeIs(64));
}

TEST_F(InteractionTest, HashesMethodUrlIfMatchAndBody) {
  door_.accept(written({done("Patient", "1", 5)}));
  const wire::Headers::Field id{"X-Request-ID", std::string(kRequestId)};

  update({id, {"If-Match", "W/\"4\""}});
  update({id, {"If-Match", "W/\"4\""}});
  update({id, {"If-Match", "W/\"3\""}});
  create({id});
  send({.method = Method::put,
        .target = "/fhir/Patient/1",
        .body = kOwnPatient + " ",
        .headers = {id, {"If-Match", "W/\"4\""}}});

  std::set<std::string> hashes;
  for (const exchange::Command& command : door_.commands) {
    hashes.insert(command.idempotent->request_hash);
  }
  EXPECT_THAT(door_.commands, SizeIs(5));
  EXPECT_THAT(hashes, SizeIs(4));
}

TEST_F(InteractionTest, MarksAReplayedAnswer) {
  door_.accept(written({done("Patient", "new", 1)}));
  door_.replay = true;

  const auto response = create({{"X-Request-ID", std::string(kRequestId)}});

  EXPECT_EQ(response.status, 201U);
  EXPECT_EQ(header(response, "Idempotent-Replayed"), "true");
}

TEST_F(InteractionTest, GivesTheDoorUnitPersonAndCorrelation) {
  door_.accept(written({done("Patient", "new", 1)}));

  const auto response =
      create({{"X-Acting-Person", "SE1-P; role=\"physician\""}, {"X-Correlation-ID", "case-17"}});

  const exchange::Caller& caller = door_.commands.front().caller;
  EXPECT_EQ(caller.unit_hsa_id, "SE1-BUP");
  ASSERT_TRUE(caller.person.has_value());
  EXPECT_EQ(caller.person->id, "SE1-P");
  EXPECT_EQ(caller.person->role, "physician");
  EXPECT_EQ(caller.correlation_id, "case-17");
  EXPECT_EQ(caller.request_id, "incident-1");
  EXPECT_EQ(header(response, "X-Correlation-ID"), "case-17");
}

// --- failures of the door, one for each kind ---

struct KindCase {
  ErrorKind kind;
  unsigned status;
  std::string_view code;
};

class ErrorKindTest : public FrontTest, public ::testing::WithParamInterface<KindCase> {};

TEST_P(ErrorKindTest, HasItsStatusAndIssueCode) {
  door_.refuse(Error{GetParam().kind, "SOME-ID", "Some sentence."});

  const auto response = send({.method = Method::post, .target = "/fhir/Patient", .body = kPatient});

  EXPECT_EQ(response.status, GetParam().status);
  EXPECT_EQ(outcome_of(response).code, GetParam().code);
  EXPECT_EQ(outcome_of(response).id, "SOME-ID");
}

INSTANTIATE_TEST_SUITE_P(
    Kinds,
    ErrorKindTest,
    ::testing::Values(KindCase{ErrorKind::malformed, 400, "structure"},
                      KindCase{ErrorKind::invalid, 422, "invalid"},
                      KindCase{ErrorKind::not_supported, 400, "not-supported"},
                      KindCase{ErrorKind::unauthenticated, 401, "login"},
                      KindCase{ErrorKind::forbidden, 403, "forbidden"},
                      KindCase{ErrorKind::not_found, 404, "not-found"},
                      KindCase{ErrorKind::gone, 410, "deleted"},
                      KindCase{ErrorKind::conflict, 409, "conflict"},
                      KindCase{ErrorKind::precondition_failed, 412, "conflict"},
                      KindCase{ErrorKind::precondition_required, 428, "required"},
                      KindCase{ErrorKind::too_costly, 422, "too-costly"},
                      KindCase{ErrorKind::too_large, 413, "too-long"},
                      KindCase{ErrorKind::not_acceptable, 406, "not-supported"},
                      KindCase{ErrorKind::unsupported_media, 415, "not-supported"},
                      KindCase{ErrorKind::throttled, 429, "throttled"},
                      KindCase{ErrorKind::unavailable, 503, "transient"},
                      KindCase{ErrorKind::storage_full, 507, "no-store"},
                      KindCase{ErrorKind::timeout, 504, "timeout"},
                      KindCase{ErrorKind::internal, 500, "exception"}));

TEST_F(InteractionTest, SaysWhenToTryAgain) {
  door_.refuse(Error{ErrorKind::unavailable, "STORE-BUSY", "The queue is full."});

  EXPECT_EQ(header(create(), "Retry-After"), "1");
}

TEST_F(InteractionTest, ShowsEveryIssueOfTheDoor) {
  fhir::IssueLog issues;
  issues.add(
      {.code = "business-rule", .id = "EXCHANGE-GUARD", .text = "a", .expression = "Task.status"});
  issues.add({.code = "informational", .id = "EXCHANGE-LEGAL", .text = "accept", .expression = ""});
  door_.refuse({Error{ErrorKind::conflict, "EXCHANGE-GUARD", "Not now."}, std::move(issues)});

  const auto response = create();

  EXPECT_EQ(response.status, 409U);
  EXPECT_THAT(resource_of(response).root().children("issue"), SizeIs(2));
}

// --- transaction ---

TEST_F(InteractionTest, CarriesOutATransactionInOrder) {
  door_.accept(written({done("Patient", "new", 1), done("Patient", "1", 5)}));
  const std::string body =
      R"({"resourceType":"Bundle","type":"transaction","entry":[)"
      R"({"fullUrl":"urn:uuid:f47ac10b-58cc-4372-a567-0e02b2c3d479","resource":)" +
      kPatient +
      R"(,"request":{"method":"POST","url":"Patient"}},{"fullUrl":)"
      R"("https://brygga.example/fhir/Patient/1","resource":)" +
      kOwnPatient + R"(,"request":{"method":"PUT","url":"Patient/1","ifMatch":"W/\"4\""}}]})";

  const auto response = send({.method = Method::post, .target = "/fhir", .body = body});

  ASSERT_EQ(response.status, 200U) << response.body;
  const auto& changes = door_.commands.front().changes;
  ASSERT_THAT(changes, SizeIs(2));
  EXPECT_EQ(door_.commands.front().origin, exchange::Origin::transaction);
  EXPECT_EQ(changes[0].full_url, "urn:uuid:f47ac10b-58cc-4372-a567-0e02b2c3d479");
  EXPECT_EQ(changes[0].expression, "Bundle.entry[0].resource");
  EXPECT_EQ(changes[1].interaction, exchange::Interaction::update);
  EXPECT_EQ(changes[1].if_match, 4U);

  const fhir::Resource bundle = resource_of(response);
  EXPECT_EQ(bundle.root().child("type").value(), "transaction-response");
  const fhir::Nodes entries = bundle.root().children("entry");
  ASSERT_THAT(entries, SizeIs(2));
  const fhir::Node first = entries[0].child("response");
  EXPECT_EQ(first.child("status").value(), "201 Created");
  EXPECT_EQ(first.child("location").value(), "https://brygga.example/fhir/Patient/new/_history/1");
  EXPECT_EQ(first.child("etag").value(), "W/\"1\"");
  EXPECT_EQ(first.child("lastModified").value(), "2024-05-01T12:00:00.000Z");
  EXPECT_EQ(entries[1].child("response").child("status").value(), "200 OK");
  EXPECT_FALSE(entries[0].child("resource"));
}

TEST_F(InteractionTest, ShowsTheWarningsOfEachEntryOfATransaction) {
  door_.accept(with_warning(written({done("Patient", "a", 1), done("Patient", "b", 1)}),
                            "Bundle.entry[0].resource"));
  const std::string body =
      R"({"resourceType":"Bundle","type":"transaction","entry":[{"resource":)" + kPatient +
      R"(,"request":{"method":"POST","url":"Patient"}},{"resource":)" + kWarned +
      R"(,"request":{"method":"POST","url":"Patient"}}]})";

  const auto response = send({.method = Method::post, .target = "/fhir", .body = body});

  const fhir::Resource bundle = resource_of(response);
  const fhir::Nodes entries = bundle.root().children("entry");
  ASSERT_THAT(entries, SizeIs(2)) << response.body;
  const auto outcome = [&](std::size_t i) {
    return bundle.part(entries[i].child("response").child("outcome"));
  };
  EXPECT_EQ(ids_of(outcome(0)), std::vector<std::string>{"DOOR-WARNING"});
  EXPECT_EQ(ids_of(outcome(1)), std::vector<std::string>{"VAL-XHTML-OUTSIDE"});
}

TEST_F(InteractionTest, GivesEachEntryAnOutcomeIfThatIsPreferred) {
  door_.accept(written({done("Patient", "a", 1)}));
  const std::string body =
      R"({"resourceType":"Bundle","type":"transaction","entry":[{"resource":)" + kPatient +
      R"(,"request":{"method":"POST","url":"Patient"}}]})";

  const auto without = send({.method = Method::post, .target = "/fhir", .body = body});
  const auto with = send({.method = Method::post,
                          .target = "/fhir",
                          .body = body,
                          .headers = {{"Prefer", "return=OperationOutcome"}}});

  const fhir::Resource plain = resource_of(without);
  EXPECT_FALSE(plain.root().child("entry").child("response").child("outcome"));
  const fhir::Resource asked = resource_of(with);
  EXPECT_EQ(ids_of(asked.part(asked.root().child("entry").child("response").child("outcome"))),
            std::vector<std::string>{"ISSUES-NONE"});
}

std::string bundle_of(std::size_t entries) {
  std::string body = R"({"resourceType":"Bundle","type":"transaction","entry":[)";
  for (std::size_t i = 0; i < entries; ++i) {
    if (i > 0) body += ',';
    body += R"({"resource":)" + kPatient + R"(,"request":{"method":"POST","url":"Patient"}})";
  }
  return body + "]}";
}

TEST_F(InteractionTest, TakesEntriesUpToTheLimit) {
  const auto at_limit = send({.method = Method::post, .target = "/fhir", .body = bundle_of(5000)});
  const auto beyond = send({.method = Method::post, .target = "/fhir", .body = bundle_of(5001)});

  EXPECT_EQ(at_limit.status, 200U);
  ASSERT_THAT(door_.commands, SizeIs(1));
  EXPECT_THAT(door_.commands.front().changes, SizeIs(5000));
  EXPECT_EQ(beyond.status, 413U);
  EXPECT_EQ(outcome_of(beyond).id, "BUNDLE-TOO-MANY-ENTRIES");
}

// --- operations and capabilities ---

TEST_F(InteractionTest, ShowsTheLegalActionsOfATask) {
  fhir::Builder b(r4().types(), "Parameters");
  reading_.parameters = std::move(b).finish();

  EXPECT_EQ(get("/fhir/Task/7/$actions").status, 200U);
  EXPECT_EQ(reading_.asked.front().id, "7");
}

TEST_F(InteractionTest, RecordsThatAPersonHasReadATask) {
  door_.accept(written({done("Task", "7", 4)}));

  const auto response = send({.method = Method::post,
                              .target = "/fhir/Task/7/$read",
                              .headers = {{"X-Acting-Person", "SE1-P; role=physician"}}});

  EXPECT_EQ(response.status, 200U);
  EXPECT_THAT(door_.read_tasks, ::testing::ElementsAre("7"));
  EXPECT_EQ(door_.read_by.front().person->id, "SE1-P");
  EXPECT_EQ(header(response, "ETag"), "W/\"4\"");
}

TEST_F(InteractionTest, DescribesItselfToAnybody) {
  peer_.reset();

  const auto response = get("/fhir/metadata");

  ASSERT_EQ(response.status, 200U);
  const fhir::Resource statement = resource_of(response);
  EXPECT_EQ(statement.type_name(), "CapabilityStatement");
  EXPECT_THAT(response.body, HasSubstr(R"("code":"transaction")"));
  EXPECT_THAT(response.body, HasSubstr(R"("name":"owner","type":"reference")"));
  EXPECT_THAT(response.body, HasSubstr("MessageHeader-process-message"));
}

TEST_F(InteractionTest, OffersToWriteOnlyWhatTheExchangeTakes) {
  const fhir::Resource statement = resource_of(get("/fhir/metadata"));
  std::map<std::string, std::set<std::string>> offered;
  for (const fhir::Node type : statement.root().child("rest").children("resource")) {
    auto& codes = offered[std::string(type.child("type").value())];
    for (const fhir::Node each : type.children("interaction"))
      codes.emplace(each.child("code").value());
  }

  const std::set<std::string> reading{
      "read", "vread", "history-instance", "history-type", "search-type"};
  for (const char* type : {"Organization", "StructureDefinition", "AuditEvent", "CareTeam"})
    EXPECT_EQ(offered[type], reading) << type;
  std::set<std::string> all = reading;
  all.insert({"create", "update", "patch"});
  for (const char* type : {"Task", "Consent", "CarePlan"})
    EXPECT_EQ(offered[type], all) << type;
  all.insert("delete");
  for (const char* type : {"Patient", "Immunization"})
    EXPECT_EQ(offered[type], all) << type;
}

TEST_F(InteractionTest, DescribesItselfAsAnR4Resource) {
  const auto response = get("/fhir/metadata");
  fhir::IssueLog findings;

  check(resource_of(response), findings);

  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(resource_of(response).type_name(), "CapabilityStatement");
  EXPECT_TRUE(findings.empty()) << findings.issues().front().id << ' '
                                << findings.issues().front().expression;
}

}  // namespace
}  // namespace gateway::test
