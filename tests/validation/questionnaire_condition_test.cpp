// Conditions on which items of a Questionnaire are enabled, and the rules of Questionnaires.
// Source: FHIR R4, questionnaire-definitions.html#Questionnaire.item.enableWhen,
// valueset-questionnaire-enable-operator.html.
#include "tests/validation/questionnaire_fixture.hpp"

namespace gateway::validation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

// Whether an item that is answered is refused, and one that is missing is wanted.
struct Verdict {
  bool is_refused = false;
  bool is_wanted = false;
  friend bool operator==(const Verdict&, const Verdict&) = default;
};
constexpr Verdict kEnabled{.is_refused = false, .is_wanted = true};
constexpr Verdict kDisabled{.is_refused = true, .is_wanted = false};
constexpr Verdict kCannotTell{};

void PrintTo(const Verdict& verdict, std::ostream* out) {
  *out << (verdict == kEnabled ? "enabled" : verdict == kDisabled ? "disabled" : "cannot tell");
}

class ConditionTest : public QuestionnaireTest {
 protected:
  // Of the item "b" behind the item "a", whose answers these are.
  Verdict verdict(std::string_view type,
                  std::string_view conditions,
                  std::string_view answers,
                  std::string_view more = {}) {
    ask(R"({"linkId":"a","type":")" + std::string(type) + R"(","repeats":true},
        {"linkId":"b","type":"boolean","required":true,)" +
        std::string(more) + R"("enableWhen":[)" + std::string(conditions) + "]}");
    const std::string given = answers.empty()
                                  ? R"({"linkId":"a"})"
                                  : R"({"linkId":"a","answer":[)" + std::string(answers) + "]}";
    const bool is_wanted = !answer(given).empty();
    const bool is_refused =
        !answer(given + R"(,{"linkId":"b","answer":[{"valueBoolean":true}]})").empty();
    return {.is_refused = is_refused, .is_wanted = is_wanted};
  }
  static std::string condition(std::string_view operation, std::string_view answer) {
    return R"({"question":"a","operator":")" + std::string(operation) + R"(",)" +
           std::string(answer) + "}";
  }
};

TEST_F(ConditionTest, AsksWhetherThereIsAnAnswer) {
  const std::string exists = condition("exists", R"("answerBoolean":true)");
  const std::string is_not = condition("exists", R"("answerBoolean":false)");
  EXPECT_EQ(verdict("string", exists, R"({"valueString":"x"})"), kEnabled);
  EXPECT_EQ(verdict("string", exists, ""), kDisabled);
  EXPECT_EQ(verdict("string", is_not, R"({"valueString":"x"})"), kDisabled);
  EXPECT_EQ(verdict("string", is_not, ""), kEnabled);
}

struct OperatorCase {
  std::string_view operation;
  Verdict less;
  Verdict equal;
  Verdict greater;
};
class OperatorTest : public ConditionTest, public testing::WithParamInterface<OperatorCase> {};

TEST_P(OperatorTest, ComparesOneAnswer) {
  const auto& [operation, less, equal, greater] = GetParam();
  const std::string two = condition(operation, R"("answerInteger":2)");
  EXPECT_EQ(verdict("integer", two, R"({"valueInteger":1})"), less);
  EXPECT_EQ(verdict("integer", two, R"({"valueInteger":2})"), equal);
  EXPECT_EQ(verdict("integer", two, R"({"valueInteger":3})"), greater);
}

INSTANTIATE_TEST_SUITE_P(Operators,
                         OperatorTest,
                         testing::Values(OperatorCase{"=", kDisabled, kEnabled, kDisabled},
                                         OperatorCase{"!=", kEnabled, kDisabled, kEnabled},
                                         OperatorCase{"<", kEnabled, kDisabled, kDisabled},
                                         OperatorCase{"<=", kEnabled, kEnabled, kDisabled},
                                         OperatorCase{">", kDisabled, kDisabled, kEnabled},
                                         OperatorCase{">=", kDisabled, kEnabled, kEnabled}));

struct TypeCase {
  std::string_view type;
  std::string_view wanted;
  std::string_view same;
  std::string_view other;
};
class TypeTest : public ConditionTest, public testing::WithParamInterface<TypeCase> {};

TEST_P(TypeTest, ComparesAnswersOfEveryType) {
  const auto& [type, wanted, same, other] = GetParam();
  const std::string equal = condition("=", wanted);
  EXPECT_EQ(verdict(type, equal, same), kEnabled);
  EXPECT_EQ(verdict(type, equal, other), kDisabled);
  EXPECT_EQ(verdict(type, equal, ""), kDisabled);
  EXPECT_EQ(verdict(type, equal, std::string(other) + "," + std::string(same)), kEnabled);
}

