// Conditional interactions: how their criteria reach the door.
// Source: FHIR R4, http.html#ccreate, #cond-update, #patch, #trules.
#include <string>

#include <gmock/gmock.h>

#include "tests/rest/front_test.hpp"

namespace gateway::test {
namespace {

using ::testing::SizeIs;
using wire::Method;

const std::string kPatient = R"({"resourceType":"Patient","active":true})";

class ConditionTest : public FrontTest {
 protected:
  // The condition of the only change that went through the door.
  const exchange::Condition& asked() {
    EXPECT_THAT(door_.commands, SizeIs(1));
    const auto& changes = door_.commands.back().changes;
    EXPECT_THAT(changes, SizeIs(1));
    return changes.front().condition.value();
  }
};

TEST_F(ConditionTest, IfNoneExistIsTheConditionOfACreate) {
  door_.accept(written({done("Patient", "1", 5)}));

  const auto response = send({.method = Method::post,
                              .target = "/fhir/Patient",
                              .body = kPatient,
                              .headers = {{"If-None-Exist", "identifier=urn:x|1"}}});

  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(asked().text, "identifier=urn%3Ax%7C1");
  EXPECT_EQ(asked().query.type, "Patient");
  EXPECT_THAT(asked().query.all_of, SizeIs(1));
  EXPECT_EQ(door_.commands.front().changes.front().interaction, exchange::Interaction::create);
}

TEST_F(ConditionTest, CriteriaInAUrlAreTheConditionOfAnUpdate) {
  door_.accept(written({done("Patient", "1", 5)}));

  send({.method = Method::put,
        .target = "/fhir/Patient?gender=female&active=true&_format=json",
        .body = kPatient});

  EXPECT_EQ(asked().text, "active=true&gender=female");
  EXPECT_EQ(door_.commands.front().changes.front().interaction, exchange::Interaction::update);
}

TEST_F(ConditionTest, CriteriaInAUrlAreTheConditionOfAPatch) {
  door_.accept(written({done("Patient", "1", 5)}));

  send({.method = Method::patch,
        .target = "/fhir/Patient?identifier=1",
        .body = R"([{"op":"remove","path":"/active"}])",
        .content_type = "application/json-patch+json"});

  EXPECT_EQ(asked().text, "identifier=1");
  EXPECT_TRUE(door_.commands.front().changes.front().patch);
}

TEST_F(ConditionTest, TheSameCriteriaInAnotherOrderHaveOneText) {
  for (const std::string_view criteria :
       {"gender=male&active=true", "?active=true&gender=male", "Patient?active=true&gender=male"}) {
    door_.commands.clear();
    door_.accept(written({done("Patient", "1", 1)}));
    send({.method = Method::post,
          .target = "/fhir/Patient",
          .body = kPatient,
          .headers = {{"If-None-Exist", std::string(criteria)}}});
    EXPECT_EQ(asked().text, "active=true&gender=male") << criteria;
  }
}

}  // namespace
}  // namespace gateway::test
