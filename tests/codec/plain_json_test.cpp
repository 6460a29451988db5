// JSON that is no resource: what the tree says, what is refused, and picking strings without a
// tree. Source: RFC 8259.
#include "gateway/codec/plain_json.hpp"

#include <array>
#include <string>

#include <gmock/gmock.h>

#include "tests/support/result_matchers.hpp"

namespace gateway::codec {
namespace {

using testing::ElementsAre;
using Kind = PlainJson::Kind;

TEST(PlainJsonTest, ReadsEachKindOfValue) {
  const auto json = read_plain_json(
      R"({"s": "a\u00e5\n", "n": 1.50, "t": true, "f": false, "z": null, "a": [1, "b"], "o": {}})");

  ASSERT_THAT(json, test::IsOk());
  EXPECT_EQ(json->kind(), Kind::object);
  EXPECT_EQ(json->at("s").text(), "aå\n");
  EXPECT_EQ(json->at("n").kind(), Kind::number);
  EXPECT_EQ(json->at("n").text(), "1.50");
  EXPECT_EQ(json->at("t").text(), "true");
  EXPECT_EQ(json->at("f").text(), "false");
  EXPECT_EQ(json->at("z").kind(), Kind::null);
  ASSERT_EQ(json->at("a").items().size(), 2U);
  EXPECT_EQ(json->at("a").items()[1].text(), "b");
  EXPECT_EQ(json->at("o").kind(), Kind::object);
}

TEST(PlainJsonTest, KeepsTheOrderOfMembers) {
  const auto json = read_plain_json(R"({"b": "1", "a": {"c": "2"}})");

  ASSERT_THAT(json, test::IsOk());
  EXPECT_THAT(json->names(), ElementsAre("b", "a"));
  ASSERT_EQ(json->items().size(), 2U);
  EXPECT_EQ(json->items()[0].text(), "1");
  EXPECT_EQ(json->items()[1].at("c").text(), "2");
}

TEST(PlainJsonTest, ReadsAValueThatIsNoObject) {
  const auto json = read_plain_json(R"("text")");

  ASSERT_THAT(json, test::IsOk());
  EXPECT_EQ(json->text(), "text");
  EXPECT_EQ(json->at("any").kind(), Kind::null);
}

TEST(PlainJsonTest, RefusesWhatIsNotJsonOrHasAKeyTwice) {
  EXPECT_THAT(read_plain_json("{"), test::FailsWithId("JSON-SYNTAX"));
  EXPECT_THAT(read_plain_json(""), test::FailsWithId("JSON-SYNTAX"));
  EXPECT_THAT(read_plain_json(R"({"a": 1, "a": 2})"), test::FailsWithId("JSON-DUPLICATE-KEY"));
  EXPECT_THAT(read_plain_json("{} x"), test::FailsWithId("JSON-SYNTAX"));
}

TEST(PlainJsonTest, LimitsSizeDepthAndNumberOfValues) {
  EXPECT_THAT(read_plain_json("[1]", {.max_bytes = 3}), test::IsOk());
  EXPECT_THAT(read_plain_json("[1]", {.max_bytes = 2}), test::FailsWithId("JSON-SIZE"));
  EXPECT_THAT(read_plain_json("[[1]]", {.max_depth = 2}), test::IsOk());
  EXPECT_THAT(read_plain_json("[[1]]", {.max_depth = 1}), test::FailsWithId("JSON-DEPTH"));
  EXPECT_THAT(read_plain_json("[1, 2]", {.max_values = 3}), test::IsOk());
  EXPECT_THAT(read_plain_json("[1, 2]", {.max_values = 2}), test::FailsWithId("JSON-SIZE"));
}

constexpr std::array<std::string_view, 2> kNames{"url", "version"};

TEST(JsonStringsTest, PicksStringsOfTheOutermostObject) {
  const auto picked = read_json_strings(
      R"({"inner": {"url": "no", "x": ["url", {"version": "no"}]}, "version": "1", "url": "u"})",
      kNames);

  ASSERT_THAT(picked, test::IsOk());
  EXPECT_THAT(*picked, ElementsAre("u", "1"));
}

TEST(JsonStringsTest, LeavesEmptyWhatIsNotThereOrIsNoString) {
  const auto picked = read_json_strings(R"({"url": 5, "other": "version"})", kNames);
  const auto array = read_json_strings(R"(["url", "u"])", kNames);

  ASSERT_THAT(picked, test::IsOk());
  EXPECT_THAT(*picked, ElementsAre("", ""));
  ASSERT_THAT(array, test::IsOk());
  EXPECT_THAT(*array, ElementsAre("", ""));
}

TEST(JsonStringsTest, StopsWhenItHasAll) {
  EXPECT_THAT(read_json_strings(R"({"url": "u", "version": "1", ]]])", kNames), test::IsOk());
  EXPECT_THAT(read_json_strings(R"({"url": "u", "versions": "1", ]]])", kNames),
              test::FailsWithId("JSON-SYNTAX"));
}

TEST(JsonStringsTest, LimitsTheDepth) {
  EXPECT_THAT(read_json_strings("[[1]]", kNames, 2), test::IsOk());
  EXPECT_THAT(read_json_strings("[[1]]", kNames, 1), test::FailsWithId("JSON-DEPTH"));
}

}  // namespace
}  // namespace gateway::codec
