// Answers against what their items of the Questionnaire ask for.
// Source: FHIR R4, questionnaire-definitions.html, questionnaire-profiles.html; SDC 2.7.
#include "tests/validation/questionnaire_fixture.hpp"

namespace gateway::validation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

class AnswerTest : public QuestionnaireTest {
 protected:
  // The item "a".
  void item(std::string_view type, std::string_view more = {}) {
    ask(R"({"linkId":"a","repeats":true,"type":")" + std::string(type) + "\"" +
        (more.empty() ? "" : ",") + std::string(more) + "}");
  }
  // Extensions of R4, each as "name":value without the URL before the name.
  static std::string extension(std::string_view name, std::string_view value) {
    return R"("extension":[{"url":"http://hl7.org/fhir/StructureDefinition/)" + std::string(name) +
           R"(",)" + std::string(value) + "}]";
  }
};

struct TypeCase {
  std::string_view type;
  std::string_view right;
  std::string_view wrong;
};
class AnswerTypeTest : public AnswerTest, public testing::WithParamInterface<TypeCase> {};

TEST_P(AnswerTypeTest, WantsTheTypeOfTheItem) {
  item(GetParam().type);
  EXPECT_THAT(with_value(GetParam().right), IsEmpty());
  EXPECT_THAT(with_value(GetParam().wrong), ElementsAre("VAL-ANSWER-TYPE"));
}

constexpr std::string_view kString = R"("valueString":"x")";
constexpr std::string_view kBoolean = R"("valueBoolean":true)";
constexpr std::string_view kDate = R"("valueDate":"2020-01-01")";

