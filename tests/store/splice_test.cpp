// What lies encrypted of a resource, and the whole JSON made of it again.
// Source: FHIR R4, resource.html#Meta; datatypes.html#instant.
#include "gateway/store/splice.hpp"

#include <gtest/gtest.h>

#include "tests/store/store_fixture.hpp"
#include "tests/support/result_matchers.hpp"

namespace gateway::store::test {
namespace {

using gateway::test::FailsWithId;
using gateway::test::IsOk;

std::string round_trip(std::string_view json) {
  const auto split = split_resource(json);
  EXPECT_THAT(split, IsOk());
  const auto joined = join_resource({"Task", "t1", 3}, kStart, *split);
  EXPECT_THAT(joined, IsOk());
  return *joined;
}

constexpr std::string_view kHead = R"({"resourceType":"Task","id":"t1","meta":{"versionId":"3",)"
                                   R"("lastUpdated":"2026-11-23T10:00:00.123Z")";

struct Shape {
  std::string_view given;
  std::string_view tail;  // what follows kHead
};

TEST(SpliceTest, PutsTypeIdVersionAndTimeIntoEveryShape) {
  for (
      const auto& [given, tail] : {
          Shape{R"({"resourceType":"Task"})", "}}"},
          Shape{R"({})", "}}"},
          Shape{R"({"resourceType":"Task","status":"x"})", R"(},"status":"x"})"},
          Shape{R"({"resourceType":"Task","meta":{"profile":["p"]}})", R"(,"profile":["p"]}})"},
          Shape{
              R"({"resourceType":"Task","meta":{"security":[{"code":"R"}],"tag":[{"code":"t"}]},"status":"x"})",
              R"(,"security":[{"code":"R"}],"tag":[{"code":"t"}]},"status":"x"})"},
          Shape{
              R"({"resourceType":"Task","meta":{"extension":[{"url":"u","valueString":"}{]["}]},"status":"x"})",
              R"(,"extension":[{"url":"u","valueString":"}{]["}]},"status":"x"})"},
          Shape{R"({"resourceType":"Task","meta":{}})", "}}"},
          Shape{R"({"status":"x","meta":{"tag":[]},"resourceType":"Task"})",
                R"(,"tag":[]},"status":"x"})"},
          Shape{
              R"({"resourceType":"Task","text":{"status":"generated","div":"<div a=\"\\\">{\"id\":1}</div>"}})",
              R"(},"text":{"status":"generated","div":"<div a=\"\\\">{\"id\":1}</div>"}})"},
          Shape{
              R"({"resourceType":"Task","contained":[{"resourceType":"Patient","id":"p","meta":{"versionId":"9"}}]})",
              R"(},"contained":[{"resourceType":"Patient","id":"p","meta":{"versionId":"9"}}]})"},
          Shape{
              R"({"resourceType":"Task","id":"old","meta":{"versionId":"1","lastUpdated":"y","source":"s"},"a":1.50,"b":true,"c":null})",
              R"(,"source":"s"},"a":1.50,"b":true,"c":null})"},
          Shape{" {\n \"resourceType\" : \"Task\" ,\n \"status\" : \"x\" , \"n\" : [ 1 , 2 ]\n}\n",
                R"(},"status":"x","n":[ 1 , 2 ]})"},
      }) {
    EXPECT_EQ(round_trip(given), std::string(kHead) + std::string(tail)) << given;
  }
}

TEST(SpliceTest, GivesTheSameAgainWhenItsOwnAnswerIsStored) {
  const auto once = round_trip(R"({"resourceType":"Task","meta":{"profile":["p"]},"status":"x"})");

  EXPECT_EQ(round_trip(once), once);
}

TEST(SpliceTest, LeavesWhatTheRowKnowsOutOfTheEncryptedBytes) {
  const auto split =
      split_resource(R"({"resourceType":"Task","id":"secret-id","meta":{"versionId":"77"}})");

  ASSERT_THAT(split, IsOk());
  EXPECT_EQ(split->size(), 4U);
}

TEST(SpliceTest, RefusesWhatIsNotOneObject) {
  for (const auto* text : {"",
                           "[]",
                           "\"x\"",
                           "{",
                           "{}x",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{\"a\":1,}",
                           "{a:1}",
                           "{\"a\":1",
                           "{\"meta\":3}",
                           "{\"meta\":{\"a\":1}"}) {
    EXPECT_THAT(split_resource(text), FailsWithId("STORE-JSON")) << text;
  }
}

TEST(SpliceTest, RefusesBytesThatItDidNotMake) {
  using namespace std::string_view_literals;
  for (const auto bytes : {""sv, "abc"sv, "\x01\0\0\0"sv, "\xff\xff\xff\xff,,"sv})
    EXPECT_THAT(join_resource({"Task", "t1", 1}, kStart, bytes), FailsWithId("STORE-JSON"));
}

TEST(InstantTextTest, CutsToMillisecondsInUtc) {
  const auto text = [](std::int64_t micros) {
    return to_instant_text(Instant(std::chrono::microseconds(micros)));
  };
  EXPECT_EQ(text(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(text(999), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(text(1795428000999999), "2026-11-23T10:00:00.999Z");
  EXPECT_EQ(text(-1), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(text(951782400000000), "2000-02-29T00:00:00.000Z");
}

}  // namespace
}  // namespace gateway::store::test
