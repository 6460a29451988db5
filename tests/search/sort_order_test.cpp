// Source: FHIR R4, search.html#sort.
#include "gateway/search/sort_order.hpp"

#include <string>

#include <gmock/gmock.h>

#include "tests/search/search_fixture.hpp"
#include "tests/support/result_matchers.hpp"

namespace gateway::search {
namespace {

using gateway::test::FailsWithId;
using gateway::test::IsOk;

Result<std::optional<std::string>> leads_nowhere(std::string_view) {
  return std::optional<std::string>();
}

std::string key(std::string_view sort, std::string_view json) {
  const QueryRules rules{.extractor = test::r4_extractor()};
  auto terms = read_sort("Task", sort);
  if (!terms) return "refused";
  const auto made = SortOrder(rules, *std::move(terms)).key({json, "1", {}}, leads_nowhere);
  return made ? *made : "failed";
}

std::string task(std::string_view more) {
  return R"({"resourceType":"Task","intent":"order","status":"draft")" + std::string(more) + "}";
}

const std::string kEarly = task(R"(,"authoredOn":"2024-01-31","priority":"asap")");
const std::string kLate = task(R"(,"authoredOn":"2024-02","priority":"urgent")");
const std::string kNever = task("");

TEST(SortOrderTest, PutsValuesInTheirOrderInBothDirections) {
  EXPECT_LT(key("authored-on", kEarly), key("authored-on", kLate));
  EXPECT_GT(key("-authored-on", kEarly), key("-authored-on", kLate));
  EXPECT_LT(key("priority", kEarly), key("priority", kLate));
}

TEST(SortOrderTest, PutsWhatHasNoValueLast) {
  EXPECT_LT(key("authored-on", kLate), key("authored-on", kNever));
  EXPECT_LT(key("-authored-on", kEarly), key("-authored-on", kNever));
}

TEST(SortOrderTest, AsksTheNextPartWhereTheOneBeforeIsTheSame) {
  EXPECT_LT(key("status,authored-on", kEarly), key("status,authored-on", kLate));
  EXPECT_GT(key("status,-authored-on", kEarly), key("status,-authored-on", kLate));
}

TEST(SortOrderTest, TakesTheFirstOfSeveralValuesInItsDirection) {
  const auto two = task(R"(,"businessStatus":{"coding":[{"code":"a"},{"code":"c"}]})");
  const auto one = task(R"(,"businessStatus":{"coding":[{"code":"b"}]})");

  EXPECT_LT(key("business-status", two), key("business-status", one));
  EXPECT_LT(key("-business-status", two), key("-business-status", one));
}

TEST(SortOrderTest, KeepsAPrefixBeforeWhatItBegins) {
  const auto brief = task(R"(,"businessStatus":{"coding":[{"code":"a"}]},"priority":"urgent")");
  const auto whole = task(R"(,"businessStatus":{"coding":[{"code":"aa"}]},"priority":"asap")");

  EXPECT_LT(key("business-status,priority", brief), key("business-status,priority", whole));
}

TEST(SortOrderTest, RefusesWhatItCannotFollow) {
  EXPECT_THAT(read_sort("Task", "owner.name"), FailsWithId("SEARCH-CHAIN"));
  EXPECT_THAT(read_sort("Task", "owner:Device.nothing"), FailsWithId("SEARCH-UNKNOWN-PARAMETER"));
  EXPECT_THAT(read_sort("Task", "owner:Organization.name"), IsOk());
  EXPECT_THAT(read_sort("Task", "a,b,c,d,e,f,g,h,i"), FailsWithId("SEARCH-UNKNOWN-PARAMETER"));
}

}  // namespace
}  // namespace gateway::search