INSTANTIATE_TEST_SUITE_P(
    Types,
    AnswerTypeTest,
    testing::Values(TypeCase{"boolean", kBoolean, kString},
                    TypeCase{"decimal", R"("valueDecimal":1.5)", R"("valueInteger":1)"},
                    TypeCase{"integer", R"("valueInteger":1)", R"("valueDecimal":1.5)"},
                    TypeCase{"date", kDate, R"("valueDateTime":"2020-01-01")"},
                    TypeCase{"dateTime", R"("valueDateTime":"2020-01-01")", kDate},
                    TypeCase{"time", R"("valueTime":"10:00:00")", kString},
                    TypeCase{"string", kString, R"("valueUri":"http://x")"},
                    TypeCase{"text", kString, kBoolean},
                    TypeCase{"url", R"("valueUri":"http://x")", kString},
                    TypeCase{"choice", R"("valueCoding":{"code":"x"})", kBoolean},
                    TypeCase{"open-choice", kString, kBoolean},
                    TypeCase{"attachment", R"("valueAttachment":{"title":"x"})", kString},
                    TypeCase{"reference", R"("valueReference":{"display":"x"})", kString},
                    TypeCase{"quantity", R"("valueQuantity":{"value":1})", kString}));

TEST_F(AnswerTest, SaysWhereAnAnswerIsOfTheWrongType) {
  item("boolean");
  EXPECT_THAT(answer(R"({"linkId":"a","answer":[{"valueBoolean":true},{"valueString":"x"}]})"),
              ElementsAre(Pair("VAL-ANSWER-TYPE",
                               "QuestionnaireResponse.item[0].answer[1].value.ofType(string)")));
}

// --- options and value sets ---

TEST_F(AnswerTest, WantsOneOfTheOptions) {
  item("choice", R"("answerOption":[{"valueCoding":{"system":"http://s","code":"x"}},
      {"valueInteger":1},{"valueDate":"2020-01-01"},{"valueTime":"10:00:00"},{"valueString":"s"},
      {"valueReference":{"reference":"Patient/1"}}])");
  for (const std::string_view right : {R"("valueCoding":{"system":"http://s","code":"x"})",
                                       R"("valueInteger":1)",
                                       R"("valueDate":"2020-01-01")",
                                       R"("valueTime":"10:00:00")",
                                       R"("valueString":"s")",
                                       R"("valueReference":{"reference":"Patient/1"})"})
    EXPECT_THAT(with_value(right), IsEmpty()) << right;
  for (const std::string_view wrong : {R"("valueCoding":{"system":"http://t","code":"x"})",
                                       R"("valueCoding":{"code":"x"})",
                                       R"("valueInteger":2)",
                                       R"("valueDate":"2020-01-02")",
                                       R"("valueTime":"11:00:00")",
                                       R"("valueString":"t")",
                                       R"("valueReference":{"reference":"Patient/2"})"})
    EXPECT_THAT(with_value(wrong), ElementsAre("VAL-ANSWER-OPTION")) << wrong;
}

TEST_F(AnswerTest, ReportsAChoiceAtTheAnswerAndOtherValuesWhereTheyStand) {
  item("choice", R"("answerOption":[{"valueCoding":{"code":"x"}}])");
  EXPECT_THAT(answer(R"({"linkId":"a","answer":[{"valueCoding":{"code":"y"}}]})"),
              ElementsAre(Pair("VAL-ANSWER-OPTION", "QuestionnaireResponse.item[0].answer[0]")));
  item("integer", R"("answerOption":[{"valueInteger":1}])");
  EXPECT_THAT(answer(R"({"linkId":"a","answer":[{"valueInteger":2}]})"),
              ElementsAre(Pair("VAL-ANSWER-OPTION",
                               "QuestionnaireResponse.item[0].answer[0].value.ofType(integer)")));
}

TEST_F(AnswerTest, TakesFreeTextForAnOpenChoiceOnly) {
  constexpr std::string_view kOptions = R"("answerOption":[{"valueCoding":{"code":"x"}}])";
  item("open-choice", kOptions);
  EXPECT_THAT(with_value(kString), IsEmpty());
  EXPECT_THAT(with_value(R"("valueCoding":{"code":"y"})"), ElementsAre("VAL-ANSWER-OPTION"));
  item("choice", kOptions);
  EXPECT_THAT(with_value(kString), ElementsAre("VAL-ANSWER-OPTION"));
}

TEST_F(AnswerTest, ComparesOptionsThatAreNumbersByValue) {
  item("decimal", R"("answerOption":[{"valueInteger":2}])");
  EXPECT_THAT(with_value(R"("valueDecimal":2.0)"), IsEmpty());
  EXPECT_THAT(with_value(R"("valueDecimal":2.1)"), ElementsAre("VAL-ANSWER-OPTION"));
}

TEST_F(AnswerTest, AllowsNothingBesideAnExclusiveOption) {
  item("choice",
       R"("answerOption":[{"valueCoding":{"code":"x"}},{"valueCoding":{"code":"none"},)" +
           extension("questionnaire-optionExclusive", R"("valueBoolean":true)") + "}]");
  const std::string none = R"({"valueCoding":{"code":"none"}})";
  EXPECT_THAT(answer(R"({"linkId":"a","answer":[)" + none + "]}"), IsEmpty());
  EXPECT_THAT(answer(R"({"linkId":"a","answer":[{"valueCoding":{"code":"x"}},)" + none + "]}"),
              ElementsAre(Pair("VAL-ANSWER-EXCLUSIVE", "QuestionnaireResponse.item[0].answer[1]")));
}

TEST_F(AnswerTest, LooksACodeUpInTheValueSet) {
  constexpr std::string_view kGenders =
      R"("answerValueSet":"http://hl7.org/fhir/ValueSet/administrative-gender")";
  const auto coded = [](std::string_view system, std::string_view code) {
    return R"("valueCoding":{"system":")" + std::string(system) + R"(","code":")" +
           std::string(code) + R"("})";
  };
  item("choice", kGenders);
  EXPECT_THAT(with_value(coded("http://hl7.org/fhir/administrative-gender", "male")), IsEmpty());
  EXPECT_THAT(with_value(coded("http://hl7.org/fhir/administrative-gender", "man")),
              ElementsAre("VAL-ANSWER-VALUE-SET"));
  EXPECT_THAT(with_value(coded("http://example.org", "male")), ElementsAre("VAL-ANSWER-VALUE-SET"));
  item("string", kGenders);
  EXPECT_THAT(with_value(R"("valueString":"male")"), IsEmpty());
  EXPECT_THAT(with_value(R"("valueString":"man")"), ElementsAre("VAL-ANSWER-VALUE-SET"));
  item("open-choice", kGenders);
  EXPECT_THAT(with_value(R"("valueString":"man")"), IsEmpty());
}

