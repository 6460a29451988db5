// FHIR R4, json.html.
#include "gateway/codec/json_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/codec/json_writer.hpp"
#include "gateway/codec/xml_writer.hpp"

#include "tests/codec/reading.hpp"

namespace gateway::codec {
namespace {

using test::FailsWith;
using test::FailsWithId;
using test::HasOneFinding;
using test::IsOk;

// A Patient with these members after resourceType.
std::string patient(std::string_view members) {
  return R"({"resourceType":"Patient",)" + std::string(members) + "}";
}

TEST(JsonReaderTest, KeepsValuesAsWritten) {
  const auto read = test::read_json(
      R"({"resourceType":"Observation","status":"fi\u006eal","code":{"text":"\ud83d\ude00\n"},)"
      R"("component":[{"code":{},"valueQuantity":{"value":1.50}},)"
      R"({"code":{"text":"x"},"valueQuantity":{"value":-0}},)"
      R"({"code":{"text":"x"},"valueQuantity":{"value":1E+2}}]})");

  ASSERT_THAT(read.resource, IsOk());
  EXPECT_EQ(read.root().child("status").value(), "final");
  EXPECT_EQ(read.root().child("code").child("text").value(), "\xF0\x9F\x98\x80\n");
  const auto components = read.root().children("component");
  EXPECT_EQ(components[0].child("valueQuantity").child("value").value(), "1.50");
  EXPECT_EQ(components[1].choice("value").child("value").value(), "-0");
  EXPECT_EQ(components[2].choice("value").child("value").value(), "1E+2");
}

TEST(JsonReaderTest, RemembersWhereElementsBegin) {
  const std::string text = patient(R"("active":true, "name":[{"given":["A","B"]} , {"text":"x"}])");
  const auto read = test::read_json(text);

  ASSERT_THAT(read.resource, IsOk());
  EXPECT_EQ(read.root().child("active").offset(), text.find("\"active\""));
  EXPECT_EQ(read.root().children("name")[0].offset(), text.find("{\"given"));
  EXPECT_EQ(read.root().children("name")[1].offset(), text.find("{\"text"));
  EXPECT_EQ(read.root().child("name").children("given")[1].offset(), text.find("\"B\""));
}

class CompanionTest : public testing::TestWithParam<std::string_view> {};

TEST_P(CompanionTest, IsMergedWithItsValue) {
  const auto read = test::read_json(patient(GetParam()));

  ASSERT_THAT(read.resource, IsOk());
  EXPECT_TRUE(read.findings.empty()) << testing::PrintToString(read.found());
  EXPECT_EQ(read.root().child("birthDate").value(), "1970");
  EXPECT_EQ(read.root().child("birthDate").child("id").value(), "b");
  const auto given = read.root().child("name").children("given");
  ASSERT_EQ(given.size(), 3U);
  EXPECT_EQ(given[0].value(), "A");
  EXPECT_TRUE(given[0].children().empty());
  EXPECT_FALSE(given[1].has_value());
  EXPECT_EQ(given[1].child("extension").child("valueBoolean").value(), "true");
  EXPECT_EQ(given[2].value(), "C");
  EXPECT_EQ(given[2].child("id").value(), "c");
}

INSTANTIATE_TEST_SUITE_P(
    JsonReader,
    CompanionTest,
    testing::Values(
        R"("birthDate":"1970","_birthDate":{"id":"b"},"name":[{"given":["A",null,"C"],)"
        R"("_given":[null,{"extension":[{"url":"u","valueBoolean":true}]},{"id":"c"}]}])",
        R"("_birthDate":{"id":"b"},"name":[{"_given":[null,{"extension":[{"valueBoolean":true,)"
        R"("url":"u"}]},{"id":"c"}],"given":["A",null,"C"]}],"birthDate":"1970")"));

TEST(JsonReaderTest, PutsElementsInDefinitionOrder) {
  const auto read = test::read_json(
      R"({"birthDate":"1970","name":[{"text":"a"},{"text":"b"}],"id":"p","resourceType":"Patient"})");

  ASSERT_THAT(read.resource, IsOk());
  EXPECT_EQ(
      to_json(*read.resource),
      R"({"resourceType":"Patient","id":"p","name":[{"text":"a"},{"text":"b"}],"birthDate":"1970"})");
}

TEST(JsonReaderTest, NamesAnUnknownElementThatLooksLikeOneAtItsParent) {
  const auto named = test::read_json(R"({"resourceType":"Patient","name":[{"nick":"a"}]})");
  const auto secret = test::read_json(R"({"resourceType":"Patient","19121212-1212":"a"})");

  ASSERT_THAT(named, HasOneFinding("JSON-UNKNOWN-ELEMENT", "Patient.name[0]"));
  EXPECT_EQ(named.findings.issues()[0].text, "The definition has no such element: nick");
  ASSERT_THAT(secret, HasOneFinding("JSON-UNKNOWN-ELEMENT", "Patient"));
  EXPECT_EQ(secret.findings.issues()[0].text, "The definition has no such element.");
}

TEST(JsonReaderTest, FindsTheTypeOfNestedResourcesWhereverItStands) {
  const auto read = test::read_json(
      R"({"type":"collection","entry":[{"resource":{"x":{"resourceType":"Task"},"name":"n",)"
      R"("resourceType":"Organization"}},{"resource":{"parameter":[{"name":"resourceType","resource":)"
      R"({"active":true,"resourceType":"Patient"}}],"resourceType":"Parameters"}}],)"
      R"("resourceType":"Bundle"})");

  ASSERT_THAT(read.resource, IsOk());
  EXPECT_THAT(read, HasOneFinding("JSON-UNKNOWN-ELEMENT", "Bundle.entry[0].resource"));
  const auto entries = read.root().children("entry");
  EXPECT_EQ(entries[0].child("resource").type_name(), "Organization");
  EXPECT_EQ(entries[1].child("resource").type_name(), "Parameters");
  EXPECT_EQ(entries[1].child("resource").child("parameter").child("resource").type_name(),
            "Patient");
}

// ele-1 (an element has a value or children) is a rule of elements, not of resources.
TEST(JsonReaderTest, KeepsAResourceInsideThatHasNoElements) {
  const std::string text =
      R"({"resourceType":"Bundle","type":"collection","entry":[)"
      R"({"resource":{"resourceType":"Patient"}},)"
      R"({"resource":{"resourceType":"Patient","contained":[{"resourceType":"Organization"},)"
      R"({"resourceType":"Patient","id":"b"}]}}]})";

  const auto read = test::read_json(text);

  ASSERT_THAT(read.resource, IsOk());
  EXPECT_TRUE(read.findings.empty()) << testing::PrintToString(read.found());
  EXPECT_EQ(to_json(*read.resource), text);
  const auto again = test::read_xml(to_xml(*read.resource));
  ASSERT_THAT(again.resource, IsOk());
  EXPECT_TRUE(again.findings.empty()) << testing::PrintToString(again.found());
  EXPECT_EQ(to_json(*again.resource), text);
}

struct Refused {
  std::string_view text;
  std::string_view id;
};

class JsonReaderRefusalTest : public testing::TestWithParam<Refused> {};

TEST_P(JsonReaderRefusalTest, IsMalformed) {
  const auto read = test::read_json(std::string(GetParam().text));

  EXPECT_THAT(read.resource, FailsWithId(GetParam().id)) << GetParam().text;
  EXPECT_THAT(read.resource, FailsWith(ErrorKind::malformed));
  ASSERT_EQ(read.resource.error().issues.issues().size(), 1U);
  EXPECT_TRUE(read.resource.error().issues.issues()[0].position);
}

INSTANTIATE_TEST_SUITE_P(
    JsonReader,
    JsonReaderRefusalTest,
    testing::Values(
        Refused{"", "JSON-SYNTAX"},
        Refused{"{", "JSON-SYNTAX"},
        Refused{"[]", "JSON-RESOURCE-TYPE-MISSING"},
        Refused{"\"Patient\"", "JSON-RESOURCE-TYPE-MISSING"},
        Refused{"{}", "JSON-RESOURCE-TYPE-MISSING"},
        Refused{R"({"id":"a"})", "JSON-RESOURCE-TYPE-MISSING"},
        Refused{R"({"resourceType":5})", "JSON-RESOURCE-TYPE-MISSING"},
        Refused{R"({"resourceType":"patient"})", "JSON-RESOURCE-TYPE-UNKNOWN"},
        Refused{R"({"resourceType":"HumanName"})", "JSON-RESOURCE-TYPE-UNKNOWN"},
        Refused{R"({"resourceType":"DomainResource"})", "JSON-RESOURCE-TYPE-UNKNOWN"},
        Refused{R"({"resourceType":"Patient"} x)", "JSON-SYNTAX"},
        Refused{R"({"resourceType":"Patient"}{})", "JSON-SYNTAX"},
        Refused{R"({"resourceType":"Patient",})", "JSON-SYNTAX"},
        Refused{std::string_view("{\"resourceType\":\"Patient\"}\0x", 27), "JSON-NUL"},
        Refused{std::string_view("{\"resourceType\":\"Patient\"}\0", 26 + 1), "JSON-NUL"},
        Refused{"\xEF\xBB\xBF{\"resourceType\":\"Patient\"}", "JSON-BYTE-ORDER-MARK"},
        Refused{"{\"resourceType\":\"Patient\",\"id\":\"\xC0\x80\"}", "JSON-ENCODING"},
        Refused{"{\"resourceType\":\"Patient\",\"id\":\"\xED\xA0\x80\"}", "JSON-ENCODING"},
        Refused{"{\"resourceType\":\"Patient\",\"id\":\"\xE5\"}", "JSON-ENCODING"},
        Refused{R"({"resourceType":"Patient","id":"\u0000"})", "JSON-NUL"},
        Refused{R"({"resourceType":"Patient","id":"\u0008"})", "JSON-CONTROL-CHARACTER"},
        Refused{R"({"resourceType":"Patient","id":"\f"})", "JSON-CONTROL-CHARACTER"},
        Refused{R"({"resourceType":"Patient","id":"\ud800"})", "JSON-SURROGATE"},
        Refused{R"({"resourceType":"Patient","id":"\udc00"})", "JSON-SURROGATE"},
        Refused{R"({"resourceType":"Patient","id":"\ud800\u0041"})", "JSON-SURROGATE"},
        Refused{R"({"resourceType":"Patient","id":"a","id":"a"})", "JSON-DUPLICATE-KEY"},
        Refused{R"({"resourceType":"Patient","id":"a","\u0069d":"b"})", "JSON-DUPLICATE-KEY"},
        Refused{R"({"resourceType":"Patient","resourceType":"Patient"})", "JSON-DUPLICATE-KEY"},
        Refused{R"({"resourceType":"Patient","_id":{"id":"a"},"_id":{"id":"a"}})",
                "JSON-DUPLICATE-KEY"},
        Refused{R"({"resourceType":"Patient","x":1,"id":"a","x":1})", "JSON-DUPLICATE-KEY"},
        Refused{R"({"resourceType":"Patient","x":{"y":[{"z":1,"a":2,"z":3}]}})",
                "JSON-DUPLICATE-KEY"},
        Refused{R"({"resourceType":"Patient","name":[{"text":"a","text":"b"}]})",
                "JSON-DUPLICATE-KEY"},
        Refused{R"({"resourceType":"Observation","valueQuantity":{"value":1e400}})",
                "JSON-NUMBER-RANGE"}));

TEST(JsonReaderTest, RefusesADuplicateKeyAtItsPlace) {
  const std::string text = "{\"resourceType\":\"Patient\",\n \"id\":\"a\",\n  \"id\":\"b\"}";
  const auto read = test::read_json(text);

  ASSERT_THAT(read.resource, FailsWithId("JSON-DUPLICATE-KEY"));
  const fhir::Issue& issue = read.resource.error().issues.issues()[0];
  EXPECT_EQ(issue.offset, text.rfind("\"id\""));
  EXPECT_EQ(issue.position, (fhir::Position{3, 3}));
  EXPECT_EQ(issue.severity, fhir::Severity::fatal);
}

TEST(JsonReaderTest, RefusesARawControlCharacterWhereverItStandsInAString) {
  for (int control = 1; control < 0x20; ++control) {
    for (std::size_t at = 0; at < 40; ++at) {
      std::string value(40, 'a');
      value[at] = static_cast<char>(control);
      const auto read = test::read_json(patient(R"("language":")" + value + '"'));

      EXPECT_FALSE(read.resource) << "U+00" << std::hex << control << " at " << std::dec << at;
    }
  }
}

struct Finding {
  std::string_view members;
  std::string_view id;
  std::string_view expression;
};

class JsonReaderFindingTest : public testing::TestWithParam<Finding> {};

TEST_P(JsonReaderFindingTest, IsReportedAndLeftOut) {
  const auto read = test::read_json(patient(std::string(GetParam().members) + R"(,"id":"p")"));

  EXPECT_THAT(read, HasOneFinding(GetParam().id, GetParam().expression)) << GetParam().members;
  EXPECT_EQ(read.resource->id(), "p");
}

INSTANTIATE_TEST_SUITE_P(
    JsonReader,
    JsonReaderFindingTest,
    testing::Values(
        Finding{R"("x":1)", "JSON-UNKNOWN-ELEMENT", "Patient"},
        Finding{R"("x":{"y":[[{}],null]})", "JSON-UNKNOWN-ELEMENT", "Patient"},
        Finding{R"("19121212-1212":1)", "JSON-UNKNOWN-ELEMENT", "Patient"},
        Finding{R"("":1)", "JSON-UNKNOWN-ELEMENT", "Patient"},
        Finding{R"("Active":true)", "JSON-UNKNOWN-ELEMENT", "Patient"},
        Finding{R"("_name":[{"id":"a"}])", "JSON-UNKNOWN-ELEMENT", "Patient"},
        Finding{R"("name":[{"resourceType":"HumanName","text":"a"}])",
                "JSON-UNKNOWN-ELEMENT",
                "Patient.name[0]"},
        Finding{R"("extension":[{"url":"u","_url":{"id":"a"}}])",
                "JSON-UNKNOWN-ELEMENT",
                "Patient.extension[0]"},
        Finding{R"("active":"true")", "JSON-KIND", "Patient.active"},
        Finding{R"("birthDate":1970)", "JSON-KIND", "Patient.birthDate"},
        Finding{
            R"("multipleBirthInteger":"1")", "JSON-KIND", "Patient.multipleBirth.ofType(integer)"},
        Finding{R"("name":[{"text":"a"},{"given":["A",false,"C"]}])",
                "JSON-KIND",
                "Patient.name[1].given[1]"},
        Finding{R"("birthDate":{"value":"1970"})", "JSON-OBJECT-UNEXPECTED", "Patient.birthDate"},
        Finding{R"("name":["A"])", "JSON-OBJECT-EXPECTED", "Patient.name[0]"},
        Finding{R"("_birthDate":"x")", "JSON-OBJECT-EXPECTED", "Patient.birthDate"},
        Finding{R"("name":{"text":"A"})", "JSON-ARRAY-EXPECTED", "Patient.name"},
        Finding{R"("name":[{"given":"A"}])", "JSON-ARRAY-EXPECTED", "Patient.name[0].given"},
        Finding{R"("birthDate":["1970"])", "JSON-ARRAY-UNEXPECTED", "Patient.birthDate"},
        Finding{R"("name":[[{"text":"A"}]])", "JSON-ARRAY-UNEXPECTED", "Patient.name[0]"},
        Finding{R"("name":[])", "JSON-EMPTY", "Patient.name"},
        Finding{R"("name":[{}])", "JSON-EMPTY", "Patient.name[0]"},
        Finding{R"("maritalStatus":{})", "JSON-EMPTY", "Patient.maritalStatus"},
        Finding{R"("birthDate":null)", "JSON-NULL", "Patient.birthDate"},
        Finding{R"("name":[null])", "JSON-NULL", "Patient.name[0]"},
        Finding{R"("name":[{"given":["A",null]}])", "JSON-NULL", "Patient.name[0].given[1]"},
        Finding{R"("name":[{"given":["A",null],"_given":[null,null]}])",
                "JSON-NULL",
                "Patient.name[0].given[1]"},
        Finding{R"("name":[{"given":["A","B"],"_given":[{"id":"a"}]}])",
                "JSON-ARRAY-LENGTH",
                "Patient.name[0].given"},
        Finding{
            R"("contained":[{"name":"x"}])", "JSON-RESOURCE-TYPE-MISSING", "Patient.contained[0]"},
        Finding{R"("contained":[{"resourceType":"Patientt"}])",
                "JSON-RESOURCE-TYPE-UNKNOWN",
                "Patient.contained[0]"},
        Finding{R"("contained":[{"resourceType":"Resource"}])",
                "JSON-RESOURCE-TYPE-UNKNOWN",
                "Patient.contained[0]"},
        Finding{R"("text":{"status":"generated","div":"<div>a</div>"})",
                "JSON-NARRATIVE",
                "Patient.text.div"},
        Finding{
            R"("text":{"status":"generated","div":"<div xmlns='http://www.w3.org/1999/xhtml'><p></div>"})",
            "JSON-NARRATIVE",
            "Patient.text.div"}));

TEST(JsonReaderTest, GivesFindingsTheirLineAndColumn) {
  const auto read =
      test::read_json("{\"resourceType\":\"Patient\",\n  \"x\":1,\n \"active\":\"\\n\"}");

  ASSERT_EQ(read.findings.issues().size(), 2U);
  EXPECT_EQ(read.findings.issues()[0].position, (fhir::Position{2, 3}));
  EXPECT_EQ(read.findings.issues()[1].position, (fhir::Position{3, 2}));
}

TEST(JsonReaderTest, NeverPutsAValueIntoAFinding) {
  const auto read = test::read_json(patient(R"("19121212-1212":"Tolvan","active":"Tolvansson")"));

  for (const fhir::Issue& issue : read.findings.issues()) {
    EXPECT_THAT(issue.text + issue.expression, testing::Not(testing::HasSubstr("olvan")));
    EXPECT_THAT(issue.text + issue.expression, testing::Not(testing::HasSubstr("1212")));
  }
}

TEST(JsonReaderTest, TakesTextsUpToTheLimitOfBytes) {
  const std::string text = patient(R"("id":"p")");

  EXPECT_THAT(test::read_json(text, {.max_bytes = text.size()}).resource, IsOk());
  const auto beyond = test::read_json(text, {.max_bytes = text.size() - 1});
  EXPECT_THAT(beyond.resource, FailsWithId("JSON-SIZE"));
  EXPECT_THAT(beyond.resource, FailsWith(ErrorKind::too_large));
}

std::string nested_items(int depth) {
  std::string text = R"({"resourceType":"Questionnaire")";
  for (int i = 1; i < depth; ++i)
    text += R"(,"item":[{"linkId":"a")";
  for (int i = 1; i < depth; ++i)
    text += "}]";
  return text + "}";
}

TEST(JsonReaderTest, TakesElementsUpToTheLimitOfDepth) {
  EXPECT_THAT(test::read_json(nested_items(64)).resource, IsOk());
  const auto beyond = test::read_json(nested_items(65));
  EXPECT_THAT(beyond.resource, FailsWithId("JSON-DEPTH"));
  EXPECT_THAT(beyond.resource, FailsWith(ErrorKind::too_large));
}

TEST(JsonReaderTest, RefusesDeepNestingOfWhatItDoesNotKnow) {
  const std::string brackets(10'000'000 / 8, '[');

  EXPECT_THAT(test::read_json(patient("\"x\":" + brackets)).resource, FailsWithId("JSON-DEPTH"));
  EXPECT_THAT(test::read_json(brackets).resource, FailsWithId("JSON-DEPTH"));
}

TEST(JsonReaderTest, BoundsTheDigitsOfANumber) {
  const auto observation = [](std::size_t digits) {
    return R"({"resourceType":"Observation","valueQuantity":{"value":)" + std::string(digits, '1') +
           "}}";
  };

  EXPECT_TRUE(test::read_json(observation(64)).findings.empty());
  EXPECT_THAT(test::read_json(observation(65)),
              HasOneFinding("JSON-NUMBER-LENGTH", "Observation.value.ofType(Quantity).value"));
}

TEST(JsonReaderTest, NeedsNoTimeBeyondTheTextForTypesThatComeLast) {
  std::string text;
  constexpr int kDepth = 20;
  for (int i = 0; i < kDepth; ++i)
    text += R"({"entry":[{"resource":)";
  text += R"({"resourceType":"Patient"})";
  for (int i = 0; i < kDepth; ++i)
    text += R"(}],"resourceType":"Bundle"})";

  EXPECT_THAT(test::read_json(text).resource, IsOk());
}

TEST(JsonReaderTest, RoundTripsThroughXml) {
  const std::string text =
      R"({"resourceType":"Patient","id":"p1","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">å &lt; b</div>"},"contained":[{"resourceType":"Organization","name":"x"}],"extension":[{"url":"u","valueDecimal":1.50}],"name":[{"id":"n","given":["A",null,"C"],"_given":[null,{"extension":[{"url":"a","valueBoolean":true}]},{"id":"q"}]}],"birthDate":"1970","_birthDate":{"id":"b"}})";

  const auto read = test::read_json(text);
  ASSERT_THAT(read.resource, IsOk());
  EXPECT_TRUE(read.findings.empty());
  EXPECT_EQ(to_json(*read.resource), text);
  const auto again = test::read_xml(to_xml(*read.resource, Layout::pretty));
  ASSERT_THAT(again.resource, IsOk());
  EXPECT_TRUE(again.findings.empty()) << testing::PrintToString(again.found());
  EXPECT_EQ(to_json(*again.resource), text);
}

}  // namespace
}  // namespace gateway::codec
