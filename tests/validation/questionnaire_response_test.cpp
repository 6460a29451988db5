// The items of QuestionnaireResponses against those of their Questionnaires.
// Source: FHIR R4, questionnaireresponse.html; the reference implementation where it is silent.
#include <chrono>

#include "tests/validation/questionnaire_fixture.hpp"

namespace gateway::validation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr std::string_view kRoot = "QuestionnaireResponse";

class ResponseTest : public QuestionnaireTest {};

TEST_F(ResponseTest, AcceptsWhatTheQuestionnaireAsksFor) {
  ask(R"({"linkId":"g","type":"group","text":"A group","item":[
        {"linkId":"a","type":"string","required":true,"text":"A","item":[
          {"linkId":"b","type":"boolean"}]},
        {"linkId":"d","type":"display","text":"Well done"}]})");
  EXPECT_THAT(answer(R"({"linkId":"g","text":"A group","item":[
        {"linkId":"a","text":"A","answer":[{"valueString":"x","item":[
          {"linkId":"b","answer":[{"valueBoolean":true}]}]}]},
        {"linkId":"d"}]})"),
              IsEmpty());
}

TEST_F(ResponseTest, RefusesAnItemThatIsNotAsked) {
  ask(R"({"linkId":"g","type":"group","item":[{"linkId":"a","type":"string"}]})");
  EXPECT_THAT(answer(R"({"linkId":"g","item":[{"linkId":"x","answer":[{"valueString":"v"}]}]})"),
              ElementsAre(Pair("VAL-RESPONSE-LINK-ID", "QuestionnaireResponse.item[0]")));
}

TEST_F(ResponseTest, RefusesAnItemOfAnotherGroupAndStillChecksIt) {
  ask(R"({"linkId":"g","type":"group","item":[{"linkId":"a","type":"string"}]})");
  EXPECT_THAT(answer(R"({"linkId":"a","answer":[{"valueBoolean":true}]})"),
              ElementsAre(Pair("VAL-RESPONSE-PLACE", kRoot),
                          Pair("VAL-ANSWER-TYPE",
                               "QuestionnaireResponse.item[0].answer[0].value.ofType(boolean)")));
}

TEST_F(ResponseTest, WantsTheOrderOfTheQuestionnaire) {
  ask(R"({"linkId":"a","type":"boolean"},{"linkId":"b","type":"boolean"})");
  EXPECT_THAT(answer(R"({"linkId":"b","answer":[{"valueBoolean":true}]},
                        {"linkId":"a","answer":[{"valueBoolean":true}]})"),
              ElementsAre(Pair("VAL-RESPONSE-ORDER", kRoot)));
}

TEST_F(ResponseTest, RefusesItemsAndAnswersOfTheWrongKindOfItem) {
  ask(R"({"linkId":"g","type":"group","item":[{"linkId":"a","type":"boolean"}]},
         {"linkId":"q","type":"boolean","item":[{"linkId":"b","type":"boolean"}]},
         {"linkId":"d","type":"display"})");
  EXPECT_THAT(answer(R"({"linkId":"g","answer":[{"valueBoolean":true}]},
                        {"linkId":"q","item":[{"linkId":"b","answer":[{"valueBoolean":true}]}]},
                        {"linkId":"d","answer":[{"valueBoolean":true}]})"),
              ElementsAre(Pair("VAL-RESPONSE-SHAPE", "QuestionnaireResponse.item[0]"),
                          Pair("VAL-RESPONSE-SHAPE", "QuestionnaireResponse.item[1]"),
                          Pair("VAL-RESPONSE-SHAPE", "QuestionnaireResponse.item[2]")));
}