TEST_F(AnswerTest, WarnsWhereTheValueSetIsNotHere) {
  for (const std::string_view url : {"http://example.org/none", "#none"}) {
    item("choice", R"("answerValueSet":")" + std::string(url) + "\"");
    EXPECT_THAT(with_value(R"("valueCoding":{"code":"x"})"),
                ElementsAre("VAL-ANSWER-NO-VALUE-SET"));
    EXPECT_FALSE(log_.has_errors());
  }
}

TEST_F(AnswerTest, NeedsNoValueSets) {
  item("choice", R"("answerValueSet":"http://hl7.org/fhir/ValueSet/administrative-gender")");
  fhir::IssueLog log;
  check_questionnaires(
      read(response(R"({"linkId":"a","answer":[{"valueCoding":{"code":"x"}}]})")),
      {.source = source(), .value_sets = nullptr, .definitions = definitions(), .log = log});
  EXPECT_TRUE(log.empty());
}

// --- values ---

TEST_F(AnswerTest, CountsCharacters) {
  const auto between = [&](std::string_view type) {
    item(type, R"("maxLength":3,)" + extension("minLength", R"("valueInteger":2)"));
  };
  for (const std::string_view type : {"string", "text", "open-choice"}) {
    between(type);
    EXPECT_THAT(with_value(R"("valueString":"åä")"), IsEmpty());
    EXPECT_THAT(with_value(R"("valueString":"åäö")"), IsEmpty());
    EXPECT_THAT(with_value(R"("valueString":"å")"), ElementsAre("VAL-ANSWER-LENGTH"));
    EXPECT_THAT(with_value(R"("valueString":"abcd")"), ElementsAre("VAL-ANSWER-LENGTH"));
  }
}

TEST_F(AnswerTest, ComparesTheWholeAnswerWithAPattern) {
  item("string", extension("regex", R"("valueString":"[0-9]{2}")"));
  EXPECT_THAT(with_value(R"("valueString":"12")"), IsEmpty());
  EXPECT_THAT(with_value(R"("valueString":"123")"), ElementsAre("VAL-ANSWER-PATTERN"));
  item("string", extension("regex", R"("valueString":"[0-9")"));
  EXPECT_THAT(with_value(R"("valueString":"x")"), IsEmpty());
}

struct BoundsCase {
  std::string_view type;
  std::string_view kind;  // of the values
  std::string_view least;
  std::string_view most;
  std::string_view below;
  std::string_view above;
};
class BoundsTest : public AnswerTest, public testing::WithParamInterface<BoundsCase> {};

TEST_P(BoundsTest, TakesTheBoundsAndWhatIsBetween) {
  const BoundsCase& bounds = GetParam();
  const auto value = [&](std::string_view text) {
    return R"("value)" + std::string(bounds.kind) + R"(":)" + std::string(text);
  };
  item(bounds.type,
       R"("extension":[{"url":"http://hl7.org/fhir/StructureDefinition/minValue",)" +
           value(bounds.least) + R"(},{"url":"http://hl7.org/fhir/StructureDefinition/maxValue",)" +
           value(bounds.most) + "}]");
  EXPECT_THAT(with_value(value(bounds.least)), IsEmpty());
  EXPECT_THAT(with_value(value(bounds.most)), IsEmpty());
  EXPECT_THAT(with_value(value(bounds.below)), ElementsAre("VAL-ANSWER-BOUNDS"));
  EXPECT_THAT(with_value(value(bounds.above)), ElementsAre("VAL-ANSWER-BOUNDS"));
}

INSTANTIATE_TEST_SUITE_P(
    Types,
    BoundsTest,
    testing::Values(
        BoundsCase{"integer", "Integer", "2", "20", "1", "21"},
        BoundsCase{"decimal", "Decimal", "0.5", "1.50", "0.49", "1.501"},
        BoundsCase{
            "date", "Date", R"("2020")", R"("2022-06")", R"("2019-12-31")", R"("2022-06-30")"},
        BoundsCase{"dateTime",
                   "DateTime",
                   R"("2020")",
                   R"("2022-06-01T10:00:00Z")",
                   R"("2019")",
                   R"("2022-06-01T10:00:00-01:00")"},
        BoundsCase{
            "time", "Time", R"("08:00:00")", R"("17:00:00")", R"("07:59:59")", R"("17:00:01")"}));

TEST_F(AnswerTest, CountsDecimalPlacesAsWritten) {
  const std::string two = extension("maxDecimalPlaces", R"("valueInteger":2)");
  item("decimal", two);
  EXPECT_THAT(with_value(R"("valueDecimal":-1.25)"), IsEmpty());
  EXPECT_THAT(with_value(R"("valueDecimal":1.250)"), ElementsAre("VAL-ANSWER-DECIMALS"));
  item("quantity", two);
  EXPECT_THAT(with_value(R"("valueQuantity":{"value":1.251})"), ElementsAre("VAL-ANSWER-DECIMALS"));
}

std::string kilograms(std::string_view value, std::string_view code = "kg") {
  return R"("valueQuantity":{"value":)" + std::string(value) +
         R"(,"unit":"u","system":"http://unitsofmeasure.org","code":")" + std::string(code) +
         R"("})";
}