INSTANTIATE_TEST_SUITE_P(
    Types,
    TypeTest,
    testing::Values(
        TypeCase{"boolean",
                 R"("answerBoolean":true)",
                 R"({"valueBoolean":true})",
                 R"({"valueBoolean":false})"},
        TypeCase{"decimal",
                 R"("answerDecimal":1.50)",
                 R"({"valueDecimal":1.5})",
                 R"({"valueDecimal":1.51})"},
        TypeCase{"date",
                 R"("answerDate":"2020-01-02")",
                 R"({"valueDate":"2020-01-02"})",
                 R"({"valueDate":"2020-01-03"})"},
        TypeCase{"dateTime",
                 R"("answerDateTime":"2020-01-02T10:00:00Z")",
                 R"({"valueDateTime":"2020-01-02T11:00:00+01:00"})",
                 R"({"valueDateTime":"2020-01-02T11:00:00Z"})"},
        TypeCase{"time",
                 R"("answerTime":"10:00:00")",
                 R"({"valueTime":"10:00:00"})",
                 R"({"valueTime":"10:00:01"})"},
        TypeCase{
            "string", R"("answerString":"x")", R"({"valueString":"x"})", R"({"valueString":"X"})"},
        TypeCase{"choice",
                 R"("answerCoding":{"system":"http://s","code":"x"})",
                 R"({"valueCoding":{"system":"http://s","code":"x","display":"X"}})",
                 R"({"valueCoding":{"system":"http://t","code":"x"}})"},
        TypeCase{"quantity",
                 R"("answerQuantity":{"value":1,"system":"http://unitsofmeasure.org","code":"kg"})",
                 R"({"valueQuantity":{"value":1000,"system":"http://unitsofmeasure.org",
                     "code":"g"}})",
                 R"({"valueQuantity":{"value":2,"system":"http://unitsofmeasure.org",
                     "code":"kg"}})"},
        TypeCase{"reference",
                 R"("answerReference":{"reference":"Patient/1"})",
                 R"({"valueReference":{"reference":"Patient/1"}})",
                 R"({"valueReference":{"reference":"Patient/2"}})"}));

TEST_F(ConditionTest, CannotTellWhereTheSpecificationLeavesItOpen) {
  const std::string other = condition("!=", R"("answerInteger":2)");
  EXPECT_EQ(verdict("integer", other, ""), kCannotTell);
  EXPECT_EQ(verdict("integer", other, R"({"valueInteger":1},{"valueInteger":2})"), kCannotTell);
  EXPECT_EQ(
      verdict("date", condition("<", R"("answerDate":"2020-01-02")"), R"({"valueDate":"2020"})"),
      kCannotTell);
  EXPECT_EQ(verdict("integer", condition("=", R"("answerString":"1")"), R"({"valueInteger":1})"),
            kCannotTell);
}

TEST_F(ConditionTest, CombinesConditionsAsTheItemSays) {
  const std::string both =
      condition("=", R"("answerInteger":1)") + "," + condition("=", R"("answerInteger":2)");
  const std::string one = R"({"valueInteger":1})";
  const std::string two = R"({"valueInteger":1},{"valueInteger":2})";
  EXPECT_EQ(verdict("integer", both, one, R"("enableBehavior":"any",)"), kEnabled);
  EXPECT_EQ(verdict("integer", both, "", R"("enableBehavior":"any",)"), kDisabled);
  EXPECT_EQ(verdict("integer", both, one, R"("enableBehavior":"all",)"), kDisabled);
  EXPECT_EQ(verdict("integer", both, two, R"("enableBehavior":"all",)"), kEnabled);
  EXPECT_EQ(verdict("integer", both, one), kCannotTell);
}

TEST_F(ConditionTest, EvaluatesAnExpression) {
  const auto with = [&](std::string_view expression, std::string_view given) {
    ask(R"({"linkId":"a","type":"boolean"},{"linkId":"b","type":"boolean","required":true,
        "extension":[{"url":
        "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression",
        "valueExpression":{"language":"text/fhirpath","expression":")" +
        std::string(expression) + R"("}}]})");
    return answer(R"({"linkId":"a","answer":[{"valueBoolean":)" + std::string(given) + "}]}");
  };
  const std::string is_true = "%resource.item.where(linkId='a').answer.value";
  EXPECT_THAT(with(is_true, "true"),
              ElementsAre(Pair("VAL-RESPONSE-REQUIRED", "QuestionnaireResponse")));
  EXPECT_THAT(with(is_true, "false"), IsEmpty());
  EXPECT_THAT(with("%unknown", "true"), IsEmpty());
  EXPECT_THAT(with("((", "true"), IsEmpty());
}