TEST_F(ResponseTest, WantsWhatIsRequiredOnceTheResponseIsComplete) {
  ask(R"({"linkId":"a","type":"boolean","required":true},
         {"linkId":"b","type":"boolean","required":true},
         {"linkId":"g","type":"group","required":true,"item":[{"linkId":"c","type":"boolean"}]})");
  const std::string items = R"({"linkId":"b"},{"linkId":"g"})";
  EXPECT_THAT(findings_of(response(items, "amended")),
              ElementsAre(Pair("VAL-RESPONSE-REQUIRED", "QuestionnaireResponse.item[0]"),
                          Pair("VAL-RESPONSE-REQUIRED", "QuestionnaireResponse.item[1]"),
                          Pair("VAL-RESPONSE-REQUIRED", kRoot)));
  EXPECT_THAT(findings_of(response(items, "in-progress")),
              ElementsAre(Pair("VAL-RESPONSE-OPEN", "QuestionnaireResponse.item[0]"),
                          Pair("VAL-RESPONSE-OPEN", "QuestionnaireResponse.item[1]"),
                          Pair("VAL-RESPONSE-OPEN", kRoot)));
  EXPECT_FALSE(log_.has_errors());
}

TEST_F(ResponseTest, WantsWhatIsRequiredInsideOnlyWhereItsGroupIs) {
  ask(R"({"linkId":"g","type":"group","repeats":true,"item":[
        {"linkId":"a","type":"boolean","required":true}]})");
  EXPECT_THAT(findings_of(
                  R"({"resourceType":"QuestionnaireResponse","questionnaire":"http://example.org/q",
                  "status":"completed"})"),
              IsEmpty());
  EXPECT_THAT(answer(R"({"linkId":"g","item":[{"linkId":"a","answer":[{"valueBoolean":true}]}]},
                        {"linkId":"g","item":[{"linkId":"a"}]})"),
              ElementsAre(Pair("VAL-RESPONSE-REQUIRED", "QuestionnaireResponse.item[1].item[0]")));
}

TEST_F(ResponseTest, RepeatsWhatRepeats) {
  ask(R"({"linkId":"a","type":"integer"},{"linkId":"r","type":"integer","repeats":true},
         {"linkId":"g","type":"group","item":[{"linkId":"b","type":"integer"}]})");
  const std::string twice = R"("answer":[{"valueInteger":1},{"valueInteger":2}])";
  const std::string group = R"({"linkId":"g","item":[{"linkId":"b"}]})";
  EXPECT_THAT(answer(R"({"linkId":"a",)" + twice + R"(},{"linkId":"r",)" + twice + "}," + group),
              ElementsAre(Pair("VAL-RESPONSE-REPEATS", "QuestionnaireResponse.item[0]")));
  EXPECT_THAT(answer(group + "," + group), ElementsAre(Pair("VAL-RESPONSE-REPEATS", kRoot)));
}

TEST_F(ResponseTest, CountsAnswersAndGroups) {
  const std::string bounds = R"("repeats":true,"required":true,"extension":[
      {"url":"http://hl7.org/fhir/StructureDefinition/questionnaire-minOccurs","valueInteger":2},
      {"url":"http://hl7.org/fhir/StructureDefinition/questionnaire-maxOccurs","valueInteger":3}])";
  ask(R"({"linkId":"a","type":"boolean",)" + bounds + R"(},{"linkId":"g","type":"group",)" +
      bounds + R"(,"item":[{"linkId":"b","type":"boolean"}]})");
  const auto given = [&](std::size_t answers, std::size_t groups) {
    std::string items = R"({"linkId":"a","answer":[)";
    for (std::size_t i = 0; i < answers; ++i)
      items += std::string(i == 0 ? "" : ",") + R"({"valueBoolean":true})";
    items += "]}";
    for (std::size_t i = 0; i < groups; ++i)
      items += R"(,{"linkId":"g","item":[{"linkId":"b"}]})";
    return answer(items);
  };
  EXPECT_THAT(given(2, 3), IsEmpty());
  EXPECT_THAT(given(3, 2), IsEmpty());
  EXPECT_THAT(given(1, 2),
              ElementsAre(Pair("VAL-RESPONSE-OCCURS", "QuestionnaireResponse.item[0]")));
  EXPECT_THAT(given(4, 4),
              ElementsAre(Pair("VAL-RESPONSE-OCCURS", "QuestionnaireResponse.item[0]"),
                          Pair("VAL-RESPONSE-OCCURS", kRoot)));
  EXPECT_THAT(given(2, 1), ElementsAre(Pair("VAL-RESPONSE-OCCURS", kRoot)));
}

