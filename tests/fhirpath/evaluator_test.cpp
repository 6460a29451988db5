// Paths, operators and functions on collections, and what an evaluation may cost.
// Source of the expected answers: FHIRPath 2.0.
#include <gmock/gmock.h>

#include "tests/fhirpath/answer.hpp"

namespace gateway::fhirpath::test {
namespace {

struct AnswerRow {
  std::string_view expression;
  std::string_view answer;

  friend void PrintTo(const AnswerRow& row, std::ostream* out) { *out << row.expression; }
};

// Two names, the second without a family name; one contact point.
const fhir::Resource& two_names() {
  static const fhir::Resource kPatient = [] {
    fhir::Builder b(gateway::test::small_types(), "Patient");
    b.add("active", "true");
    b.begin("name");
    b.add("family", "Berg");
    b.add("given", "Åsa");
    b.add("given", "Maria");
    b.end();
    b.begin("name");
    b.add("given", "Åsa");
    b.end();
    b.add("birthDate", "1974-12-25");
    return std::move(b).finish();
  }();
  return kPatient;
}

class AnswerTest : public testing::TestWithParam<AnswerRow> {};
TEST_P(AnswerTest, IsWhatTheSpecificationSays) {
  EXPECT_EQ(answer(GetParam().expression, two_names()), GetParam().answer);
}

INSTANTIATE_TEST_SUITE_P(Paths,
                         AnswerTest,
                         testing::Values(AnswerRow{"Patient.name.given", "Åsa|Maria|Åsa"},
                                         AnswerRow{"name.given", "Åsa|Maria|Åsa"},
                                         AnswerRow{"Resource.birthDate", "1974-12-25"},
                                         AnswerRow{"Observation.name", "{}"},
                                         AnswerRow{"name[1].given", "Åsa"},
                                         AnswerRow{"name[2]", "{}"},
                                         AnswerRow{"name[-1]", "{}"},
                                         AnswerRow{"name['a']", "FHIRPATH-OPERAND"},
                                         AnswerRow{"%resource.active", "true"},
                                         AnswerRow{"%context.active", "true"},
                                         AnswerRow{"%sct", "http://snomed.info/sct"},
                                         AnswerRow{"%`vs-a`", "http://hl7.org/fhir/ValueSet/a"},
                                         AnswerRow{"%nothing", "FHIRPATH-VARIABLE"},
                                         AnswerRow{"$index", "FHIRPATH-VARIABLE"}));

INSTANTIATE_TEST_SUITE_P(Operators,
                         AnswerTest,
                         testing::Values(AnswerRow{"1 + 2 * 3", "7"},
                                         AnswerRow{"7 div 2 | -7 mod 2", "3|-1"},
                                         AnswerRow{"1 / 4", "0.25"},
                                         AnswerRow{"1 / 0", "{}"},
                                         AnswerRow{"2147483647 + 1", "{}"},
                                         AnswerRow{"-2147483648", "-2147483648"},
                                         AnswerRow{"'a' + 'b' & {}", "ab"},
                                         AnswerRow{"'a' + {}", "{}"},
                                         AnswerRow{"'a' - 'b'", "FHIRPATH-OPERAND"},
                                         AnswerRow{"(1 | 2) + 1", "FHIRPATH-SINGLETON"},
                                         AnswerRow{"birthDate + 1 month", "1975-01-25"},
                                         AnswerRow{"birthDate - 1 'd'", "1974-12-24"},
                                         AnswerRow{"birthDate + 1 'a'", "FHIRPATH-OPERAND"},
                                         AnswerRow{"birthDate + 1 'cm'", "FHIRPATH-OPERAND"},
                                         AnswerRow{"2 'cm' * 3 'cm' = 0.0006 'm2'", "true"},
                                         AnswerRow{"1 'm' + 1 'cm'", "101 'cm'"},
                                         AnswerRow{"1 'm' + 1 's'", "{}"},
                                         AnswerRow{"1 'm' = 100 'cm'", "true"},
                                         AnswerRow{"1 'm' = 1 's'", "{}"},
                                         AnswerRow{"1.0 = 1", "true"},
                                         AnswerRow{"@2015 = @2015-01", "{}"},
                                         AnswerRow{"@2015 ~ @2015-01", "false"},
                                         AnswerRow{"'ABC' ~ 'abc'", "true"},
                                         AnswerRow{"1.54 ~ 1.5", "true"},
                                         AnswerRow{"name = name", "true"},
                                         AnswerRow{"name[0] = name[1]", "false"},
                                         AnswerRow{"(1 | 2) ~ (2 | 1)", "true"},
                                         AnswerRow{"'a' < 'b' and 1 <= 1.0", "true"},
                                         AnswerRow{"1 < 'a'", "FHIRPATH-OPERAND"},
                                         AnswerRow{"'Maria' in name.given", "true"},
                                         AnswerRow{"name.given contains 'x'", "false"},
                                         AnswerRow{"{} and false", "false"},
                                         AnswerRow{"{} and true", "{}"},
                                         AnswerRow{"{} or true", "true"},
                                         AnswerRow{"{} xor true", "{}"},
                                         AnswerRow{"{} implies true", "true"},
                                         AnswerRow{"false implies {}", "true"},
                                         AnswerRow{"active is boolean", "true"},
                                         AnswerRow{"active is System.Boolean", "false"},
                                         AnswerRow{"(name[0] as HumanName).family", "Berg"},
                                         AnswerRow{"active.type().name", "boolean"},
                                         AnswerRow{"true.type().namespace", "System"}));

INSTANTIATE_TEST_SUITE_P(
    Functions,
    AnswerTest,
    testing::Values(AnswerRow{"name.where(family.exists()).given", "Åsa|Maria"},
                    AnswerRow{"name.given.where($index = 1)", "Maria"},
                    AnswerRow{"name.exists(family = 'Berg')", "true"},
                    AnswerRow{"name.all(family.exists())", "false"},
                    AnswerRow{"name.given.distinct().count()", "2"},
                    AnswerRow{"name.given.isDistinct()", "false"},
                    AnswerRow{"name.select(given.first())", "Åsa|Åsa"},
                    AnswerRow{"(1 | 2 | 3).tail().last()", "3"},
                    AnswerRow{"(1 | 2 | 3).skip(1).take(1)", "2"},
                    AnswerRow{"(1 | 2).intersect(2 | 3)", "2"},
                    AnswerRow{"(1 | 2).exclude(2 | 3)", "1"},
                    AnswerRow{"(1 | 2).combine(2 | 3)", "1|2|2|3"},
                    AnswerRow{"(1 | 2).union(2 | 3)", "1|2|3"},
                    AnswerRow{"(1 | 2).subsetOf(1 | 2 | 3)", "true"},
                    AnswerRow{"(true | false).allTrue()", "false"},
                    AnswerRow{"(true | false).anyFalse()", "true"},
                    AnswerRow{"(1 | 2).single()", "FHIRPATH-SINGLETON"},
                    AnswerRow{"iif(active, 'yes', 1 / 'x')", "yes"},
                    AnswerRow{"iif({}, 'yes')", "{}"},
                    AnswerRow{"(1 | 2 | 3).aggregate($total + $this, 0)", "6"},
                    AnswerRow{"(3 | 1 | 2).sort(-$this)", "3|2|1"},
                    AnswerRow{"name.sort(family).given.first()", "Åsa"},
                    AnswerRow{"{}.not()", "{}"},
                    AnswerRow{"coalesce({}, 2, 3)", "2"},
                    AnswerRow{"defineVariable('a', 2).select(%a + 1)", "3"},
                    AnswerRow{"select(defineVariable('a', 2)) | %a", "FHIRPATH-VARIABLE"},
                    AnswerRow{"defineVariable('context')", "FHIRPATH-VARIABLE"},
                    AnswerRow{"iif(true, defineVariable('a', 1)).select(%a)", "FHIRPATH-VARIABLE"},
                    AnswerRow{"(1 | 2).aggregate(defineVariable('a', $this).select(%a))", "2"},
                    AnswerRow{"(2 | 1).sort(defineVariable('a', $this).select(%a))", "1|2"},
                    AnswerRow{"descendants().count()", "8"},
                    AnswerRow{"repeat(children()).count()", "7"},
                    AnswerRow{"name.ofType(HumanName).count()", "2"},
                    AnswerRow{"active.hasValue()", "true"},
                    AnswerRow{"trace('a').active", "true"},
                    AnswerRow{"nothing()", "FHIRPATH-FUNCTION"},
                    AnswerRow{"first(1)", "FHIRPATH-FUNCTION"},
                    AnswerRow{"is(Nothing)", "FHIRPATH-TYPE"},
                    AnswerRow{"conformsTo('http://a')", "FHIRPATH-HOST"}));

TEST(EvaluatorTest, FindsAChoiceByItsNameWithoutTypeAndNotByTheNameInJson) {
  const auto weight = observation("4.5", "kg");
  EXPECT_EQ(answer("value = 4500 'g'", weight), "true");
  EXPECT_EQ(answer("value.value", weight), "4.5");
  EXPECT_EQ(answer("value is Quantity", weight), "true");
  EXPECT_EQ(answer("valueQuantity", weight), "{}");
}

TEST(EvaluatorTest, TakesAnElementWithoutAValueForAnEmptyOperand) {
  EXPECT_EQ(answer("name.given[0] + 'c'"), "{}");
  EXPECT_EQ(answer("name.given[0] & 'c'"), "c");
  EXPECT_EQ(answer("name.given[0] < 'c'"), "{}");
  EXPECT_EQ(answer("name.given[0] = name.given[1]"), "false");
  EXPECT_EQ(answer("name.given[0] ~ name.given[0]"), "true");
}

TEST(EvaluatorTest, KnowsTheIdsOfElementsAsStringsOfItsOwn) {
  EXPECT_EQ(answer("name.given[0].id is System.String"), "true");
  EXPECT_EQ(answer("name.given[0].id is FHIR.string"), "true");
  EXPECT_EQ(answer("name.given[1] is System.String"), "false");
}

TEST(EvaluatorTest, RefusesAnArgumentThatNamesNoType) {
  EXPECT_EQ(answer("ofType(1)"), "FHIRPATH-TYPE");
  EXPECT_EQ(answer("ofType(Other.Patient)"), "FHIRPATH-TYPE");
  EXPECT_EQ(answer("ofType(FHIR.Patient).exists()"), "true");
  EXPECT_EQ(answer("ofType(System.Patient).exists()"), "false");
}

TEST(EvaluatorTest, GivesAllItemsOfAVariable) {
  class TwoNumbers final : public Host {
   public:
    std::optional<std::span<const Item>> variable(std::string_view name) const override {
      return name == "n" ? std::optional<std::span<const Item>>(numbers_) : std::nullopt;
    }

   private:
    std::array<Item, 2> numbers_{Item(std::int64_t{1}), Item(std::int64_t{2})};
  };
  const TwoNumbers host;
  const Environment environment{.host = &host};
  EXPECT_EQ(answer("%n", patient(), environment), "1|2");
  EXPECT_EQ(answer("%n.count() + %n.first()", patient(), environment), "3");
  EXPECT_EQ(answer("defineVariable('n')", patient(), environment), "FHIRPATH-VARIABLE");
}

TEST(EvaluatorTest, RefusesWhatCostsMoreThanItsBudgetAndNotBefore) {
  Environment environment = evening_in_melbourne();
  environment.steps = 3;
  EXPECT_EQ(answer("1 + 1", two_names(), environment), "2");
  EXPECT_EQ(answer("1 + 1 + 1", two_names(), environment), "FHIRPATH-BUDGET");
}

TEST(EvaluatorTest, CountsTheElementsInsideTwoThatAreCompared) {
  Environment environment = evening_in_melbourne();
  environment.steps = 10;
  EXPECT_EQ(answer("name = name", two_names(), environment), "FHIRPATH-BUDGET");
  EXPECT_EQ(answer("name ~ name", two_names(), environment), "FHIRPATH-BUDGET");
  environment.steps = 40;
  EXPECT_EQ(answer("name = name", two_names(), environment), "true");
  EXPECT_EQ(answer("name ~ name", two_names(), environment), "true");
}

TEST(EvaluatorTest, CountsTheTextThatIsCompared) {
  Environment environment = evening_in_melbourne();
  environment.steps = 20;
  const std::string text = "'" + std::string(6400, 'a') + "'";
  EXPECT_EQ(answer(text + " = " + text, two_names(), environment), "FHIRPATH-BUDGET");
  environment.steps = 200;
  EXPECT_EQ(answer(text + " = " + text, two_names(), environment), "true");
}

TEST(EvaluatorTest, RefusesACollectionThatMultipliesWithoutEnd) {
  EXPECT_EQ(answer("(1).repeatAll($this | 2)"), "FHIRPATH-BUDGET");
  std::string many = "(0|1|2|3|4|5|6|7|8|9)";
  for (int i = 0; i < 6; ++i)
    many = many + ".select(0|1|2|3|4|5|6|7|8|9)";
  EXPECT_EQ(answer(many), "FHIRPATH-BUDGET");
}

}  // namespace
}  // namespace gateway::fhirpath::test
