// The small parts of the front: preconditions, limits, routes.
#include <string>

#include <gmock/gmock.h>

#include "gateway/rest/body_limit.hpp"
#include "gateway/rest/preconditions.hpp"
#include "gateway/rest/request_headers.hpp"
#include "gateway/rest/router.hpp"

#include "tests/support/manual_clock.hpp"
#include "tests/support/result_matchers.hpp"

namespace gateway::rest {
namespace {

using test::FailsWithId;
using test::IsOk;
using wire::Method;

wire::Headers headers(std::string name, std::string value) {
  wire::Headers all;
  all.add(std::move(name), std::move(value));
  return all;
}

TEST(PreconditionsTest, ReadsTheEtagsOfThisGateway) {
  EXPECT_EQ(parse_etag("W/\"1\""), 1U);
  EXPECT_EQ(parse_etag("\"12\""), 12U);
  EXPECT_EQ(parse_etag(to_etag(4294967295U)), 4294967295U);
}

TEST(PreconditionsTest, ReadsNoOtherEtag) {
  for (const std::string_view text : {"",
                                      "1",
                                      "W/1",
                                      "\"\"",
                                      "W/\"\"",
                                      "\"a\"",
                                      "\"0\"",
                                      "\"01\"",
                                      "\"-1\"",
                                      "\"+1\"",
                                      "\"1",
                                      "w/\"1\"",
                                      "\"4294967296\"",
                                      "W/\"1\"x",
                                      "*"}) {
    EXPECT_EQ(parse_etag(text), std::nullopt) << text;
  }
}

TEST(PreconditionsTest, TakesOneIfMatch) {
  wire::Headers two = headers("If-Match", "W/\"1\"");
  two.add("if-match", "W/\"1\"");

  EXPECT_EQ(*parse_if_match(headers("if-match", " W/\"3\" ")), 3U);
  EXPECT_EQ(*parse_if_match({}), std::nullopt);
  EXPECT_THAT(parse_if_match(two), FailsWithId("HTTP-IF-MATCH"));
  EXPECT_THAT(parse_if_match(headers("If-Match", "W/\"1\", W/\"2\"")),
              FailsWithId("HTTP-IF-MATCH"));
}

TEST(PreconditionsTest, KnowsWhatThePreferenceSays) {
  EXPECT_EQ(parse_prefer(headers("Prefer", "return=minimal")), Return::minimal);
  EXPECT_EQ(parse_prefer(headers("prefer", "respond-async, return=\"representation\"")),
            Return::representation);
  EXPECT_EQ(parse_prefer(headers("Prefer", "return=OperationOutcome; handling=strict")),
            Return::operation_outcome);
  EXPECT_EQ(parse_prefer(headers("Prefer", "return=everything")), std::nullopt);
  EXPECT_EQ(parse_prefer({}), std::nullopt);
}

TEST(PreconditionsTest, WritesTimesAsHttpDoes) {
  EXPECT_EQ(to_http_date(test::ManualClock::kStart), "Wed, 01 May 2024 12:00:00 GMT");
  EXPECT_EQ(to_http_date(Instant(std::chrono::microseconds(999'999))),
            "Thu, 01 Jan 1970 00:00:00 GMT");
}

TEST(PreconditionsTest, ReadsTheThreeFormsOfATimeOfHttp) {
  for (const std::string_view text : {"Wed, 01 May 2024 12:00:00 GMT",
                                      " Wed, 01 May 2024 12:00:00 GMT ",
                                      "Wednesday, 01-May-24 12:00:00 GMT",
                                      "Wed May  1 12:00:00 2024"}) {
    EXPECT_EQ(parse_http_date(text), test::ManualClock::kStart) << text;
  }
  EXPECT_EQ(parse_http_date("Thursday, 01-Jan-70 00:00:00 GMT"), Instant());
}

TEST(PreconditionsTest, TakesNothingElseForATimeOfHttp) {
  for (const std::string_view text : {"",
                                      " ",
                                      ",",
                                      "Wed, 01 May 2024 12:00:00",
                                      "Wed, 01 May 2024 12:00:00 CET",
                                      "Wed, 31 Feb 2024 12:00:00 GMT",
                                      "Wed, 01 Mai 2024 12:00:00 GMT",
                                      "Wed, 01 May 2024 24:00:00 GMT",
                                      "Wed, 01 May 2024 12:60:00 GMT",
                                      "Wed, 01 May 024 12:00:00 GMT",
                                      "Wed, +1 May 2024 12:00:00 GMT",
                                      "Wed, 99999999999 May 2024 12:00:00 GMT",
                                      "2024-05-01T12:00:00Z"}) {
    EXPECT_EQ(parse_http_date(text), std::nullopt) << text;
  }
}

struct LimitCase {
  Method method;
  std::string_view path;
  std::size_t bytes;
};

TEST(BodyLimitTest, FollowsThePath) {
  constexpr std::size_t kMebi = 1024 * 1024;
  for (const LimitCase& each : {LimitCase{Method::post, "", 32 * kMebi},
                                {Method::post, "/", 32 * kMebi},
                                {Method::post, "/$process-message", 32 * kMebi},
                                {Method::post, "Binary", 32 * kMebi},
                                {Method::put, "/DocumentReference/1", 32 * kMebi},
                                {Method::post, "/Task", 2 * kMebi},
                                {Method::put, "/Task/1", 2 * kMebi},
                                {Method::patch, "/Task/1", 2 * kMebi},
                                {Method::post, "/Task/_search", 64 * 1024},
                                {Method::get, "/Binary/1", 0},
                                {Method::delete_, "/Binary/1", 0}}) {
    EXPECT_EQ(body_limit(each.method, each.path), each.bytes) << each.path;
  }
}

TEST(RequestHeadersTest, ReadsAnActingPerson) {
  const auto plain = parse_person("SE1-P;role=physician");
  const auto quoted = parse_person(" SE1-P ; Role = \"school nurse\" ");

  ASSERT_THAT(plain, IsOk());
  EXPECT_EQ(plain->id, "SE1-P");
  EXPECT_EQ(plain->role, "physician");
  ASSERT_THAT(quoted, IsOk());
  EXPECT_EQ(quoted->role, "school nurse");
}

TEST(RequestHeadersTest, RefusesAPersonWithoutIdOrRole) {
  for (const std::string& text : {std::string("SE1-P"),
                                  std::string(";role=x"),
                                  std::string("SE1-P;role="),
                                  std::string("SE1-P;name=x"),
                                  std::string(129, 'a') + ";role=x"}) {
    EXPECT_THAT(parse_person(text), FailsWithId("HTTP-ACTING-PERSON")) << text;
  }
  EXPECT_THAT(parse_person(std::string(128, 'a') + ";role=x"), IsOk());
}

TEST(RequestHeadersTest, TakesAUuidAsRequestId) {
  EXPECT_EQ(*parse_request_id(headers("X-Request-ID", "F47AC10B-58CC-4372-A567-0E02B2C3D479")),
            "f47ac10b-58cc-4372-a567-0e02b2c3d479");
  EXPECT_EQ(*parse_request_id({}), "");
  EXPECT_THAT(parse_request_id(headers("X-Request-ID", "")), FailsWithId("HTTP-REQUEST-ID"));
  EXPECT_THAT(parse_request_id(headers("X-Request-ID", "f47ac10b058cc-4372-a567-0e02b2c3d479")),
              FailsWithId("HTTP-REQUEST-ID"));
}

TEST(RouterTest, NamesWhatAPathTakes) {
  EXPECT_EQ(allowed_methods("/metadata"), "GET, HEAD");
  EXPECT_EQ(allowed_methods("/Task"), "GET, HEAD, POST, PUT, PATCH");
  EXPECT_EQ(allowed_methods("/Task/1"), "GET, HEAD, PUT, PATCH");
  EXPECT_EQ(allowed_methods("/"), "POST");
  EXPECT_EQ(allowed_methods("/Task/1/$actions"), "GET, HEAD");
  EXPECT_EQ(allowed_methods("/Task/1/$foo"), "");
}

}  // namespace
}  // namespace gateway::rest
