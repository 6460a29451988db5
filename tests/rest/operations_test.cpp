// The operations that ask the packages: $validate and those of the terminology.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/rest/front_test.hpp"

namespace gateway::test {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using wire::Method;

const std::string kGenders = "http://hl7.org/fhir/ValueSet/administrative-gender";
const std::string kGenderSystem = "http://hl7.org/fhir/administrative-gender";

class OperationTest : public FrontTest {
 protected:
  wire::Response get(const std::string& target) { return send({.target = "/fhir/" + target}); }
  wire::Response post(const std::string& target, const std::string& body) {
    return send({.method = Method::post, .target = "/fhir/" + target, .body = body});
  }
  // The value of an answered parameter.
  static std::string value(const wire::Response& response, std::string_view name) {
    const fhir::Resource parameters = resource_of(response);
    for (const fhir::Node each : parameters.root().children("parameter")) {
      if (each.child("name").value() == name) return std::string(each.choice("value").value());
    }
    return "";
  }
};

// --- terminology ---

TEST_F(OperationTest, ExpandAnswersWithTheValueSetAlone) {
  const auto response = get("ValueSet/$expand?url=" + kGenders);

  EXPECT_EQ(response.status, 200U);
  const fhir::Resource set = resource_of(response);
  ASSERT_EQ(set.type_name(), "ValueSet");
  EXPECT_THAT(set.root().child("expansion").children("contains"), SizeIs(4));
}

TEST_F(OperationTest, AUrlGivesNumbersAndTruthValuesTheirType) {
  const auto response = get("ValueSet/$expand?url=" + kGenders +
                            "&count=2&includeDesignations=true&_format=xml&_pretty=true");

  EXPECT_EQ(header(response, "Content-Type"),
            "application/fhir+xml; fhirVersion=4.0; charset=utf-8");
  EXPECT_THAT(resource_of(response).root().child("expansion").children("contains"), SizeIs(2));
}

TEST_F(OperationTest, TheParametersMayBeTheBody) {
  const auto response =
      post("ValueSet/$validate-code",
           R"({"resourceType":"Parameters","parameter":[{"name":"url","valueUri":")" + kGenders +
               R"("},{"name":"coding","valueCoding":{"system":")" + kGenderSystem +
               R"(","code":"sometimes"}}]})");

  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(value(response, "result"), "false");
}

TEST_F(OperationTest, ACodeSystemTellsOfItsCodes) {
  const std::string code = "system=" + kGenderSystem + "&code=female";
  EXPECT_EQ(value(get("CodeSystem/$lookup?" + code), "display"), "Female");
  EXPECT_EQ(value(get("CodeSystem/$validate-code?url=" + kGenderSystem + "&code=female"), "result"),
            "true");
  EXPECT_EQ(value(get("CodeSystem/$subsumes?system=" + kGenderSystem + "&codeA=male&codeB=female"),
                  "outcome"),
            "not-subsumed");
}

TEST_F(OperationTest, AConceptMapTranslates) {
  const auto response =
      get("ConceptMap/$translate?url=http://hl7.org/fhir/ConceptMap/cm-address-use-v2&system="
          "http://hl7.org/fhir/address-use&code=home");

  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(value(response, "result"), "true");
}

TEST_F(OperationTest, WhatTheTerminologyCannotAnswerIsTold) {
  struct Case {
    std::string target;
    unsigned status;
    std::string id;
  };
  const std::vector<Case> cases{
      {"ValueSet/$expand?url=http://example.org/none", 404, "TERM-VALUE-SET-UNKNOWN"},
      {"ValueSet/$expand?url=" + kGenders + "&colour=red", 400, "TERM-PARAMETER-UNKNOWN"},
      {"ValueSet/$expand?url=" + kGenders + "&url=" + kGenders, 422, "TERM-PARAMETER-TWICE"},
      {"ValueSet/$expand?url=" + kGenders + "&count=few", 400, "VAL-PRIMITIVE"},
      {"ValueSet/$expand?url=", 400, "VAL-PRIMITIVE"},
      {"CodeSystem/$lookup?system=" + kGenderSystem + "&code=none", 404, "TERM-CODE-UNKNOWN"},
      {"CodeSystem/$lookup?system=" + kGenderSystem, 422, "TERM-PARAMETER-MISSING"},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.target);
    const auto response = get(each.target);
    EXPECT_EQ(response.status, each.status);
    EXPECT_EQ(outcome_of(response).id, each.id);
  }
}

TEST_F(OperationTest, AnInstanceHasNoTerminologyAndOtherMethodsAreRefused) {
  EXPECT_EQ(get("ValueSet/1/$expand?url=" + kGenders).status, 404U);
  const auto response = send({.method = Method::put, .target = "/fhir/ValueSet/$expand"});
  EXPECT_EQ(response.status, 405U);
  EXPECT_EQ(header(response, "Allow"), "GET, HEAD, POST");
}