TEST_F(AnswerTest, ComparesQuantitiesAfterConversion) {
  constexpr std::string_view kSdc =
      R"({"url":"http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-)";
  item("quantity",
       R"("extension":[)" + std::string(kSdc) + R"(minQuantity",)" + kilograms("2") + "}," +
           std::string(kSdc) + R"(maxQuantity",)" + kilograms("5") + "}]");
  EXPECT_THAT(with_value(kilograms("2")), IsEmpty());
  EXPECT_THAT(with_value(kilograms("5000", "g")), IsEmpty());
  EXPECT_THAT(with_value(kilograms("1.9")), ElementsAre("VAL-ANSWER-BOUNDS"));
  EXPECT_THAT(with_value(kilograms("5001", "g")), ElementsAre("VAL-ANSWER-BOUNDS"));
  EXPECT_THAT(with_value(kilograms("3", "m")),
              ElementsAre("VAL-ANSWER-BOUNDS", "VAL-ANSWER-BOUNDS"));
  EXPECT_THAT(with_value(R"("valueQuantity":{"value":3,"unit":"kg"})"),
              ElementsAre("VAL-ANSWER-BOUNDS", "VAL-ANSWER-BOUNDS"));
}

TEST_F(AnswerTest, WantsAUnitThatIsAllowed) {
  item("quantity",
       extension("questionnaire-unitOption",
                 R"("valueCoding":{"system":"http://unitsofmeasure.org","code":"kg"})"));
  EXPECT_THAT(with_value(kilograms("1")), IsEmpty());
  EXPECT_THAT(with_value(kilograms("1", "g")), ElementsAre("VAL-ANSWER-UNIT"));
  item("quantity",
       extension("questionnaire-unitValueSet",
                 R"("valueCanonical":"http://hl7.org/fhir/ValueSet/administrative-gender")"));
  EXPECT_THAT(with_value(kilograms("1")), ElementsAre("VAL-ANSWER-UNIT"));
}

TEST_F(AnswerTest, WantsAnAttachmentOfTheTypeAndSize) {
  const auto attached = [](std::string_view type, std::string_view rest) {
    return R"("valueAttachment":{"contentType":")" + std::string(type) + "\"" + std::string(rest) +
           "}";
  };
  item("attachment", extension("mimeType", R"("valueCode":"image/png")"));
  EXPECT_THAT(with_value(attached("image/png", "")), IsEmpty());
  EXPECT_THAT(with_value(attached("image/gif", "")), ElementsAre("VAL-ANSWER-ATTACHMENT"));
  EXPECT_THAT(with_value(R"("valueAttachment":{"title":"t"})"),
              ElementsAre("VAL-ANSWER-ATTACHMENT"));
  item("attachment", extension("mimeType", R"("valueCode":"image/*")"));
  EXPECT_THAT(with_value(attached("image/gif", "")), IsEmpty());
  EXPECT_THAT(with_value(attached("text/plain", "")), ElementsAre("VAL-ANSWER-ATTACHMENT"));
  item("attachment", extension("maxSize", R"("valueDecimal":3)"));
  EXPECT_THAT(with_value(attached("a/b", R"(,"data":"QUJD")")), IsEmpty());
  EXPECT_THAT(with_value(attached("a/b", R"(,"data":"QUJDRA==")")),
              ElementsAre("VAL-ANSWER-ATTACHMENT"));
  EXPECT_THAT(with_value(attached("a/b", R"(,"url":"http://x","size":4)")),
              ElementsAre("VAL-ANSWER-ATTACHMENT"));
}

TEST_F(AnswerTest, WantsAReferenceToATypeThatIsAllowed) {
  const auto to = [](std::string_view text) {
    return R"("valueReference":{"reference":")" + std::string(text) + R"("})";
  };
  item("reference");
  EXPECT_THAT(with_value(to("https://example.org/fhir/Patient/1")), IsEmpty());
  EXPECT_THAT(with_value(to("https://example.org/fhir/Chicken/1")),
              ElementsAre("VAL-ANSWER-REFERENCE"));
  item("reference", extension("questionnaire-referenceResource", R"("valueCode":"Patient")"));
  EXPECT_THAT(with_value(to("Patient/1")), IsEmpty());
  EXPECT_THAT(with_value(to("urn:uuid:00000000-0000-4000-8000-000000000001")), IsEmpty());
  EXPECT_THAT(with_value(to("Organization/1")), ElementsAre("VAL-ANSWER-REFERENCE"));
  EXPECT_THAT(with_value(R"("valueReference":{"type":"Organization","display":"x"})"),
              ElementsAre("VAL-ANSWER-REFERENCE"));
}

TEST_F(AnswerTest, LooksAtTheContainedResourceThatAReferenceNames) {
  item("reference", extension("questionnaire-referenceResource", R"("valueCode":"Patient")"));
  const auto with = [&](std::string_view type) {
    std::string json =
        response(R"({"linkId":"a","answer":[{"valueReference":{"reference":"#c"}}]})");
    json.insert(1, R"("contained":[{"id":"c","resourceType":")" + std::string(type) + R"("}],)");
    return findings_of(json);
  };
  EXPECT_THAT(with("Patient"), IsEmpty());
  EXPECT_THAT(with("Group"),
              ElementsAre(Pair("VAL-ANSWER-REFERENCE",
                               "QuestionnaireResponse.item[0].answer[0].value.ofType(Reference)")));
}

TEST_F(AnswerTest, WantsUrnsOfTheirForm) {
  item("url");
  EXPECT_THAT(with_value(R"("valueUri":"urn:uuid:00000000-0000-4000-8000-00000000000a")"),
              IsEmpty());
  EXPECT_THAT(with_value(R"("valueUri":"urn:uuid:00000000-0000-4000-8000-00000000000ax")"),
              ElementsAre("VAL-ANSWER-URI"));
  EXPECT_THAT(with_value(R"("valueUri":"urn:oid:1.2.")"), ElementsAre("VAL-ANSWER-URI"));
  EXPECT_THAT(with_value(R"("valueUri":"c:\\temp")"), IsEmpty());
}

}  // namespace
}  // namespace gateway::validation
