// FHIR R4, json.html and xml.html: what the writers make of trees that no reader made.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/codec/json_text.hpp"
#include "gateway/codec/json_writer.hpp"
#include "gateway/codec/xml_scanner.hpp"
#include "gateway/codec/xml_writer.hpp"
#include "gateway/fhir/builder.hpp"

#include "tests/support/result_matchers.hpp"
#include "tests/support/small_types.hpp"

namespace gateway::codec {
namespace {

using test::IsOk;

fhir::Resource patient_named(std::string_view text) {
  fhir::Builder b(test::small_types(), "Patient");
  b.begin("name");
  b.add("text", text);
  b.end();
  return std::move(b).finish();
}

TEST(JsonWriterTest, EscapesWhatMustBeEscapedAndNothingElse) {
  const std::string text = "a\"b\\c/d\n\r\t\x01\x7F å \xF0\x9F\x98\x80 0123456789abcdef\"";

  EXPECT_EQ(
      to_json(patient_named(text)),
      "{\"resourceType\":\"Patient\",\"name\":[{\"text\":\"a\\\"b\\\\c/d\\n\\r\\t\\u0001\x7F å "
      "\xF0\x9F\x98\x80 0123456789abcdef\\\"\"}]}");
}

TEST(JsonWriterTest, WritesPrettyTextWithTwoSpaces) {
  EXPECT_EQ(
      to_json(patient_named("x"), Layout::pretty),
      "{\n  \"resourceType\": \"Patient\",\n  \"name\": [\n    {\n      \"text\": \"x\"\n    }\n"
      "  ]\n}");
}

TEST(JsonWriterTest, StaysJsonWhateverANumberOrBooleanHolds) {
  fhir::Builder b(test::small_types(), "Observation");
  b.begin("valueQuantity");
  b.add("value", "1,5");
  b.end();
  fhir::Builder c(test::small_types(), "Patient");
  c.add("active", "yes");
  c.add("multipleBirthInteger", "+5");

  EXPECT_EQ(to_json(std::move(b).finish()),
            R"({"resourceType":"Observation","valueQuantity":{"value":"1,5"}})");
  EXPECT_EQ(to_json(std::move(c).finish()),
            R"({"resourceType":"Patient","active":"yes","multipleBirthInteger":5})");
}

TEST(JsonWriterTest, WritesADataTypeWithoutResourceType) {
  const fhir::Resource patient = patient_named("x");
  std::string out = ">";

  write_json(patient.root().child("name"), Layout::compact, out);

  EXPECT_EQ(out, R"(>{"text":"x"})");
}

TEST(XmlWriterTest, EscapesAttributes) {
  EXPECT_EQ(to_xml(patient_named("a<b>&\"'\t\n\rå 0123456789abcdef")),
            "<Patient xmlns=\"http://hl7.org/fhir\"><name><text value=\"a&lt;b&gt;&amp;&quot;'&#9;"
            "&#10;&#13;å 0123456789abcdef\"/></name></Patient>");
}

TEST(XmlWriterTest, ReplacesCharactersThatXmlCannotHold) {
  const std::string xml =
      to_xml(patient_named("\x01|\xEF\xBF\xBF|\xEF\xBF\xBE|\xEF\xBF\xBD|\xEF\xBC\xA1"));

  EXPECT_THAT(scan_xml(xml), IsOk());
  EXPECT_THAT(
      xml, testing::HasSubstr("\xEF\xBF\xBD|\xEF\xBF\xBD|\xEF\xBF\xBD|\xEF\xBF\xBD|\xEF\xBC\xA1"));
}

TEST(XmlWriterTest, WritesPrettyTextWithTwoSpaces) {
  EXPECT_EQ(
      to_xml(patient_named("x"), Layout::pretty),
      "<Patient xmlns=\"http://hl7.org/fhir\">\n  <name>\n    <text value=\"x\"/>\n  </name>\n"
      "</Patient>");
}

TEST(JsonTextTest, TakesNestingUpToTheLimit) {
  EXPECT_THAT(check_json_text("[[{}]]", 3), IsOk());
  EXPECT_THAT(check_json_text("[[{}]]", 2), test::FailsWithId("JSON-DEPTH"));
}

}  // namespace
}  // namespace gateway::codec
