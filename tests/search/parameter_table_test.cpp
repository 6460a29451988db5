#include "gateway/search/parameter_table.hpp"

#include <set>
#include <string>

#include <gmock/gmock.h>

namespace gateway::search {
namespace {

TEST(ParameterTableTest, FindsAParameterOfAType) {
  const Parameter* owner = find_parameter("Task", "owner");

  ASSERT_NE(owner, nullptr);
  EXPECT_EQ(owner->type, ParameterType::reference);
  EXPECT_EQ(owner->form, Form::plain);
  EXPECT_EQ(owner->path, "owner");
}

TEST(ParameterTableTest, KnowsNoParameterOfAnotherType) {
  EXPECT_EQ(find_parameter("Patient", "owner"), nullptr);
  EXPECT_EQ(find_parameter("Tas", "owner"), nullptr);
  EXPECT_EQ(find_parameter("Task", ""), nullptr);
}

TEST(ParameterTableTest, KeepsTheRowsOfOneTypeTogether) {
  std::set<std::string_view> seen;
  std::string_view last;
  for (const Parameter& row : parameters()) {
    if (row.resource == last) continue;
    EXPECT_TRUE(seen.insert(row.resource).second) << row.resource;
    last = row.resource;
  }
}

TEST(ParameterTableTest, KeepsWhatIdentifiesAPersonInBlindForm) {
  for (const Parameter& row : parameters()) {
    if (row.code != "identifier") continue;
    EXPECT_EQ(row.form, Form::blind) << row.resource;
  }
}

TEST(ParameterTableTest, NamesNoParameterTwiceForOneType) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const Parameter& row : parameters()) {
    EXPECT_TRUE(seen.emplace(row.resource, row.code).second) << row.resource << ' ' << row.code;
  }
}

// The numbers are in databases: these rows stand for the promise that none ever changes.
TEST(ParameterTableTest, KeepsTheNumbersThatAreStored) {
  EXPECT_EQ(find_parameter("Task", "identifier")->id, 100);
  EXPECT_EQ(find_parameter("Task", "owner")->id, 104);
  EXPECT_EQ(find_parameter("ServiceRequest", "identifier")->id, 200);
  EXPECT_EQ(find_parameter("Patient", "identifier")->id, 300);
  EXPECT_EQ(find_parameter("CarePlan", "category")->id, 423);
}

TEST(ParameterTableTest, TakesTheTargetsOfItsRowOnly) {
  const Parameter& owner = *find_parameter("Task", "owner");
  const Parameter& focus = *find_parameter("Task", "focus");

  EXPECT_TRUE(takes_target(owner, "HealthcareService"));
  EXPECT_TRUE(takes_target(owner, "RelatedPerson"));
  EXPECT_FALSE(takes_target(owner, "Task"));
  EXPECT_FALSE(takes_target(owner, "Care"));
  EXPECT_TRUE(takes_target(focus, "ServiceRequest"));
}

}  // namespace
}  // namespace gateway::search
