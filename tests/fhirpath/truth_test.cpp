// What is evaluated without collections gives what it gives with them.
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "gateway/fhirpath/evaluator.hpp"

#include "tests/fhirpath/answer.hpp"

namespace gateway::fhirpath::test {
namespace {

// Two names; the second has two given names, one of them without a value.
const fhir::Resource& two_names() {
  static const fhir::Resource kPatient = [] {
    fhir::Builder b(gateway::test::small_types(), "Patient");
    b.add("active", "true");
    b.begin("name");
    b.add("family", "Berg");
    b.end();
    b.begin("name");
    b.add("family", "Dal");
    b.begin("given");
    b.add("id", "nothing");
    b.end();
    b.add("given", "Åsa");
    b.end();
    b.add("birthDate", "1974-12");
    return std::move(b).finish();
  }();
  return kPatient;
}

// An operand of each kind: boolean, another single item, without value, none, several, a mistake.
constexpr std::string_view kOperands[] = {"true",
                                          "false",
                                          "active",
                                          "active.not()",
                                          "birthDate",
                                          "'text'",
                                          "1974",
                                          "$this",
                                          "%resource",
                                          "Patient.birthDate",
                                          "name.given.where(hasValue().not())",
                                          "gender",
                                          "name",
                                          "name.given",
                                          "name.family",
                                          "(1 | 2)",
                                          "{}",
                                          "name.exists()",
                                          "name.single()"};

// The operand as what no shortcut is taken for.
std::string whole(std::string_view operand) {
  return "(" + std::string(operand) + ").select($this)";
}

class TruthTest : public testing::TestWithParam<std::string_view> {};

TEST_P(TruthTest, IsTheSameOfAnOperandWithoutItsShortcut) {
  const std::string given(GetParam());
  for (const char* call : {".exists()", ".empty()", ".hasValue()", ".not()", ".not().not()"})
    EXPECT_EQ(answer("(" + given + ")" + call, two_names()),
              answer(whole(given) + call, two_names()))
        << given << call;
}

TEST_P(TruthTest, IsTheSameOfTwoOperandsWithoutTheirShortcuts) {
  const std::string left(GetParam());
  for (const std::string_view other : kOperands) {
    const std::string right(other);
    for (const char* op : {" and ", " or ", " xor ", " implies ", " = ", " != "}) {
      EXPECT_EQ(answer("(" + left + ")" + op + "(" + right + ")", two_names()),
                answer(whole(left) + op + whole(right), two_names()))
          << left << op << right;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Operands, TruthTest, testing::ValuesIn(kOperands));

TEST(TruthTableTest, HasThreeValues) {
  EXPECT_EQ(answer("(true and {}) | (false or {}) | ({} implies {})"), "{}");
  EXPECT_EQ(answer("false and {}"), "false");
  EXPECT_EQ(answer("{} and false"), "false");
  EXPECT_EQ(answer("{} or true"), "true");
  EXPECT_EQ(answer("{} implies true"), "true");
  EXPECT_EQ(answer("true xor {}"), "{}");
  EXPECT_EQ(answer("true xor false"), "true");
  EXPECT_EQ(answer("true xor true"), "false");
}

TEST(TruthTableTest, LooksAtTheRightSideOnlyWhereTheLeftOneDoesNotTell) {
  EXPECT_EQ(answer("false and name.select(1 | 2).single()", two_names()), "false");
  EXPECT_EQ(answer("true or (1 | 2)"), "true");
  EXPECT_EQ(answer("false implies (1 | 2)"), "true");
  EXPECT_EQ(answer("'text' or (1 | 2)"), "FHIRPATH-SINGLETON");
  EXPECT_EQ(answer("true and (1 | 2)"), "FHIRPATH-SINGLETON");
}

TEST(TruthTableTest, ForgetsTheVariablesOfAnOperand) {
  EXPECT_EQ(answer("defineVariable('a').exists() and %a.exists()"), "FHIRPATH-VARIABLE");
  EXPECT_EQ(answer("(defineVariable('a').exists()).not() = %a.exists()"), "FHIRPATH-VARIABLE");
}

TEST(PathTest, FindsAChoiceByItsNameAndNotByThatWithItsType) {
  const fhir::Resource seen = observation("1", "cm");
  EXPECT_EQ(answer("value.code", seen), "cm");
  EXPECT_EQ(answer("value.exists()", seen), "true");
  EXPECT_EQ(answer("valueQuantity.exists()", seen), "false");
  EXPECT_EQ(answer("valueQuantity", seen), "{}");
  EXPECT_EQ(answer("val.exists()", seen), "false");
  EXPECT_EQ(answer("Observation.value.code = 'cm'", seen), "true");
}

// A step for each part of it, and one for each element that a name is looked for in.
TEST(PathTest, TakesAsManyStepsAsItHasPartsAndElements) {
  Environment environment = evening_in_melbourne();
  environment.steps = 5;
  EXPECT_EQ(answer("name.family", two_names(), environment), "Berg|Dal");
  environment.steps = 4;
  EXPECT_EQ(answer("name.family", two_names(), environment), "FHIRPATH-BUDGET");
}

TEST(PathTest, StopsAtTheFirstElementWhereOneIsEnough) {
  Environment environment = evening_in_melbourne();
  environment.steps = 5;
  EXPECT_EQ(answer("name.family.exists()", two_names(), environment), "true");
  environment.steps = 4;
  EXPECT_EQ(answer("name.family.exists()", two_names(), environment), "FHIRPATH-BUDGET");
}

// A budget that is spent inside a condition is no answer of the condition.
TEST(PathTest, SaysThatTheBudgetIsSpentWhereverThatHappens) {
  const auto text = "name.where(family.exists() and given.empty().not()).exists().not() or active";
  Environment environment = evening_in_melbourne();
  environment.steps = 0;
  std::string last;
  while (environment.steps < 100 && last != "true") {
    last = answer(text, two_names(), environment);
    EXPECT_TRUE(last == "true" || last == "FHIRPATH-BUDGET") << environment.steps << last;
    ++environment.steps;
  }
  EXPECT_GT(environment.steps, 10U);
  EXPECT_EQ(last, "true");
}

TEST(FunctionRowTest, HasNoFunctionWhereNoArgumentsAreTaken) {
  for (const char* name : {"empty", "hasValue", "not"}) {
    const FunctionRow* row = find_function(name);
    ASSERT_NE(row, nullptr) << name;
    EXPECT_EQ(row->max_arguments, 0) << name;
    EXPECT_EQ(answer("active." + std::string(name) + "(true)", two_names()), "FHIRPATH-FUNCTION");
    EXPECT_NE(answer("active.select(" + std::string(name) + "())", two_names()), "{}") << name;
    EXPECT_NE(answer("active." + std::string(name) + "()[0]", two_names()), "{}") << name;
  }
  EXPECT_EQ(answer("name.exists(family = 'Dal')", two_names()), "true");
  EXPECT_EQ(answer("name.exists(family = 'None')", two_names()), "false");
}

TEST(PathTest, CostsWhatItLooksAt) {
  Environment environment = evening_in_melbourne();
  environment.steps = 3;
  EXPECT_EQ(answer("name.given", two_names(), environment), "FHIRPATH-BUDGET");
  EXPECT_EQ(answer("name.given.exists()", two_names(), environment), "FHIRPATH-BUDGET");
  EXPECT_EQ(answer("name.given = 'a'", two_names(), environment), "FHIRPATH-BUDGET");
}

}  // namespace
}  // namespace gateway::fhirpath::test
