#include "gateway/search/parameter_table.hpp"

#include <set>
#include <string>

#include <gmock/gmock.h>

#include "tests/search/search_fixture.hpp"

namespace gateway::search {
namespace {

TEST(ParameterTableTest, FindsAParameterOfAType) {
  const Parameter* owner = find_parameter("Task", "owner");

  ASSERT_NE(owner, nullptr);
  EXPECT_EQ(owner->type, ParameterType::reference);
  EXPECT_EQ(owner->form, Form::plain);
  EXPECT_EQ(owner->expression, "Task.owner");
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

TEST(ParameterTableTest, GivesTwoParametersOfATypeTwoNumbers) {
  std::set<std::pair<std::string_view, ParameterId>> seen;
  for (const Parameter& row : parameters()) {
    EXPECT_TRUE(seen.emplace(row.resource, row.id).second) << row.resource << ' ' << row.code;
  }
}

TEST(ParameterTableTest, HasEveryParameterOfR4AndOurOwn) {
  EXPECT_GT(parameters().size(), 1600U);
  EXPECT_NE(find_parameter("Task", "due"), nullptr);
  EXPECT_NE(find_parameter("ValueSet", "reference"), nullptr);
  EXPECT_NE(find_parameter("Observation", "value-quantity"), nullptr);
}

TEST(ParameterTableTest, HasExpressionsThatAllCompile) {
  for (const Parameter& row : parameters()) {
    EXPECT_TRUE(test::r4_extractor().is_compiled(row)) << row.resource << ' ' << row.code;
  }
}

TEST(ParameterTableTest, KnowsTheSystemThatACodeImplies) {
  const Parameter& status = *find_parameter("Task", "status");
  const Parameter& intent = *find_parameter("Task", "intent");

  EXPECT_EQ(implied_system(status, "requested"), "http://hl7.org/fhir/task-status");
  EXPECT_EQ(implied_system(intent, "order"), "http://hl7.org/fhir/request-intent");
  EXPECT_EQ(implied_system(intent, "unknown"), "http://hl7.org/fhir/task-intent");
  EXPECT_EQ(implied_system(*find_parameter("Task", "code"), "fulfill"), "");
}

// The numbers are in databases: these rows stand for the promise that none ever changes.
TEST(ParameterTableTest, KeepsTheNumbersThatAreStored) {
  EXPECT_EQ(find_parameter("Task", "identifier")->id, 681945150);
  EXPECT_EQ(find_parameter("Task", "owner")->id, 4117187796);
  EXPECT_EQ(find_parameter("Patient", "birthdate")->id, 4237030186);
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
