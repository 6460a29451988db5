// PATCH: which bodies are taken, and what they make of a resource.
// Source: FHIR R4, http.html#patch; RFC 5789.
#include <string>

#include "gateway/fhir/builder.hpp"

#include "tests/rest/front_test.hpp"

namespace gateway::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using wire::Method;

constexpr std::string_view kJsonPatch = "application/json-patch+json";

class PatchTest : public FrontTest {
 protected:
  wire::Response patch(std::string body,
                       std::string_view type = kJsonPatch,
                       std::vector<wire::Headers::Field> headers = {}) {
    return send({.method = Method::patch,
                 .target = "/fhir/Patient/1",
                 .body = std::move(body),
                 .headers = std::move(headers),
                 .content_type = std::string(type)});
  }

  // What the patch that went through the door makes of a Patient.
  fhir::Checked<fhir::Resource> patched() {
    const exchange::Change& change = door_.commands.back().changes.front();
    fhir::Builder b(r4().types(), "Patient");
    b.add("id", "1");
    b.add("active", "true");
    return change.patch(std::move(b).finish());
  }
};

TEST_F(PatchTest, AJsonPatchGoesThroughTheDoorAsAnUpdate) {
  door_.accept(written({done("Patient", "1", 5)}));

  const auto response = patch(R"([{"op":"replace","path":"/active","value":false}])",
                              "application/json-patch+json; charset=utf-8",
                              {{"If-Match", "W/\"4\""}});

  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(header(response, "ETag"), "W/\"5\"");
  ASSERT_THAT(door_.commands, SizeIs(1));
  const exchange::Change& change = door_.commands.front().changes.front();
  EXPECT_EQ(change.interaction, exchange::Interaction::update);
  EXPECT_EQ(change.id, "1");
  EXPECT_EQ(change.if_match, 4U);
  EXPECT_EQ(change.resource.type_name(), "Patient");
  const auto result = patched();
  ASSERT_TRUE(result);
  EXPECT_EQ(result->root().child("active").value(), "false");
}

TEST_F(PatchTest, ParametersAreAFhirPathPatch) {
  door_.accept(written({done("Patient", "1", 5)}));

  const auto response = patch(
      R"({"resourceType":"Parameters","parameter":[{"name":"operation","part":[)"
      R"({"name":"type","valueCode":"delete"},{"name":"path","valueString":"Patient.active"}]}]})",
      "application/fhir+json");

  EXPECT_EQ(response.status, 200U);
  const auto result = patched();
  ASSERT_TRUE(result);
  EXPECT_FALSE(result->root().child("active"));
}

TEST_F(PatchTest, OtherBodiesAreRefusedWithTheTypesThatAreTaken) {
  for (const std::string_view type : {"application/xml-patch+xml", "text/plain"}) {
    const auto response = patch("<diff/>", type);

    EXPECT_EQ(response.status, 415U) << type;
    EXPECT_THAT(header(response, "Accept-Patch"), HasSubstr(kJsonPatch));
  }
  EXPECT_EQ(patch(R"({"resourceType":"Patient"})", "application/fhir+json").status, 400U);
  EXPECT_THAT(door_.commands, IsEmpty());
}

TEST_F(PatchTest, WhatIsNoPatchIsRefusedWhenItIsApplied) {
  door_.accept(written({done("Patient", "1", 5)}));
  patch("[");
  EXPECT_EQ(patched().error().error.id, "JSON-SYNTAX");
  EXPECT_EQ(patched().error().error.kind, ErrorKind::malformed);

  patch(R"([{"op":"remove","path":"/gender"}])");
  EXPECT_EQ(patched().error().error.id, "PATCH-TARGET");
}

TEST_F(PatchTest, AResultThatFhirDoesNotHaveIsRefusedWithItsFindings) {
  door_.accept(written({done("Patient", "1", 5)}));
  patch(R"([{"op":"add","path":"/colour","value":"red"}])");
  EXPECT_EQ(patched().error().error.id, "PATCH-RESULT");
  EXPECT_EQ(patched().error().error.kind, ErrorKind::invalid);
  ASSERT_THAT(patched().error().issues.issues(), SizeIs(1));
  EXPECT_FALSE(patched().error().issues.issues().front().position);

  patch(R"([{"op":"replace","path":"/active","value":"yes"}])");
  EXPECT_EQ(patched().error().error.id, "PATCH-RESULT");

  patch(R"([{"op":"replace","path":"","value":1}])");
  EXPECT_EQ(patched().error().error.id, "PATCH-RESULT");
}

TEST_F(PatchTest, TheCapabilityStatementNamesThePatchFormats) {
  const auto response = get("/fhir/metadata");

  EXPECT_THAT(response.body, HasSubstr(R"("patchFormat":["application/json-patch+json")"));
  EXPECT_THAT(response.body, HasSubstr(R"({"code":"patch"})"));
}

}  // namespace
}  // namespace gateway::test
