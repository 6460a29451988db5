// Elements that expressions make.
// Source of the expected answers: FHIR R5, fhirpath.html#factory.
#include <gtest/gtest.h>

#include "tests/fhirpath/answer.hpp"

namespace gateway::fhirpath::test {
namespace {

TEST(FactoryTest, MakesPrimitivesOfTheirTypes) {
  EXPECT_EQ(answer("%factory.code('a').where($this is code)"), "a");
  EXPECT_EQ(answer("%factory.integer(5) + 1"), "6");
  EXPECT_EQ(answer("%factory.boolean('true').not()"), "false");
  EXPECT_EQ(answer("%factory.date('2024-01-01') = @2024-01-01"), "true");
  EXPECT_EQ(answer("%factory.date(@2024-01-01) is FHIR.date"), "true");
  EXPECT_EQ(answer("%factory.decimal('1.50')"), "1.50");
  EXPECT_EQ(answer("%factory.string({}).exists()"), "true");
  EXPECT_EQ(answer("%factory.string({}).hasValue()"), "false");
}

TEST(FactoryTest, RefusesValuesThatThePrimitiveCannotHave) {
  EXPECT_EQ(answer("%factory.code('a ')"), "FHIRPATH-OPERAND");
  EXPECT_EQ(answer("%factory.uri(1)"), "FHIRPATH-OPERAND");
  EXPECT_EQ(answer("%factory.integer(1.5)"), "FHIRPATH-OPERAND");
  EXPECT_EQ(answer("%factory.positiveInt(0)"), "FHIRPATH-OPERAND");
  EXPECT_EQ(answer("%factory.date('2024-02-30')"), "FHIRPATH-OPERAND");
  EXPECT_EQ(answer("%factory.string('')"), "FHIRPATH-OPERAND");
  EXPECT_EQ(answer("%factory.string('a' | 'b')"), "FHIRPATH-SINGLETON");
}

TEST(FactoryTest, MakesExtensionsWithTheTypeOfTheirValue) {
  EXPECT_EQ(answer("%factory.Extension('u', 1).value is integer"), "true");
  EXPECT_EQ(answer("%factory.Extension('u', %factory.code('c')).value is code"), "true");
  EXPECT_EQ(answer("%factory.string('a', %factory.Extension('u', 'b')).extension('u').value"), "b");
  EXPECT_EQ(answer("%factory.Extension('u', 2 'mg').value.code"), "mg");
  EXPECT_EQ(answer("%factory.Extension('u', 1L)"), "FHIRPATH-OPERAND");
  EXPECT_EQ(answer("%factory.Extension('u', Patient)"), "FHIRPATH-OPERAND");
}

TEST(FactoryTest, MakesStructuresOfTheirElements) {
  EXPECT_EQ(answer("%factory.HumanName('Berg', 'Åsa' | 'Maria').given"), "Åsa|Maria");
  EXPECT_EQ(answer("%factory.Coding('s', 'c') is Coding"), "true");
  EXPECT_EQ(answer("%factory.CodeableConcept(%factory.Coding('s', 'c'), 't').coding.code"), "c");
  EXPECT_EQ(answer("%factory.Identifier({}, 'v').system"), "{}");
  EXPECT_EQ(answer("%factory.Quantity('http://unitsofmeasure.org', 'mg', 5, 'mg') = 5 'mg'"),
            "true");
  EXPECT_EQ(answer("%factory.HumanName('Berg' | 'Dahl')"), "FHIRPATH-OPERAND");
  EXPECT_EQ(answer("%factory.HumanName(1)"), "FHIRPATH-OPERAND");
  EXPECT_EQ(answer("%factory.CodeableConcept('c')"), "FHIRPATH-OPERAND");
}

TEST(FactoryTest, AddsToWhatThereIs) {
  EXPECT_EQ(answer("%factory.withExtension(%factory.integer(1), 'u', 2).extension('u').value"),
            "2");
  EXPECT_EQ(answer("%factory.withExtension(birthDate, 'u', 2)"), "1974-12");
  EXPECT_EQ(answer("%factory.withProperty(name.first(), 'family', 'Berg').family"), "Berg");
  EXPECT_EQ(answer("%factory.withProperty(name.first(), 'given', 'Eva').given"), "Eva");
  EXPECT_EQ(answer("%factory.withProperty(name.first(), 'nothing', 'a')"), "FHIRPATH-OPERAND");
  EXPECT_EQ(answer("%factory.withProperty(1, 'id', 'a')"), "FHIRPATH-OPERAND");
  EXPECT_EQ(answer("name.first().given.count()"), "2");
}

TEST(FactoryTest, CreatesEmptyElements) {
  EXPECT_EQ(answer("%factory.create(HumanName) is HumanName"), "true");
  EXPECT_EQ(answer("%factory.create(HumanName).children()"), "{}");
  EXPECT_EQ(answer("%factory.create(System.String)"), "FHIRPATH-OPERAND");
  EXPECT_EQ(answer("%factory.create(Nothing)"), "FHIRPATH-TYPE");
}

TEST(FactoryTest, HasFunctionsOfItsOwn) {
  EXPECT_EQ(answer("%factory"), "{}");
  EXPECT_EQ(answer("%factory.first()"), "FHIRPATH-FUNCTION");
  EXPECT_EQ(answer("Coding('s')"), "FHIRPATH-FUNCTION");
  EXPECT_EQ(answer("defineVariable('factory', 1)"), "FHIRPATH-VARIABLE");
}

TEST(FactoryTest, CostsWhatAnElementTakes) {
  Environment environment = evening_in_melbourne();
  environment.steps = 500;
  EXPECT_EQ(answer("%factory.code('a')", patient(), environment), "FHIRPATH-BUDGET");
  environment.steps = 520;
  EXPECT_EQ(answer("%factory.code('a')", patient(), environment), "a");
}

}  // namespace
}  // namespace gateway::fhirpath::test