TEST_F(ResponseTest, WantsTheTextOfTheQuestionnaireOrATranslationOfIt) {
  ask(R"({"linkId":"a","type":"boolean","text":"Is it\n so?","_text":{"extension":[
      {"url":"http://hl7.org/fhir/StructureDefinition/translation","extension":[
        {"url":"lang","valueCode":"sv"},{"url":"content","valueString":"Är det så?"}]}]}})");
  EXPECT_THAT(answer(R"({"linkId":"a","text":"Is it so?"})"), IsEmpty());
  EXPECT_THAT(answer(R"({"linkId":"a","text":"Är det så?"})"), IsEmpty());
  EXPECT_THAT(answer(R"({"linkId":"a","text":"Is it?"})"),
              ElementsAre(Pair("VAL-RESPONSE-TEXT", "QuestionnaireResponse.item[0]")));
}

TEST_F(ResponseTest, WarnsOfATimeOutsideThePeriodOfUse) {
  ask(R"({"linkId":"a","type":"boolean"})",
      R"("effectivePeriod":{"start":"2020-06","end":"2021"},)");
  const auto authored = [&](std::string_view when) {
    return findings_of(
        R"({"resourceType":"QuestionnaireResponse","questionnaire":"http://example.org/q",
        "status":"completed","authored":")" +
        std::string(when) + R"("})");
  };
  const auto is_warned = ElementsAre(Pair("VAL-RESPONSE-PERIOD", "QuestionnaireResponse.authored"));
  EXPECT_THAT(authored("2020-06-01"), IsEmpty());
  EXPECT_THAT(authored("2021-12-31T23:59:59Z"), IsEmpty());
  EXPECT_THAT(authored("2020-05-30"), is_warned);
  EXPECT_THAT(authored("2022-01-03"), is_warned);
  EXPECT_FALSE(log_.has_errors());
}

// --- where the Questionnaire is ---

TEST_F(ResponseTest, SaysThatThereIsNoQuestionnaire) {
  EXPECT_THAT(findings_of(R"({"resourceType":"QuestionnaireResponse","status":"completed"})"),
              ElementsAre(Pair("VAL-RESPONSE-UNNAMED", kRoot)));
  EXPECT_THAT(answer(R"({"linkId":"a"})"), ElementsAre(Pair("VAL-RESPONSE-UNKNOWN", kRoot)));
  EXPECT_FALSE(log_.has_errors());
}

TEST_F(ResponseTest, TakesTheVersionThatIsNamed) {
  ask(R"({"linkId":"a","type":"boolean"})", R"("version":"2",)");
  const auto of = [&](std::string_view version) {
    return findings_of(
        R"({"resourceType":"QuestionnaireResponse","status":"completed",
        "questionnaire":"http://example.org/q|)" +
        std::string(version) + R"(","item":[{"linkId":"b"}]})");
  };
  EXPECT_THAT(of("2"), ElementsAre(Pair("VAL-RESPONSE-LINK-ID", kRoot)));
  EXPECT_THAT(of("1"), ElementsAre(Pair("VAL-RESPONSE-UNKNOWN", kRoot)));
}

TEST_F(ResponseTest, FindsAContainedQuestionnaireWithItsValueSet) {
  const std::string before = R"({"resourceType":"QuestionnaireResponse","questionnaire":"#q",
      "status":"completed","contained":[
       {"resourceType":"ValueSet","id":"v","status":"active","compose":{"include":[
         {"system":"http://example.org/s","concept":[{"code":"x"}]}]}},
       {"resourceType":"Questionnaire","id":"q","status":"active","item":[
         {"linkId":"a","type":"choice","answerValueSet":"#v"}]}],
      "item":[{"linkId":"a","answer":[{"valueCoding":{"system":"http://example.org/s","code":")";
  EXPECT_THAT(findings_of(before + R"(x"}}]}]})"), IsEmpty());
  EXPECT_THAT(findings_of(before + R"(y"}}]}]})"),
              ElementsAre(Pair("VAL-ANSWER-VALUE-SET", "QuestionnaireResponse.item[0].answer[0]")));
}

