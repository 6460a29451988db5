// Source: FHIR R4, datatypes.html#primitive; element.html, ele-1.
#include <string>

#include "tests/validation/structure_fixture.hpp"

namespace gateway::validation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

class ValueRuleTest : public StructureTest {
 protected:
  static std::vector<Found> findings_of_patient(std::string_view element, std::string_view value) {
    fhir::Builder builder(types(), "Patient");
    builder.add(element, value);
    return findings_of(std::move(builder).finish());
  }
};

TEST_F(ValueRuleTest, ReportsAValueThatBreaksTheRuleOfItsType) {
  EXPECT_THAT(findings_of_patient("birthDate", "2024-02-29"), IsEmpty());
  EXPECT_THAT(findings_of_patient("birthDate", "2023-02-29"),
              ElementsAre(Pair("VAL-PRIMITIVE", "Patient.birthDate")));
  EXPECT_THAT(findings_of_patient("active", "TRUE"),
              ElementsAre(Pair("VAL-PRIMITIVE", "Patient.active")));
}

TEST_F(ValueRuleTest, ReportsAnEmptyValue) {
  EXPECT_THAT(findings_of_patient("language", ""),
              ElementsAre(Pair("VAL-PRIMITIVE", "Patient.language")));
}

TEST_F(ValueRuleTest, AcceptsAnIdUpToItsLimitAndWarnsBeyond) {
  EXPECT_THAT(findings_of_patient("id", std::string(64, 'a')), IsEmpty());
  EXPECT_THAT(findings_of_patient("id", std::string(65, 'a')),
              ElementsAre(Pair("VAL-ID-LENGTH", "Patient.id")));
  EXPECT_THAT(findings_of_patient("id", std::string(129, 'a')),
              ElementsAre(Pair("VAL-PRIMITIVE", "Patient.id")));
  EXPECT_THAT(findings_of_patient("id", "a_b"), ElementsAre(Pair("VAL-PRIMITIVE", "Patient.id")));
}

TEST_F(ValueRuleTest, ReportsAnElementWithNothingInIt) {
  fhir::Builder builder(types(), "Patient");
  builder.begin("name");
  builder.end();

  EXPECT_THAT(findings_of(std::move(builder).finish()),
              ElementsAre(Pair("VAL-EMPTY", "Patient.name[0]")));
}

TEST_F(ValueRuleTest, ReportsAnElementWithAnIdOnly) {
  fhir::Builder builder(types(), "Patient");
  builder.begin("name");
  builder.add("id", "n");
  builder.end();
  builder.begin("birthDate");
  builder.add("id", "b");
  builder.end();

  EXPECT_THAT(
      findings_of(std::move(builder).finish()),
      ElementsAre(Pair("VAL-EMPTY", "Patient.name[0]"), Pair("VAL-EMPTY", "Patient.birthDate")));
}

TEST_F(ValueRuleTest, AcceptsAPrimitiveWithAnExtensionInsteadOfAValue) {
  EXPECT_THAT(findings_of(R"({"resourceType": "Patient", "_birthDate": {"extension": [
      {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
       "valueCode": "unknown"}]}})"),
              IsEmpty());
}

}  // namespace
}  // namespace gateway::validation