TEST_F(OperationTest, ACallerThatIsNobodyAsksNothing) {
  peer_.reset();
  EXPECT_EQ(get("ValueSet/$expand?url=" + kGenders).status, 401U);
  EXPECT_EQ(post("Patient/$validate", R"({"resourceType":"Patient"})").status, 401U);
}

// --- $validate ---

TEST_F(OperationTest, ValidateSaysThatNothingIsWrong) {
  const auto response = post(
      "Observation/$validate",
      R"({"resourceType":"Observation","status":"final","code":{"text":"t"},)"
      R"("text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">t</div>"},)"
      R"("subject":{"display":"d"},"effectiveDateTime":"2026-01-01",)"
      R"("performer":[{"display":"p"}]})");

  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(outcome_of(response).id, "ISSUES-NONE") << response.body;
}

TEST_F(OperationTest, ValidateFindsWhatAConstraintForbidsAndWhere) {
  const auto response = post("Patient/$validate",
                             R"({"resourceType":"Patient","text":{"status":"generated",)"
                             R"("div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">p</div>"},)"
                             "\n\"contact\":[{\"gender\":\"male\"}]}");

  EXPECT_EQ(response.status, 200U);
  const Outcome outcome = outcome_of(response);
  EXPECT_EQ(outcome.severity, "error");
  EXPECT_EQ(outcome.expression, "Patient.contact[0]");
  EXPECT_EQ(outcome.line, "2");
}

TEST_F(OperationTest, ValidateTellsOfAnElementThatTheTypeDoesNotHave) {
  const auto response = post("Patient/$validate", R"({"resourceType":"Patient","colour":"red"})");

  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(outcome_of(response).severity, "error");
}

TEST_F(OperationTest, ValidateTakesProfilesFromTheUrlOrTheParameters) {
  const std::string profile = "http://hl7.org/fhir/StructureDefinition/bodyweight";
  const std::string observation =
      R"({"resourceType":"Observation","status":"final","code":{"text":"t"}})";
  const auto of_url = post("Observation/$validate?mode=profile&profile=" + profile, observation);
  const auto of_parameters =
      post("Observation/$validate",
           R"({"resourceType":"Parameters","parameter":[{"name":"resource","resource":)" +
               observation + R"(},{"name":"profile","valueUri":")" + profile + R"("}]})");

  for (const auto& response : {of_url, of_parameters}) {
    EXPECT_EQ(response.status, 200U);
    EXPECT_THAT(response.body, HasSubstr("VAL-PROFILE-MIN"));
    EXPECT_THAT(response.body, HasSubstr("Observation.subject"));
  }
}

TEST_F(OperationTest, AProfileThatIsNotHereIsAnError) {
  const auto response =
      post("Patient/$validate?profile=http://example.org/none", R"({"resourceType":"Patient"})");

  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(outcome_of(response).id, "VALIDATE-PROFILE");
}

TEST_F(OperationTest, AQuestionThatIsNoneIsRefused) {
  const std::string patient = R"({"resourceType":"Patient"})";
  struct Case {
    std::string target;
    std::string body;
    unsigned status;
    std::string id;
  };
  const std::vector<Case> cases{
      {"Patient/$validate", R"({"resourceType":"Patient")", 400, "JSON-SYNTAX"},
      {"Patient/$validate", R"({"resourceType":"Task"})", 400, "HTTP-BODY-TYPE"},
      {"Patient/$validate?mode=delete", patient, 400, "VALIDATE-MODE"},
      {"Patient/$validate?colour=red", patient, 400, "HTTP-URL-PARAMETER"},
      {"Patient/$validate",
       R"({"resourceType":"Parameters","parameter":[{"name":"mode","valueCode":"create"}]})",
       422,
       "TERM-PARAMETER-MISSING"},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.target + each.body);
    const auto response = post(each.target, each.body);
    EXPECT_EQ(response.status, each.status);
    EXPECT_EQ(outcome_of(response).id, each.id);
  }
}

TEST_F(OperationTest, TheCapabilityStatementNamesTheOperationsWhereTheyAre) {
  const fhir::Resource statement = resource_of(get("metadata"));
  std::map<std::string, std::set<std::string>> operations;
  for (const fhir::Node resource : statement.root().child("rest").children("resource")) {
    for (const fhir::Node operation : resource.children("operation"))
      operations[std::string(resource.child("type").value())].emplace(
          operation.child("name").value());
  }
  EXPECT_EQ(operations["Patient"], (std::set<std::string>{"validate"}));
  EXPECT_EQ(operations["ValueSet"], (std::set<std::string>{"validate", "expand", "validate-code"}));
  EXPECT_EQ(operations["CodeSystem"],
            (std::set<std::string>{"validate", "validate-code", "lookup", "subsumes"}));
}

}  // namespace
}  // namespace gateway::test