TEST_F(ResponseTest, ComparesResponsesInABundleWithAQuestionnaireInIt) {
  const std::string form = questionnaire(R"({"linkId":"a","type":"boolean"})");
  EXPECT_THAT(findings_of(R"({"resourceType":"Bundle","type":"collection","entry":[
      {"resource":)" + response(R"({"linkId":"b"})") +
                          R"(},{"fullUrl":"http://example.org/fhir/Questionnaire/1","resource":)" +
                          form + "}]}"),
              ElementsAre(Pair("VAL-RESPONSE-LINK-ID", "Bundle.entry[0].resource")));
  EXPECT_THAT(
      findings_of(R"({"resourceType":"Parameters","parameter":[{"name":"p","part":[
      {"name":"q","resource":)" +
                  response(R"({"linkId":"b"})") + "}]}]}"),
      ElementsAre(Pair("VAL-RESPONSE-UNKNOWN", "Parameters.parameter[0].part[0].resource")));
}

TEST_F(ResponseTest, ComparesAContainedResponse) {
  ask(R"({"linkId":"a","type":"boolean"})");
  std::string inner = response(R"({"linkId":"b"})");
  inner.insert(1, R"("id":"r",)");
  EXPECT_THAT(findings_of(R"({"resourceType":"Observation","status":"final","code":{"text":"c"},
      "derivedFrom":[{"reference":"#r"}],"contained":[)" +
                          inner + "]}"),
              ElementsAre(Pair("VAL-RESPONSE-LINK-ID", "Observation.contained[0]")));
}

// --- large and hostile ---

TEST_F(ResponseTest, ComparesTenThousandItemsInLittleTime) {
  constexpr int kItems = 10'000;
  std::string asked;
  std::string given;
  for (int i = 0; i < kItems; ++i) {
    const std::string comma = i == 0 ? "" : ",";
    const std::string link_id = R"({"linkId":")" + std::to_string(i) + '"';
    asked += comma + link_id + R"(,"type":"boolean","enableWhen":[{"question":")" +
             std::to_string(kItems - 1 - i) + R"(","operator":"=","answerBoolean":true}]})";
    given += comma + link_id + R"(,"answer":[{"valueBoolean":true}]})";
  }
  ask(asked);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_THAT(answer(given), IsEmpty());
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST_F(ResponseTest, StopsWhereThereIsTooMuchToCompare) {
  constexpr int kItems = 6000;
  std::string asked =
      R"({"linkId":"x","type":"boolean"},{"linkId":"g","type":"group","repeats":true,"item":[)";
  std::string given;
  for (int i = 0; i < kItems; ++i) {
    asked += std::string(i == 0 ? "" : ",") + R"({"linkId":")" + std::to_string(i) +
             R"(","type":"boolean","required":true,"enableWhen":[
        {"question":"x","operator":"=","answerBoolean":true}]})";
    given += std::string(i == 0 ? "" : ",") + R"({"linkId":"g"})";
  }
  ask(asked + "]}");
  EXPECT_THAT(answer(given), ElementsAre(Pair("VAL-QUESTIONNAIRE-COST", kRoot)));
}

TEST_F(ResponseTest, GoesAsDeepAsElementsMay) {
  std::string asked;
  std::string given;
  constexpr int kDeep = 20;
  for (int i = 0; i < kDeep; ++i) {
    const std::string link_id = R"({"linkId":")" + std::to_string(i) + R"(",)";
    asked += link_id + R"("type":"group","item":[)";
    given += link_id + R"("item":[)";
  }
  std::string end;
  for (int i = 0; i < kDeep; ++i)
    end += "]}";
  ask(asked + R"({"linkId":"a","type":"boolean"})" + end);
  EXPECT_THAT(answer(given + R"({"linkId":"a","answer":[{"valueString":"x"}]})" + end),
              ElementsAre(Pair("VAL-ANSWER-TYPE", testing::EndsWith("value.ofType(string)"))));
}

}  // namespace
}  // namespace gateway::validation
