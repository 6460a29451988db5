// JSON Patch: each operation, what is refused, and that a patch cannot blow a document up.
// Source: RFC 6902; RFC 6901.
#include "gateway/codec/json_patch.hpp"

#include <string>

#include <gmock/gmock.h>

#include "gateway/codec/plain_json_equality.hpp"

#include "tests/support/result_matchers.hpp"

namespace gateway::codec {
namespace {

using testing::HasSubstr;

std::string patched(std::string_view document, std::string_view patch) {
  const auto result = apply_json_patch(document, patch);
  return result ? *result : std::string(result.error().error.id);
}

TEST(JsonPatchTest, AddsAMember) {
  EXPECT_EQ(patched(R"({"a":1})", R"([{"op":"add","path":"/b","value":[true,null]}])"),
            R"({"a":1,"b":[true,null]})");
}

TEST(JsonPatchTest, AddsAnItemBeforeTheIndexOrAtTheEnd) {
  EXPECT_EQ(patched("[1,2]", R"([{"op":"add","path":"/1","value":9}])"), "[1,9,2]");
  EXPECT_EQ(patched("[1,2]", R"([{"op":"add","path":"/2","value":9}])"), "[1,2,9]");
  EXPECT_EQ(patched("[1,2]", R"([{"op":"add","path":"/-","value":9}])"), "[1,2,9]");
}

TEST(JsonPatchTest, AddToAMemberThatIsThereReplacesItInItsPlace) {
  EXPECT_EQ(patched(R"({"a":1,"b":2})", R"([{"op":"add","path":"/a","value":3}])"),
            R"({"a":3,"b":2})");
}

TEST(JsonPatchTest, RemovesMembersAndItems) {
  EXPECT_EQ(patched(R"({"a":[1,2,3],"b":2})",
                    R"([{"op":"remove","path":"/a/1"},{"op":"remove","path":"/b"}])"),
            R"({"a":[1,3]})");
}

TEST(JsonPatchTest, ReplacesTheWholeDocument) {
  EXPECT_EQ(patched(R"({"a":1})", R"([{"op":"replace","path":"","value":{"b":2}}])"), R"({"b":2})");
}

TEST(JsonPatchTest, MovesAndCopies) {
  EXPECT_EQ(patched(R"({"a":{"x":1},"b":{}})", R"([{"op":"move","from":"/a/x","path":"/b/y"}])"),
            R"({"a":{},"b":{"y":1}})");
  EXPECT_EQ(patched(R"({"a":[1]})", R"([{"op":"copy","from":"/a","path":"/b"}])"),
            R"({"a":[1],"b":[1]})");
  EXPECT_EQ(patched("[1,2,3]", R"([{"op":"move","from":"/0","path":"/2"}])"), "[2,3,1]");
}

TEST(JsonPatchTest, NumbersKeepTheirDigits) {
  EXPECT_EQ(patched(R"({"a":1.50})", R"([{"op":"add","path":"/b","value":2.00}])"),
            R"({"a":1.50,"b":2.00})");
}

TEST(JsonPatchTest, EscapedNamesAreFound) {
  EXPECT_EQ(patched(R"({"a/b":1,"m~n":2})",
                    R"([{"op":"remove","path":"/a~1b"},{"op":"remove","path":"/m~0n"}])"),
            "{}");
}

TEST(JsonPatchTest, TestComparesValuesAndNotTheirText) {
  const std::string_view document = R"({"n":1.50,"o":{"a":1,"b":[null]}})";

  EXPECT_EQ(patched(document, R"([{"op":"test","path":"/n","value":15e-1}])"), document);
  EXPECT_EQ(patched(document, R"([{"op":"test","path":"/o","value":{"b":[null],"a":1}}])"),
            document);
  EXPECT_EQ(patched(document, R"([{"op":"test","path":"/n","value":"1.50"}])"), "PATCH-TEST");
  EXPECT_EQ(patched(document, R"([{"op":"test","path":"/o","value":{"a":1}}])"), "PATCH-TEST");
}

TEST(JsonPatchTest, NumbersAreEqualByWorth) {
  EXPECT_TRUE(is_equal_number("0", "-0.00"));
  EXPECT_TRUE(is_equal_number("100", "1e2"));
  EXPECT_TRUE(is_equal_number("0.010", "1E-2"));
  EXPECT_FALSE(is_equal_number("1", "-1"));
  EXPECT_FALSE(is_equal_number("10", "1"));
  EXPECT_FALSE(is_equal_number("1", "1e-99999999999"));
}

TEST(JsonPatchTest, OneOperationThatDoesNotApplyLeavesNothing) {
  const auto result = apply_json_patch(
      R"({"a":1})", R"([{"op":"add","path":"/b","value":1},{"op":"remove","path":"/c"}])");

  ASSERT_THAT(result, test::FailsWithId("PATCH-TARGET"));
  EXPECT_EQ(result.error().error.kind, ErrorKind::invalid);
  EXPECT_THAT(result.error().error.message, HasSubstr("Operation 1"));
}

TEST(JsonPatchTest, PathsThatLeadNowhereAreRefused) {
  for (const std::string_view path : {"/b", "/a/0", "/l/2", "/l/-", "/l/01", "/l/x", "/l/"}) {
    const std::string patch = R"([{"op":"remove","path":")" + std::string(path) + R"("}])";
    EXPECT_EQ(patched(R"({"a":1,"l":[1,2]})", patch), "PATCH-TARGET") << path;
  }
  EXPECT_EQ(patched("[1]", R"([{"op":"add","path":"/2","value":1}])"), "PATCH-TARGET");
}

TEST(JsonPatchTest, AValueIsNotMovedIntoItself) {
  EXPECT_EQ(patched(R"({"a":{"b":{}}})", R"([{"op":"move","from":"/a","path":"/a/b/c"}])"),
            "PATCH-TARGET");
  EXPECT_EQ(patched(R"({"a":1})", R"([{"op":"move","from":"/a","path":"/a"}])"), R"({"a":1})");
}

TEST(JsonPatchTest, WhatIsNoPatchIsRefused) {
  EXPECT_EQ(patched("{}", "{}"), "PATCH-OPERATION");
  EXPECT_EQ(patched("{}", "[1]"), "PATCH-OPERATION");
  EXPECT_EQ(patched("{}", R"([{"op":"spam","path":""}])"), "PATCH-OPERATION");
  EXPECT_EQ(patched("{}", R"([{"op":"add","path":"/a"}])"), "PATCH-OPERATION");
  EXPECT_EQ(patched("{}", R"([{"op":"add","value":1}])"), "PATCH-OPERATION");
  EXPECT_EQ(patched("{}", R"([{"op":"copy","path":"/a"}])"), "PATCH-OPERATION");
  EXPECT_EQ(patched("{}", R"([{"op":"add","path":"a","value":1}])"), "PATCH-POINTER");
  EXPECT_EQ(patched("{}", R"([{"op":"add","path":"/~2","value":1}])"), "PATCH-POINTER");
  EXPECT_EQ(patched("{}", R"([{"op":"add","op":"add"}])"), "JSON-DUPLICATE-KEY");
}

TEST(JsonPatchTest, CopiesThatDoubleTheDocumentMeetALimit) {
  std::string patch = "[";
  for (int i = 0; i < 40; ++i) {
    patch += (i == 0 ? "" : ",") + std::string(R"({"op":"copy","from":"/a","path":"/a/-"})");
  }
  EXPECT_EQ(patched(R"({"a":[1,2,3]})", patch + "]"), "PATCH-LIMIT");
}

TEST(JsonPatchTest, AValueThatIsNestedDeeperAndDeeperMeetsALimit) {
  std::string patch = "[";
  std::string path = "/a";
  for (int i = 0; i < 70; ++i) {
    patch += (i == 0 ? "" : ",") + (R"({"op":"add","path":")" + path + R"(","value":{}})");
    path += "/a";
  }
  EXPECT_EQ(patched("{}", patch + "]"), "PATCH-LIMIT");
}

TEST(JsonPatchTest, TheNumberOfOperationsHasALimit) {
  EXPECT_THAT(apply_json_patch("{}",
                               R"([{"op":"test","path":"","value":{}},)"
                               R"({"op":"test","path":"","value":{}}])",
                               {.max_operations = 1}),
              test::FailsWithId("PATCH-LIMIT"));
}

}  // namespace
}  // namespace gateway::codec
