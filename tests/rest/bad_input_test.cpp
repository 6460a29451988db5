// Whatever is wrong with a request: the status, an OperationOutcome, and nothing at the door.
#include <ostream>
#include <string>
#include <vector>

#include "tests/rest/front_test.hpp"

namespace gateway::test {
namespace {

using wire::Method;

const std::string kPatient = R"({"resourceType":"Patient","active":true})";

std::string deep(std::size_t levels) {
  std::string text = R"({"resourceType":"Patient","extension":)";
  for (std::size_t i = 0; i < levels; ++i)
    text += R"([{"extension":)";
  return text;
}

struct BadCase {
  std::string name;
  Asked asked;
  unsigned status = 0;
  std::string code;
  std::string id;
  std::string expression = {};
};

void PrintTo(const BadCase& bad, std::ostream* out) {
  *out << bad.name;
}

class BadInputTest : public FrontTest, public ::testing::WithParamInterface<BadCase> {};

TEST_P(BadInputTest, IsRefusedWithAnOutcomeAndReachesNothing) {
  const BadCase& bad = GetParam();

  const auto response = send(bad.asked);

  EXPECT_EQ(response.status, bad.status) << response.body;
  const Outcome outcome = outcome_of(response);
  EXPECT_THAT(outcome.severity, ::testing::AnyOf("error", "fatal"));
  const auto is_or_any = [](const std::string& wanted) {
    return ::testing::AnyOf(wanted,
                            ::testing::Truly([wanted](const auto&) { return wanted.empty(); }));
  };
  EXPECT_THAT(outcome.code, is_or_any(bad.code)) << response.body;
  EXPECT_THAT(outcome.id, is_or_any(bad.id));
  EXPECT_FALSE(outcome.id.empty());
  EXPECT_THAT(outcome.expression, is_or_any(bad.expression));
  EXPECT_TRUE(door_.commands.empty());
  EXPECT_TRUE(reading_.asked.empty());
  EXPECT_EQ(header(response, "Cache-Control"), "no-store");
  EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff");
  EXPECT_FALSE(header(response, "X-Request-ID").empty());
}

Asked post(std::string target, std::string body) {
  return {.method = Method::post, .target = std::move(target), .body = std::move(body)};
}
Asked post_as(std::string type, std::string body) {
  return {.method = Method::post,
          .target = "/fhir/Patient",
          .body = std::move(body),
          .content_type = std::move(type)};
}
Asked put(std::string target, std::string body) {
  return {.method = Method::put, .target = std::move(target), .body = std::move(body)};
}
Asked with(Asked asked, std::string name, std::string value) {
  asked.headers.push_back({std::move(name), std::move(value)});
  return asked;
}
Asked just_get(std::string target) {
  return {.target = std::move(target)};
}
Asked by(Method method, std::string target) {
  return {.method = method, .target = std::move(target), .content_type = {}};
}
std::string bundle(std::string_view type, std::string_view entries) {
  return R"({"resourceType":"Bundle","type":")" + std::string(type) + R"(","entry":[)" +
         std::string(entries) + "]}";
}

INSTANTIATE_TEST_SUITE_P(
    Bodies,
    BadInputTest,
    ::testing::Values(
        BadCase{"empty", post("/fhir/Patient", ""), 400, "structure", ""},
        BadCase{"no JSON", post("/fhir/Patient", "{"), 400, "structure", ""},
        BadCase{"garbage after", post("/fhir/Patient", kPatient + "x"), 400, "structure", ""},
        BadCase{"NUL after",
                post("/fhir/Patient", kPatient + std::string(1, '\0') + "x"),
                400,
                "structure",
                ""},
        BadCase{"NUL inside",
                post("/fhir/Patient", R"({"resourceType":"Patient","id":"\u0000"})"),
                400,
                "structure",
                ""},
        BadCase{"bad UTF-8",
                post("/fhir/Patient", "{\"resourceType\":\"Patient\",\"language\":\"\xff\"}"),
                400,
                "structure",
                ""},
        BadCase{"duplicate key",
                post("/fhir/Patient", R"({"resourceType":"Patient","active":true,"active":true})"),
                400,
                "structure",
                ""},
        BadCase{
            "no resourceType", post("/fhir/Patient", R"({"active":true})"), 400, "structure", ""},
        BadCase{"too deep", post("/fhir/Patient", deep(100000)), 413, "", ""},
        BadCase{"XML said to be JSON", post("/fhir/Patient", "<Patient/>"), 400, "structure", ""},
        BadCase{
            "JSON said to be XML", post_as("application/fhir+xml", kPatient), 400, "structure", ""},
        BadCase{"XML bomb",
                post_as("application/fhir+xml",
                        "<!DOCTYPE p [<!ENTITY a \"x\"><!ENTITY b \"&a;&a;\">]>"
                        "<Patient xmlns=\"http://hl7.org/fhir\"/>"),
                400,
                "structure",
                ""},
        BadCase{
            "two XML roots",
            post_as("application/fhir+xml", "<Patient xmlns=\"http://hl7.org/fhir\"/><Patient/>"),
            400,
            "structure",
            ""},
        BadCase{"no FHIR namespace",
                post_as("application/fhir+xml", "<Patient/>"),
                400,
                "structure",
                ""},
        BadCase{"another type",
                post("/fhir/Task", kPatient),
                400,
                "structure",
                "HTTP-BODY-TYPE",
                "Patient"},
        BadCase{"missing status",
                post("/fhir/Task", R"({"resourceType":"Task","intent":"order"})"),
                400,
                "",
                "",
                ""},
        BadCase{"code outside the value set",
                post("/fhir/Task", R"({"resourceType":"Task","status":"x","intent":"order"})"),
                400,
                "",
                "",
                "Task.status"},
        BadCase{"too large",
                post("/fhir/Patient", std::string(2 * 1024 * 1024 + 1, ' ')),
                413,
                "too-long",
                "HTTP-BODY-TOO-LARGE"}));

INSTANTIATE_TEST_SUITE_P(
    Headers,
    BadInputTest,
    ::testing::Values(
        BadCase{
            "no Content-Type", post_as("", kPatient), 415, "not-supported", "HTTP-CONTENT-TYPE"},
        BadCase{"text/plain", post_as("text/plain", kPatient), 415, "not-supported", ""},
        BadCase{"another charset",
                post_as("application/fhir+json; charset=latin1", kPatient),
                415,
                "not-supported",
                ""},
        BadCase{"compressed",
                with(post("/fhir/Patient", kPatient), "Content-Encoding", "gzip"),
                415,
                "not-supported",
                "HTTP-CONTENT-ENCODING"},
        BadCase{"no format of ours",
                with(just_get("/fhir/Patient/1"), "Accept", "text/turtle"),
                406,
                "not-supported",
                ""},
        BadCase{"no _format of ours",
                just_get("/fhir/Patient/1?_format=ttl"),
                406,
                "not-supported",
                ""},
        BadCase{"no UUID",
                with(post("/fhir/Patient", kPatient), "X-Request-ID", "1"),
                400,
                "structure",
                "HTTP-REQUEST-ID"},
        BadCase{"If-Match without quotes",
                with(put("/fhir/Patient/1", kPatient), "If-Match", "1"),
                400,
                "structure",
                "HTTP-IF-MATCH"},
        BadCase{"If-Match *",
                with(put("/fhir/Patient/1", kPatient), "If-Match", "*"),
                400,
                "structure",
                "HTTP-IF-MATCH"},
        BadCase{"condition without criteria",
                with(post("/fhir/Patient", kPatient), "If-None-Exist", "_count=1"),
                400,
                "structure",
                "REST-CONDITION"},
        BadCase{"condition on a part of a text",
                with(post("/fhir/Patient", kPatient), "If-None-Exist", "name:contains=ek"),
                400,
                "not-supported",
                "REST-CONDITION-TEXT"},
        BadCase{"update without id and criteria",
                put("/fhir/Patient", kPatient),
                400,
                "structure",
                "REST-CONDITION"},
        BadCase{"person without role",
                with(just_get("/fhir/Patient/1"), "X-Acting-Person", "SE1-P"),
                400,
                "structure",
                "HTTP-ACTING-PERSON"},
        BadCase{"unit not listed",
                with(just_get("/fhir/Patient/1"), "X-Acting-Unit", "SE1-OTHER"),
                403,
                "forbidden",
                ""},
        BadCase{"correlation with spaces",
                with(just_get("/fhir/Patient/1"), "X-Correlation-ID", "a b"),
                400,
                "structure",
                "HTTP-CORRELATION-ID"}));

INSTANTIATE_TEST_SUITE_P(
    Paths,
    BadInputTest,
    ::testing::Values(
        BadCase{"unknown type", just_get("/fhir/Patent/1"), 404, "not-found", "HTTP-UNKNOWN-TYPE"},
        BadCase{"abstract type",
                just_get("/fhir/DomainResource/1"),
                404,
                "not-found",
                "HTTP-UNKNOWN-TYPE"},
        BadCase{"data type", just_get("/fhir/HumanName"), 404, "not-found", "HTTP-UNKNOWN-TYPE"},
        BadCase{"unknown type, unknown method",
                by(Method::delete_, "/fhir/Patent/1"),
                404,
                "not-found",
                "HTTP-UNKNOWN-TYPE"},
        BadCase{"unknown operation",
                post("/fhir/Patient/$everything", "{}"),
                404,
                "not-found",
                "HTTP-UNKNOWN-OPERATION"},
        BadCase{"unknown system operation",
                post("/fhir/$export", "{}"),
                404,
                "not-found",
                "HTTP-UNKNOWN-OPERATION"},
        BadCase{"unknown operation of a Task",
                just_get("/fhir/Task/1/$foo"),
                404,
                "not-found",
                "HTTP-UNKNOWN-OPERATION"},
        BadCase{"too long",
                just_get("/fhir/Task/1/_history/1/2"),
                404,
                "not-found",
                "HTTP-UNKNOWN-PATH"},
        BadCase{"bad escape", just_get("/fhir/Task/%zz"), 400, "structure", "HTTP-PATH"},
        BadCase{"no id", just_get("/fhir/Task/a%20b"), 400, "structure", "HTTP-ID"},
        BadCase{"id too long",
                just_get("/fhir/Task/" + std::string(65, 'a')),
                400,
                "structure",
                "HTTP-ID"},
        BadCase{"version zero",
                just_get("/fhir/Task/1/_history/0"),
                404,
                "not-found",
                "REST-VERSION-UNKNOWN"},
        BadCase{"compartment",
                just_get("/fhir/Patient/1/Task"),
                400,
                "not-supported",
                "HTTP-NOT-OFFERED"},
        BadCase{"delete", by(Method::delete_, "/fhir/Task/1"), 405, "not-supported", "HTTP-METHOD"},
        BadCase{"patch", by(Method::patch, "/fhir/metadata"), 405, "not-supported", "HTTP-METHOD"},
        BadCase{"patch without a type of body",
                by(Method::patch, "/fhir/Task/1"),
                415,
                "not-supported",
                "HTTP-CONTENT-TYPE"},
        BadCase{"conditional update of another type",
                put("/fhir/Task?identifier=1", kPatient),
                400,
                "structure",
                "HTTP-BODY-TYPE"},
        BadCase{"read with parameters",
                just_get("/fhir/Task/1?status=x"),
                400,
                "not-supported",
                "HTTP-URL-PARAMETER"},
        BadCase{"body and URL disagree",
                put("/fhir/Patient/2", R"({"resourceType":"Patient","id":"1"})"),
                400,
                "structure",
                "HTTP-BODY-ID",
                "Patient.id"},
        BadCase{"update without id",
                put("/fhir/Patient/2", kPatient),
                400,
                "structure",
                "HTTP-BODY-ID",
                "Patient.id"}));

const std::string kEntry =
    R"({"fullUrl":"urn:uuid:f47ac10b-58cc-4372-a567-0e02b2c3d479","resource":)" + kPatient +
    R"(,"request":{"method":"POST","url":"Patient"}})";

INSTANTIATE_TEST_SUITE_P(
    Bundles,
    BadInputTest,
    ::testing::Values(
        BadCase{"batch",
                post("/fhir", bundle("batch", kEntry)),
                400,
                "not-supported",
                "BUNDLE-BATCH",
                "Bundle.type"},
        BadCase{"collection",
                post("/fhir", R"({"resourceType":"Bundle","type":"collection"})"),
                400,
                "structure",
                "BUNDLE-TYPE",
                "Bundle.type"},
        BadCase{"no Bundle", post("/fhir", kPatient), 400, "structure", "HTTP-BODY-TYPE"},
        BadCase{"GET entry",
                post("/fhir",
                     bundle("transaction", R"({"request":{"method":"GET","url":"Patient/1"}})")),
                400,
                "not-supported",
                "BUNDLE-METHOD",
                "Bundle.entry[0].request.method"},
        BadCase{"DELETE entry",
                post("/fhir",
                     bundle("transaction",
                            kEntry + R"(,{"request":{"method":"DELETE","url":"Patient/1"}})")),
                400,
                "not-supported",
                "BUNDLE-METHOD",
                "Bundle.entry[1].request.method"},
        BadCase{"POST to another type",
                post("/fhir",
                     bundle("transaction",
                            R"({"resource":)" + kPatient +
                                R"(,"request":{"method":"POST","url":"Task"}})")),
                400,
                "invalid",
                "BUNDLE-URL",
                "Bundle.entry[0].request.url"},
        BadCase{"PUT of another id",
                post("/fhir",
                     bundle("transaction",
                            R"({"resource":)" + kPatient +
                                R"(,"request":{"method":"PUT","url":"Patient/1"}})")),
                400,
                "invalid",
                "BUNDLE-URL",
                "Bundle.entry[0].request.url"},
        BadCase{"conditional entry without criteria",
                post("/fhir",
                     bundle("transaction",
                            R"({"resource":)" + kPatient +
                                R"(,"request":{"method":"PUT","url":"Patient?"}})")),
                400,
                "value",
                "REST-CONDITION",
                "Bundle.entry[0].request.url"},
        BadCase{
            "ifNoneExist",
            post(
                "/fhir",
                bundle("transaction",
                       R"({"resource":)" + kPatient +
                           R"(,"request":{"method":"POST","url":"Patient","ifNoneExist":"a=b"}})")),
            400,
            "value",
            "SEARCH-UNKNOWN-PARAMETER",
            "Bundle.entry[0].request.ifNoneExist"},
        BadCase{"fullUrl twice",
                post("/fhir", bundle("transaction", kEntry + "," + kEntry)),
                400,
                "",
                "",
                ""},
        BadCase{"no message",
                post("/fhir/$process-message", bundle("transaction", kEntry)),
                400,
                "structure",
                "MESSAGE-TYPE",
                "Bundle.type"},
        BadCase{
            "no MessageHeader",
            post(
                "/fhir/$process-message",
                bundle("message",
                       R"({"fullUrl":"urn:uuid:f47ac10b-58cc-4372-a567-0e02b2c3d479","resource":)" +
                           kPatient + "}")),
            400,
            "",
            "",
            ""}));

INSTANTIATE_TEST_SUITE_P(
    Searches,
    BadInputTest,
    ::testing::Values(
        BadCase{"unknown parameter",
                just_get("/fhir/Task?ownr=1"),
                400,
                "not-supported",
                "SEARCH-UNKNOWN-PARAMETER",
                "ownr"},
        BadCase{"unknown modifier",
                just_get("/fhir/Task?status:exact=x"),
                400,
                "not-supported",
                "SEARCH-MODIFIER",
                "status:exact"},
        BadCase{
            "bad value", just_get("/fhir/Task?_count=x"), 400, "value", "SEARCH-VALUE", "_count"},
        BadCase{"foreign cursor",
                just_get("/fhir/Task?_cursor=AAAA"),
                400,
                "structure",
                "SEARCH-CURSOR",
                "_cursor"},
        BadCase{
            "bad escape", just_get("/fhir/Task?status=%zz"), 400, "structure", "SEARCH-ENCODING"},
        BadCase{"form of another type",
                post("/fhir/Task/_search", "status=x"),
                415,
                "not-supported",
                "HTTP-CONTENT-TYPE"},
        BadCase{"history count",
                just_get("/fhir/Task/1/_history?_count=0"),
                400,
                "structure",
                "SEARCH-VALUE",
                "_count"},
        BadCase{"history since",
                just_get("/fhir/Task/1/_history?_since=2024"),
                400,
                "structure",
                "SEARCH-VALUE",
                "_since"},
        BadCase{"history at no date",
                just_get("/fhir/Task/1/_history?_at=2024-13"),
                400,
                "structure",
                "SEARCH-VALUE",
                "_at"},
        BadCase{"history at with a prefix",
                just_get("/fhir/Task/1/_history?_at=ge2024"),
                400,
                "structure",
                "SEARCH-VALUE",
                "_at"},
        BadCase{"history since twice",
                just_get("/fhir/Task/1/_history?_since=2024-05-01T12:00:00Z"
                         "&_since=2024-05-01T12:00:00Z"),
                400,
                "structure",
                "SEARCH-VALUE",
                "_since"},
        BadCase{"history sorted",
                just_get("/fhir/Task/1/_history?_sort=_lastUpdated"),
                400,
                "not-supported",
                "HTTP-URL-PARAMETER"}));

// The suite above leaves the code open where two findings of one body compete.
class RefusalTest : public FrontTest {};

TEST_F(RefusalTest, NamesTheMethodsThatAPathTakes) {
  const auto response = send({.method = Method::delete_, .target = "/fhir/Task/1"});

  EXPECT_EQ(response.status, 405U);
  EXPECT_EQ(header(response, "Allow"), "GET, HEAD, PUT, PATCH");
}

TEST_F(RefusalTest, TakesNoRecordOfTheAudit) {
  const std::string body = R"({"resourceType":"AuditEvent"})";
  for (const char* type : {"AuditEvent", "Provenance"}) {
    const std::string path = std::string("/fhir/") + type;
    const auto created = send({.method = Method::post, .target = path, .body = body});
    const auto updated = send({.method = Method::put, .target = path + "/1-0", .body = body});
    const auto patched = send({.method = Method::patch, .target = path + "/1-0", .body = body});
    const auto deleted = send({.method = Method::delete_, .target = path + "/1-0"});

    EXPECT_EQ(created.status, 405U);
    EXPECT_EQ(header(created, "Allow"), "GET, HEAD");
    EXPECT_EQ(updated.status, 405U);
    EXPECT_EQ(header(updated, "Allow"), "GET, HEAD");
    EXPECT_EQ(patched.status, 405U);
    EXPECT_EQ(deleted.status, 405U);
    EXPECT_EQ(header(deleted, "Allow"), "GET, HEAD");
  }
  EXPECT_TRUE(door_.commands.empty());
}

// What every answer has, whatever it is; security.md, T36 and http.html#security of R4.
TEST_F(RefusalTest, EveryAnswerHasItsHeaders) {
  struct Row {
    Method method;
    const char* target;
    unsigned status;
  };
  door_.refuse(Error{ErrorKind::conflict, "EXCHANGE-STATE", "No."});
  const std::string body = R"({"resourceType":"Patient"})";
  for (const Row& row : {Row{Method::get, "/fhir/metadata", 200},
                         Row{Method::get, "/fhir/Task", 200},
                         Row{Method::head, "/fhir/Task", 200},
                         Row{Method::get, "/fhir/Unknown", 404},
                         Row{Method::get, "/fhir/nothing/at/all/here", 404},
                         Row{Method::get, "/fhir/Task?unknown=1", 400},
                         Row{Method::get, "/fhir/Task?_format=text/turtle", 406},
                         Row{Method::delete_, "/fhir/Task/1", 405},
                         Row{Method::patch, "/fhir/metadata", 405},
                         Row{Method::patch, "/fhir/Task/1", 400},
                         Row{Method::post, "/fhir/Patient", 409},
                         Row{Method::get, "/fhir/_search", 400}}) {
    const auto response = send({.method = row.method, .target = row.target, .body = body});
    EXPECT_EQ(response.status, row.status) << row.target;
    EXPECT_EQ(header(response, "Content-Type"),
              "application/fhir+json; fhirVersion=4.0; charset=utf-8")
        << row.target;
    EXPECT_EQ(header(response, "Cache-Control"), "no-store") << row.target;
    EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff") << row.target;
    EXPECT_NE(header(response, "X-Request-ID"), "") << row.target;
    EXPECT_EQ(header(response, "Allow").empty(), row.status != 405) << row.target;
  }
}

TEST_F(RefusalTest, AsksForACertificate) {
  peer_.reset();

  const auto response = get("/fhir/Task/1");

  EXPECT_EQ(response.status, 401U);
  EXPECT_EQ(outcome_of(response).code, "login");
}

TEST_F(RefusalTest, RefusesACertificateThatNoSystemHas) {
  peer_->hsa_id = "SE1-STRANGER";

  EXPECT_EQ(get("/fhir/Task/1").status, 401U);
  EXPECT_TRUE(reading_.asked.empty());
  ASSERT_EQ(door_.turned_away.size(), 1U);
  EXPECT_EQ(door_.turned_away.front().identity, *peer_);
  EXPECT_EQ(door_.turned_away.front().request_id, "incident-1");
  EXPECT_EQ(door_.turned_away.front().reason, "DIRECTORY-SYSTEM-UNKNOWN");
}

TEST_F(RefusalTest, RecordsASystemThatNamesAUnitThatIsNotItsOwn) {
  const auto response =
      send({.target = "/fhir/Task/1", .headers = {{"X-Acting-Unit", "SE1-SCHOOL"}}});

  EXPECT_EQ(response.status, 403U);
  EXPECT_EQ(outcome_of(response).id, "DIRECTORY-UNIT-NOT-LISTED");
  EXPECT_TRUE(reading_.asked.empty());
  ASSERT_EQ(door_.turned_away.size(), 1U);
  EXPECT_EQ(door_.turned_away.front().identity.hsa_id, "SE1-SYS1");
  EXPECT_EQ(door_.turned_away.front().reason, "DIRECTORY-UNIT-NOT-LISTED");
}

TEST_F(RefusalTest, ShowsNothingWhoseReadingCannotBeRecorded) {
  reading_.stored = stored("Task", "1", 1);
  reading_.record_failure = Error{ErrorKind::unavailable, "STORE-QUEUE", "The queue is full."};

  for (const std::string target : {"/fhir/Task/1", "/fhir/Task/1/_history", "/fhir/Task"}) {
    const auto response = get(target);

    EXPECT_EQ(response.status, 503U) << target;
    EXPECT_EQ(outcome_of(response).id, "STORE-QUEUE") << target;
  }
}

TEST_F(RefusalTest, TellsNoRefusalOfACallerThatCannotBeRecorded) {
  peer_->hsa_id = "SE1-STRANGER";
  door_.record_failure = Error{ErrorKind::unavailable, "STORE-QUEUE", "The queue is full."};

  const auto response = get("/fhir/Task/1");

  EXPECT_EQ(response.status, 503U);
  EXPECT_EQ(outcome_of(response).id, "STORE-QUEUE");
}

TEST_F(RefusalTest, RecordsNoCallerForAMistakeInTheRequest) {
  peer_->hsa_id = "SE1-SYS2";

  EXPECT_EQ(get("/fhir/Task/1").status, 422U);
  EXPECT_EQ(get("/fhir/Tusk/1").status, 404U);
  peer_.reset();
  EXPECT_EQ(get("/fhir/Task/1").status, 401U);

  EXPECT_TRUE(door_.turned_away.empty());
}

TEST_F(RefusalTest, WantsTheUnitNamedWhereASystemActsForSeveral) {
  peer_->hsa_id = "SE1-SYS2";

  EXPECT_EQ(get("/fhir/Task/1").status, 422U);
  EXPECT_EQ(send({.target = "/fhir/Task/1", .headers = {{"X-Acting-Unit", "SE1-SCHOOL"}}}).status,
            200U);
  EXPECT_EQ(reading_.asked.front().org, 2);
}

TEST_F(RefusalTest, SaysWhereInTheTextAFindingIs) {
  const auto response =
      send({.method = Method::post,
            .target = "/fhir/Task",
            .body = "{\"resourceType\":\"Task\",\n\"intent\":\"order\",\n\"status\":\"x\"}"});

  EXPECT_EQ(outcome_of(response).line, "3");
}

TEST_F(RefusalTest, RepeatsNoValueOfTheBody) {
  const auto response = send(
      {.method = Method::post,
       .target = "/fhir/Patient",
       .body =
           R"({"resourceType":"Patient","birthDate":"secret-1","gender":"secret-2","x":"secret-3"})"});

  EXPECT_EQ(response.status, 400U);
  EXPECT_EQ(response.body.find("secret"), std::string::npos) << response.body;
}

TEST_F(RefusalTest, AnswersInTheFormatThatWasAskedFor) {
  const auto response =
      send({.target = "/fhir/Patent/1", .headers = {{"Accept", "application/fhir+xml"}}});

  EXPECT_EQ(response.status, 404U);
  EXPECT_THAT(header(response, "Content-Type"), ::testing::HasSubstr("application/fhir+xml"));
  EXPECT_EQ(outcome_of(response).id, "HTTP-UNKNOWN-TYPE");
}

TEST_F(RefusalTest, KeepsTheReasonOfAnInternalFailureToItself) {
  reading_.failure = Error{ErrorKind::internal, "STORE-DAMAGED", "page 17 of /var/lib/x is bad"};

  const auto response = get("/fhir/Task/1");

  EXPECT_EQ(response.status, 500U);
  EXPECT_EQ(response.body.find("page 17"), std::string::npos);
  EXPECT_NE(response.body.find("incident-1"), std::string::npos);
}

}  // namespace
}  // namespace gateway::test
