// What the static check refuses on a type, and what it lets pass because it cannot know.
#include "gateway/fhirpath/type_check.hpp"

#include <gmock/gmock.h>

#include "tests/support/small_types.hpp"

namespace gateway::fhirpath {
namespace {

std::string verdict(std::string_view expression, std::string_view type = "Patient") {
  const auto compiled = Expression::compile(expression, gateway::test::small_types());
  if (!compiled) return std::string(compiled.error().id);
  const auto checked = check_types(*compiled, type);
  return checked ? "ok" : std::string(checked.error().id);
}

TEST(TypeCheckTest, FindsElementsThatTheTypeDoesNotHave) {
  EXPECT_EQ(verdict("Patient.name.given"), "ok");
  EXPECT_EQ(verdict("name.where(family.exists()).given"), "ok");
  EXPECT_EQ(verdict("Observation.name"), "FHIRPATH-ELEMENT");
  EXPECT_EQ(verdict("name.where(fmaily.exists())"), "FHIRPATH-ELEMENT");
  EXPECT_EQ(verdict("name.select(given.nothing)"), "FHIRPATH-ELEMENT");
}

TEST(TypeCheckTest, TakesAChoiceByItsNameWithoutType) {
  EXPECT_EQ(verdict("value.as(Quantity).value", "Observation"), "ok");
  EXPECT_EQ(verdict("valueQuantity", "Observation"), "FHIRPATH-ELEMENT");
}

TEST(TypeCheckTest, RefusesFunctionsAndOperatorsThatDoNotTakeTheType) {
  EXPECT_EQ(verdict("name.startsWith('a')"), "FHIRPATH-OPERAND");
  EXPECT_EQ(verdict("name.family.startsWith('a')"), "ok");
  EXPECT_EQ(verdict("birthDate + 7"), "FHIRPATH-OPERAND");
  EXPECT_EQ(verdict("birthDate + 7 days"), "ok");
}

TEST(TypeCheckTest, RefusesAPlaceInWhatHasNoOrder) {
  EXPECT_EQ(verdict("children().first()"), "FHIRPATH-ORDER");
  EXPECT_EQ(verdict("descendants()[0]"), "FHIRPATH-ORDER");
  EXPECT_EQ(verdict("children().count()"), "ok");
}

TEST(TypeCheckTest, LetsPassWhatItCannotKnow) {
  EXPECT_EQ(verdict("contained.anything"), "ok");
  EXPECT_EQ(verdict("%resource.anything"), "ok");
  EXPECT_EQ(verdict("anything", ""), "ok");
  EXPECT_EQ(verdict("name.is(HumanName)"), "ok");
}

}  // namespace
}  // namespace gateway::fhirpath
