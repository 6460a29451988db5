// FHIRPath Patch: each operation, what is refused and where, and that a patch counts whole or not
// at all. Source: FHIR R4, fhirpatch.html.
#include "gateway/fhirpath/fhir_patch.hpp"

#include <string>

#include <gmock/gmock.h>

#include "gateway/codec/json_reader.hpp"
#include "gateway/codec/json_writer.hpp"

#include "tests/support/result_matchers.hpp"
#include "tests/support/small_types.hpp"

namespace gateway::fhirpath::test {
namespace {

using gateway::test::FailsWithId;

fhir::Resource read(const std::string& json) {
  fhir::IssueLog findings;
  auto resource = codec::read_json(json, gateway::test::small_types(), {}, findings);
  EXPECT_TRUE(resource && !findings.has_errors()) << json;
  return *resource;
}

std::string part(std::string_view name, std::string_view value) {
  return R"({"name":")" + std::string(name) + R"(",)" + std::string(value) + "}";
}

// An operation; `more` are further parts, each after a comma.
std::string operation(std::string_view type, std::string_view path, const std::string& more = "") {
  return R"({"name":"operation","part":[)" +
         part("type", R"("valueCode":")" + std::string(type) + '"') + "," +
         part("path", R"("valueString":")" + std::string(path) + '"') + more + "]}";
}

std::string add(std::string_view path, std::string_view name, std::string_view value) {
  return operation("add",
                   path,
                   "," + part("name", R"("valueString":")" + std::string(name) + '"') + "," +
                       part("value", value));
}

std::string replace(std::string_view path, std::string_view value) {
  return operation("replace", path, "," + part("value", value));
}

std::string move(std::string_view path, int from, int to) {
  return operation("move",
                   path,
                   "," + part("source", "\"valueInteger\":" + std::to_string(from)) + "," +
                       part("destination", "\"valueInteger\":" + std::to_string(to)));
}

fhir::Checked<fhir::Resource> apply_patch(const std::string& resource,
                                          const std::string& operations,
                                          const FhirPatchLimits& limits = {}) {
  return apply_fhir_patch(read(resource),
                          read(R"({"resourceType":"Parameters","parameter":[)" + operations + "]}"),
                          limits);
}

// The members of the patched Patient after its type, or the id of the refusal.
std::string patched(const std::string& members, const std::string& operations) {
  const std::string head = R"({"resourceType":"Patient")";
  const auto result = apply_patch(head + (members.empty() ? "" : "," + members) + "}", operations);
  if (!result) return std::string(result.error().error.id);
  const std::string json = codec::to_json(*result);
  return json.substr(head.size(), json.size() - head.size() - 1);
}

TEST(FhirPatchTest, AddsAnElementOrAnItem) {
  EXPECT_EQ(patched("", add("Patient", "birthDate", R"("valueDate":"2012-03-01")")),
            R"(,"birthDate":"2012-03-01")");
  EXPECT_EQ(patched(R"("name":[{"text":"a"}])",
                    add("Patient", "name", R"("valueHumanName":{"text":"b"})")),
            R"(,"name":[{"text":"a"},{"text":"b"}])");
}

TEST(FhirPatchTest, AddsAnElementWhoseTypeHasNoName) {
  const std::string parts = R"("part":[)" + part("gender", R"("valueCode":"female")") + "," +
                            part("name", R"("valueHumanName":{"text":"a"})") + "]";

  EXPECT_EQ(patched("", add("Patient", "contact", parts)),
            R"(,"contact":[{"name":{"text":"a"},"gender":"female"}])");
}

TEST(FhirPatchTest, AChoiceIsNamedWithItsTypeOrWithout) {
  EXPECT_EQ(patched("", add("Patient", "deceased", R"("valueBoolean":true)")),
            R"(,"deceasedBoolean":true)");
  EXPECT_EQ(patched("", add("Patient", "deceasedBoolean", R"("valueBoolean":true)")),
            R"(,"deceasedBoolean":true)");
  EXPECT_EQ(patched(R"("multipleBirthBoolean":true)",
                    replace("Patient.multipleBirth", R"("valueInteger":2)")),
            R"(,"multipleBirthInteger":2)");
}

TEST(FhirPatchTest, InsertsBeforeAnItem) {
  const auto insert = [](int index) {
    return operation("insert",
                     "Patient.name",
                     "," + part("index", "\"valueInteger\":" + std::to_string(index)) + "," +
                         part("value", R"("valueHumanName":{"text":"x"})"));
  };
  const std::string two = R"("name":[{"text":"a"},{"text":"b"}])";

  EXPECT_EQ(patched(two, insert(1)), R"(,"name":[{"text":"a"},{"text":"x"},{"text":"b"}])");
  EXPECT_EQ(patched(two, insert(2)), R"(,"name":[{"text":"a"},{"text":"b"},{"text":"x"}])");
  EXPECT_EQ(patched(two, insert(3)), "PATCH-INDEX");
  EXPECT_EQ(patched("", insert(0)), "PATCH-TARGET");
}

TEST(FhirPatchTest, DeletesOneElementAndIsContentWithNone) {
  EXPECT_EQ(patched(R"("active":true,"gender":"male")", operation("delete", "Patient.active")),
            R"(,"gender":"male")");
  EXPECT_EQ(patched(R"("active":true)", operation("delete", "Patient.birthDate")),
            R"(,"active":true)");
  EXPECT_EQ(patched(R"("name":[{"text":"a"},{"text":"b"}])", operation("delete", "Patient.name")),
            "PATCH-TARGET");
}

TEST(FhirPatchTest, ReplacesPrimitivesAndStructures) {
  EXPECT_EQ(patched(R"("gender":"male")", replace("Patient.gender", R"("valueCode":"female")")),
            R"(,"gender":"female")");
  EXPECT_EQ(patched(R"("name":[{"text":"a"},{"text":"b"}])",
                    replace("Patient.name.where(text = 'b')", R"("valueHumanName":{"text":"c"})")),
            R"(,"name":[{"text":"a"},{"text":"c"}])");
}

TEST(FhirPatchTest, TheSpellingOfAPrimitiveMayComeAsAString) {
  EXPECT_EQ(patched(R"("gender":"male")", replace("Patient.gender", R"("valueString":"other")")),
            R"(,"gender":"other")");
  EXPECT_EQ(patched(R"("birthDate":"2012")", replace("Patient.birthDate", R"("valueString":"x")")),
            "PRIMITIVE-DATE");
}

TEST(FhirPatchTest, MovesAnItem) {
  const std::string three = R"("name":[{"text":"a"},{"text":"b"},{"text":"c"}])";

  EXPECT_EQ(patched(three, move("Patient.name", 2, 0)),
            R"(,"name":[{"text":"c"},{"text":"a"},{"text":"b"}])");
  EXPECT_EQ(patched(three, move("Patient.name", 0, 2)),
            R"(,"name":[{"text":"b"},{"text":"c"},{"text":"a"}])");
  EXPECT_EQ(patched(three, move("Patient.name", 0, 3)), "PATCH-INDEX");
  EXPECT_EQ(patched(three, move("Patient.name[1]", 0, 1)), "PATCH-TARGET");
}

TEST(FhirPatchTest, AnOperationSeesWhatTheOneBeforeItDid) {
  EXPECT_EQ(patched("",
                    add("Patient", "name", R"("valueHumanName":{"text":"a"})") + "," +
                        replace("Patient.name[0].text", R"("valueString":"b")")),
            R"(,"name":[{"text":"b"}])");
}

TEST(FhirPatchTest, ARefusalIsLocatedAtItsOperation) {
  const auto result = apply_patch(R"({"resourceType":"Patient","active":true})",
                                  operation("delete", "Patient.active") + "," +
                                      add("Patient.name", "text", R"("valueString":"a")"));

  ASSERT_THAT(result, FailsWithId("PATCH-TARGET"));
  EXPECT_EQ(result.error().error.kind, ErrorKind::invalid);
  ASSERT_EQ(result.error().issues.issues().size(), 1U);
  EXPECT_EQ(result.error().issues.issues()[0].expression, "Parameters.parameter[1]");
}

TEST(FhirPatchTest, RefusesWhatDoesNotFitTheResource) {
  const std::string one = R"("active":true,"name":[{"text":"a"}])";

  EXPECT_EQ(patched(one, add("Patient", "active", R"("valueBoolean":true)")), "PATCH-VALUE");
  EXPECT_EQ(patched(one, add("Patient", "colour", R"("valueString":"a")")), "PATCH-VALUE");
  EXPECT_EQ(patched(one, add("Patient", "name", R"("valueString":"a")")), "PATCH-VALUE");
  EXPECT_EQ(patched(one, replace("Patient", R"("valueString":"a")")), "PATCH-TARGET");
  EXPECT_EQ(patched(one, replace("Patient.name.text.length()", R"("valueInteger":1)")),
            "PATCH-TARGET");
  EXPECT_EQ(patched(one, replace("Patient.birthDate", R"("valueDate":"2012")")), "PATCH-TARGET");
}

TEST(FhirPatchTest, RefusesWhatIsNoOperation) {
  EXPECT_EQ(patched("", R"({"name":"change"})"), "PATCH-OPERATION");
  EXPECT_EQ(patched("", operation("destroy", "Patient.active")), "PATCH-OPERATION");
  EXPECT_EQ(patched("", operation("add", "Patient")), "PATCH-OPERATION");
  EXPECT_EQ(patched("", R"({"name":"operation","part":[{"name":"type","valueCode":"delete"}]})"),
            "PATCH-OPERATION");
  EXPECT_EQ(patched("", operation("delete", "Patient.(")), "FHIRPATH-SYNTAX");
  EXPECT_EQ(patched("", operation("delete", "Patient", "," + part("path", R"("valueString":"a")"))),
            "PATCH-OPERATION");
  EXPECT_EQ(patched(R"("name":[{"text":"a"}])", move("Patient.name", -1, 0)), "PATCH-OPERATION");
}

TEST(FhirPatchTest, OperationsTimesElementsAreLimited) {
  const std::string two =
      operation("delete", "Patient.active") + "," + operation("delete", "Patient.active");

  EXPECT_THAT(apply_patch(R"({"resourceType":"Patient"})", two, {.max_operations = 1}),
              FailsWithId("PATCH-LIMIT"));
  EXPECT_THAT(apply_patch(R"({"resourceType":"Patient","active":true})", two, {.max_visits = 3}),
              FailsWithId("PATCH-LIMIT"));
}

}  // namespace
}  // namespace gateway::fhirpath::test