TEST_F(ConditionTest, AsksInTheRepetitionOfTheGroupThatTheItemStandsIn) {
  ask(R"({"linkId":"g","type":"group","repeats":true,"item":[
        {"linkId":"a","type":"boolean"},
        {"linkId":"h","type":"group","item":[{"linkId":"b","type":"boolean","enableWhen":[
          {"question":"a","operator":"=","answerBoolean":true}]}]}]})");
  const auto group = [](std::string_view value) {
    return R"({"linkId":"g","item":[{"linkId":"a","answer":[{"valueBoolean":)" +
           std::string(value) +
           R"(}]},{"linkId":"h","item":[{"linkId":"b","answer":[{"valueBoolean":true}]}]}]})";
  };
  EXPECT_THAT(
      answer(group("true") + "," + group("false")),
      ElementsAre(Pair("VAL-RESPONSE-DISABLED", "QuestionnaireResponse.item[1].item[1].item[0]")));
}

TEST_F(ConditionTest, AsksTheQuestionThatTheItemStandsUnder) {
  ask(R"({"linkId":"a","type":"boolean","item":[{"linkId":"b","type":"boolean","required":true,
        "enableWhen":[{"question":"a","operator":"=","answerBoolean":true}]}]})");
  EXPECT_THAT(answer(R"({"linkId":"a","answer":[{"valueBoolean":false}]})"), IsEmpty());
  EXPECT_THAT(
      answer(R"({"linkId":"a","answer":[{"valueBoolean":true}]})"),
      ElementsAre(Pair("VAL-RESPONSE-REQUIRED", "QuestionnaireResponse.item[0].answer[0]")));
}

TEST_F(ConditionTest, ReportsAGroupThatIsNotEnabledOnce) {
  ask(R"({"linkId":"a","type":"boolean"},{"linkId":"g","type":"group","enableWhen":[
        {"question":"a","operator":"=","answerBoolean":true}],"item":[
        {"linkId":"b","type":"boolean"},{"linkId":"c","type":"boolean","required":true}]})");
  EXPECT_THAT(answer(R"({"linkId":"g","item":[{"linkId":"b","answer":[{"valueBoolean":true}]}]})"),
              ElementsAre(Pair("VAL-RESPONSE-DISABLED", "QuestionnaireResponse.item[0]")));
  EXPECT_THAT(answer(R"({"linkId":"g"})"), IsEmpty());
}

TEST_F(ConditionTest, EndsWhereConditionsAskEachOther) {
  ask(R"({"linkId":"a","type":"boolean","enableWhen":[
        {"question":"b","operator":"=","answerBoolean":true}]},
      {"linkId":"b","type":"boolean","enableWhen":[
        {"question":"a","operator":"=","answerBoolean":true}]})");
  EXPECT_THAT(answer(R"({"linkId":"a","answer":[{"valueBoolean":true}]},
                        {"linkId":"b","answer":[{"valueBoolean":false}]})"),
              ElementsAre(Pair("VAL-RESPONSE-DISABLED", "QuestionnaireResponse.item[0]")));
}

// --- Questionnaires ---

class FormTest : public QuestionnaireTest {
 protected:
  Findings form(std::string_view items) { return findings_of(questionnaire(items)); }
};

TEST_F(FormTest, RefusesAConditionThatAsksForItselfOrInsideOrForNothing) {
  const auto asking = [&](std::string_view question) {
    return form(R"({"linkId":"z","type":"boolean"},{"linkId":"a","type":"boolean","enableWhen":[
        {"question":")" +
                std::string(question) +
                R"(","operator":"exists","answerBoolean":true}],"item":[
        {"linkId":"b","type":"boolean"}]},{"linkId":"c","type":"boolean"})");
  };
  const auto is_wrong = ElementsAre(Pair("VAL-FORM-CONDITION", "Questionnaire.item[1]"));
  EXPECT_THAT(asking("z"), IsEmpty());
  EXPECT_THAT(asking("a"), is_wrong);
  EXPECT_THAT(asking("b"), is_wrong);
  EXPECT_THAT(asking("x"), is_wrong);
  EXPECT_THAT(asking("c"), ElementsAre(Pair("VAL-FORM-CONDITION-LATER", "Questionnaire.item[1]")));
  EXPECT_FALSE(log_.has_errors());
}

TEST_F(FormTest, WantsInitialValuesOfTheTypeOfTheItem) {
  EXPECT_THAT(form(R"({"linkId":"g","type":"group","item":[
      {"linkId":"a","type":"boolean","initial":[{"valueBoolean":true}]},
      {"linkId":"b","type":"integer","initial":[{"valueString":"1"}]}]})"),
              ElementsAre(Pair("VAL-FORM-INITIAL",
                               "Questionnaire.item[0].item[1].initial[0].value.ofType(string)")));
}

// --- derived Questionnaires ---

struct DerivedCase {
  std::string_view base;     // of the item "a", behind its linkId
  std::string_view derived;  // the same
  std::string_view where;    // of the finding; empty: none
};
class DerivedTest : public FormTest, public testing::WithParamInterface<DerivedCase> {
 protected:
  Findings derived(std::string_view items, std::string_view code) {
    return findings_of(
        R"({"resourceType":"Questionnaire","url":"http://example.org/d","status":"active",
        "derivedFrom":["http://example.org/q"],"_derivedFrom":[{"extension":[
         {"url":"http://hl7.org/fhir/StructureDefinition/questionnaire-derivationType",
          "valueCoding":{"system":"http://hl7.org/fhir/questionnaire-derivationType","code":")" +
        std::string(code) + R"("}}]}],"item":[)" + std::string(items) + "]}");
  }
};

TEST_P(DerivedTest, KeepsWhatTheBaseSays) {
  const auto item = [](std::string_view rest) {
    return R"({"linkId":"a",)" + std::string(rest) + "}";
  };
  ask(item(GetParam().base));
  const Findings found = derived(item(GetParam().derived), "compliesWith");
  if (GetParam().where.empty()) {
    EXPECT_THAT(found, IsEmpty());
  } else {
    EXPECT_THAT(found, ElementsAre(Pair("VAL-FORM-DERIVED", GetParam().where)));
  }
}

constexpr std::string_view kItem = "Questionnaire.item[0]";
constexpr std::string_view kString = R"("type":"string")";
constexpr std::string_view kListed =
    R"("type":"choice","answerOption":[{"valueCoding":{"code":"x"}}])";
constexpr std::string_view kFromSet = R"("type":"choice","answerValueSet":"http://example.org/v")";

INSTANTIATE_TEST_SUITE_P(
    Items,
    DerivedTest,
    testing::Values(
        DerivedCase{kString, kString, ""},
        DerivedCase{kString, R"("type":"text")", "Questionnaire.item[0].type"},
        DerivedCase{kString, R"("type":"string","repeats":true)", "Questionnaire.item[0].repeats"},
        DerivedCase{R"("type":"string","repeats":true)", kString, ""},
        DerivedCase{R"("type":"string","required":true)",
                    R"("type":"string","required":false)",
                    "Questionnaire.item[0].required"},
        DerivedCase{R"("type":"string","maxLength":5)", R"("type":"string","maxLength":5)", ""},
        DerivedCase{R"("type":"string","maxLength":5)",
                    R"("type":"string","maxLength":6)",
                    "Questionnaire.item[0].maxLength"},
        DerivedCase{R"("type":"string","maxLength":5)", kString, kItem},
        DerivedCase{kListed, kListed, ""},
        DerivedCase{kListed, kFromSet, kItem},
        DerivedCase{kListed,
                    R"("type":"choice","answerOption":[{"valueCoding":{"code":"y"}}])",
                    "Questionnaire.item[0].answerOption[0]"},
        DerivedCase{kFromSet, kListed, kItem}));

TEST_F(DerivedTest, AddsItemsOnlyWhereItExtends) {
  ask(R"({"linkId":"a","type":"string"})");
  const std::string items = R"({"linkId":"a","type":"string"},{"linkId":"b","type":"string"})";
  EXPECT_THAT(derived(items, "extends"), IsEmpty());
  EXPECT_THAT(derived(items, "inspiredBy"), IsEmpty());
  EXPECT_THAT(derived(items, "compliesWith"),
              ElementsAre(Pair("VAL-FORM-DERIVED", "Questionnaire.item[1]")));
}

TEST_F(DerivedTest, WarnsOfABaseThatIsNotHere) {
  EXPECT_THAT(derived(R"({"linkId":"a","type":"string"})", "extends"),
              ElementsAre(Pair("VAL-FORM-BASE", "Questionnaire.derivedFrom[0]")));
  EXPECT_FALSE(log_.has_errors());
}

}  // namespace
}  // namespace gateway::validation
