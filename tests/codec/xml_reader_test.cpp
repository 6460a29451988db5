// FHIR R4, xml.html.
#include "gateway/codec/xml_reader.hpp"

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

std::string patient(std::string_view content) {
  return "<Patient xmlns=\"http://hl7.org/fhir\">" + std::string(content) + "</Patient>";
}

std::string narrative(std::string_view div) {
  return patient("<text><status value=\"generated\"/>" + std::string(div) + "</text>");
}

TEST(XmlReaderTest, ReadsElementsAttributesAndResourcesInside) {
  const auto read = test::read_xml(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<Patient xmlns=\"http://hl7.org/fhir\"><!-- c -->\n <id value=\"p1\"/>\n"
      " <contained><Organization><name value='&#229; &amp; &quot;b&quot;&#10;'/></Organization>"
      "</contained>\n <extension url=\"u\"><valueDecimal value=\"1.50\"/></extension>\n"
      " <name id=\"n\"><given value=\"A\"/><given id=\"g\"/></name>\n</Patient>\n");

  ASSERT_THAT(read.resource, IsOk());
  EXPECT_TRUE(read.findings.empty()) << testing::PrintToString(read.found());
  EXPECT_EQ(to_json(*read.resource),
            R"({"resourceType":"Patient","id":"p1","contained":[{"resourceType":"Organization",)"
            R"("name":"å & \"b\"\n"}],"extension":[{"url":"u","valueDecimal":1.50}],)"
            R"("name":[{"id":"n","given":["A",null],"_given":[null,{"id":"g"}]}]})");
}

// ele-1 (an element has a value or children) is a rule of elements, not of resources.
TEST(XmlReaderTest, KeepsAResourceInsideThatHasNoElements) {
  const std::string text =
      "<Bundle xmlns=\"http://hl7.org/fhir\"><type value=\"collection\"/>"
      "<entry><resource><Patient/></resource></entry>"
      "<entry><resource><Patient><contained><Organization/></contained></Patient></resource>"
      "</entry></Bundle>";
  std::string declared = text;
  declared.replace(
      text.find("<Patient/>"), 10, "<Patient xmlns=\"http://hl7.org/fhir\"></Patient>");

  for (const std::string& each : {text, declared}) {
    const auto read = test::read_xml(each);
    ASSERT_THAT(read.resource, IsOk());
    EXPECT_TRUE(read.findings.empty()) << testing::PrintToString(read.found());
    EXPECT_EQ(to_xml(*read.resource), text);
  }
}

TEST(XmlReaderTest, ReadsPrefixedNames) {
  const auto read = test::read_xml(
      "<f:Patient xmlns:f='http://hl7.org/fhir' xmlns:h='http://www.w3.org/1999/xhtml'>"
      "<f:text><f:status value='generated'/><h:div><h:p>a</h:p></h:div></f:text></f:Patient>");

  ASSERT_THAT(read.resource, IsOk());
  EXPECT_TRUE(read.findings.empty()) << testing::PrintToString(read.found());
  EXPECT_EQ(read.root().child("text").child("div").value(),
            "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>a</p></div>");
}

TEST(XmlReaderTest, RemembersWhereElementsBegin) {
  const std::string text = patient("<id value='p'/> <name id='n'/>");
  const auto read = test::read_xml(text);

  ASSERT_THAT(read.resource, IsOk());
  EXPECT_EQ(read.root().child("id").offset(), text.find("<id"));
  EXPECT_EQ(read.root().child("name").offset(), text.find("<name"));
}

struct Narrative {
  std::string_view source;
  std::string_view kept;
};

class XmlNarrativeTest : public testing::TestWithParam<Narrative> {};

TEST_P(XmlNarrativeTest, IsKeptAsXmlText) {
  const auto read = test::read_xml(narrative(GetParam().source));

  ASSERT_THAT(read.resource, IsOk());
  EXPECT_TRUE(read.findings.empty()) << testing::PrintToString(read.found());
  EXPECT_EQ(read.root().child("text").child("div").value(), GetParam().kept);
}

INSTANTIATE_TEST_SUITE_P(
    XmlReader,
    XmlNarrativeTest,
    testing::Values(
        Narrative{
            "<div xmlns=\"http://www.w3.org/1999/xhtml\"> a  <b>c</b> <i>d: &lt;</i>\n</div>",
            "<div xmlns=\"http://www.w3.org/1999/xhtml\"> a  <b>c</b> <i>d: &lt;</i>\n</div>"},
        Narrative{"<div xmlns='http://www.w3.org/1999/xhtml'>a<br/></div>",
                  "<div xmlns=\"http://www.w3.org/1999/xhtml\">a<br/></div>"},
        Narrative{"<div class=\"x\" xmlns=\"http://www.w3.org/1999/xhtml\"/>",
                  "<div xmlns=\"http://www.w3.org/1999/xhtml\" class=\"x\"/>"},
        Narrative{"<div xmlns=\"http://www.w3.org/1999/xhtml\">a<!-- c -->b</div>",
                  "<div xmlns=\"http://www.w3.org/1999/xhtml\">ab</div>"},
        Narrative{"<div xmlns=\"http://www.w3.org/1999/xhtml\"><![CDATA[<a> & b]]></div>",
                  "<div xmlns=\"http://www.w3.org/1999/xhtml\">&lt;a&gt; &amp; b</div>"},
        Narrative{"<div xmlns=\"http://www.w3.org/1999/xhtml\">&#229;&#xA0;&#38;&#60;&quot;</div>",
                  "<div xmlns=\"http://www.w3.org/1999/xhtml\">å\xC2\xA0&amp;&lt;&quot;</div>"},
        Narrative{"<div xmlns=\"http://www.w3.org/1999/xhtml\">a\r\nb\rc</div>",
                  "<div xmlns=\"http://www.w3.org/1999/xhtml\">a\nb\nc</div>"},
        Narrative{
            "<div xmlns=\"http://www.w3.org/1999/xhtml\"><a title='&#34;&#39;&#9;&#229;'/></div>",
            "<div xmlns=\"http://www.w3.org/1999/xhtml\"><a title='&quot;&apos;&#9;å'/></div>"}));

struct Refused {
  std::string_view text;
  std::string_view id;
};

class XmlReaderRefusalTest : public testing::TestWithParam<Refused> {};

TEST_P(XmlReaderRefusalTest, IsMalformed) {
  const auto read = test::read_xml(std::string(GetParam().text));

  EXPECT_THAT(read.resource, FailsWithId(GetParam().id)) << GetParam().text;
  EXPECT_THAT(read.resource, FailsWith(ErrorKind::malformed));
}

INSTANTIATE_TEST_SUITE_P(
    XmlReader,
    XmlReaderRefusalTest,
    testing::Values(
        Refused{"<Patient/>", "XML-NAMESPACE"},
        Refused{"<Patient xmlns='http://hl7.org/FHIR'/>", "XML-NAMESPACE"},
        Refused{"<patient xmlns='http://hl7.org/fhir'/>", "XML-RESOURCE-TYPE"},
        Refused{"<HumanName xmlns='http://hl7.org/fhir'/>", "XML-RESOURCE-TYPE"},
        Refused{"<DomainResource xmlns='http://hl7.org/fhir'/>", "XML-RESOURCE-TYPE"},
        Refused{"<!DOCTYPE Patient><Patient xmlns='http://hl7.org/fhir'/>", "XML-DOCTYPE"},
        Refused{"<Patient xmlns='http://hl7.org/fhir'/><Patient/>", "XML-SECOND-ROOT"}));

struct Finding {
  std::string_view content;
  std::string_view id;
  std::string_view expression;
};

class XmlReaderFindingTest : public testing::TestWithParam<Finding> {};

TEST_P(XmlReaderFindingTest, IsReported) {
  const auto read = test::read_xml(patient("<id value='p'/>" + std::string(GetParam().content)));

  EXPECT_THAT(read, HasOneFinding(GetParam().id, GetParam().expression)) << GetParam().content;
  EXPECT_EQ(read.resource->id(), "p");
}

INSTANTIATE_TEST_SUITE_P(
    XmlReader,
    XmlReaderFindingTest,
    testing::Values(
        Finding{"<x value='1'/>", "XML-UNKNOWN-ELEMENT", "Patient"},
        Finding{"<x><y/>text</x>", "XML-UNKNOWN-ELEMENT", "Patient"},
        Finding{"<x-1 value='1'/>", "XML-UNKNOWN-ELEMENT", "Patient"},
        Finding{"<name><id value='n'/><text value='a'/></name>",
                "XML-UNKNOWN-ELEMENT",
                "Patient.name[0]"},
        Finding{"<name value='1'/>", "XML-UNKNOWN-ATTRIBUTE", "Patient.name[0]"},
        Finding{"<birthDate value='1970' text='x'/>",
                "XML-UNKNOWN-ATTRIBUTE",
                "Patient.birthDate"},
        Finding{"<birthDate value='1970' xml:lang='sv'/>",
                "XML-UNKNOWN-ATTRIBUTE",
                "Patient.birthDate"},
        Finding{"text", "XML-TEXT", "Patient"},
        Finding{"<birthDate value='1970'>x</birthDate>", "XML-TEXT", "Patient.birthDate"},
        Finding{"<![CDATA[ ]]>", "XML-TEXT", "Patient"},
        Finding{"<birthDate value='1970'/><name><text value='a'/></name>",
                "XML-ELEMENT-ORDER",
                "Patient.name[0]"},
        Finding{"<birthDate value='1970'/><birthDate value='1971'/>",
                "XML-ELEMENT-REPEATED",
                "Patient"},
        Finding{"<name xmlns='urn:x'><text value='a'/></name>", "XML-NAMESPACE", "Patient.name[0]"},
        Finding{"<p:name xmlns:p='urn:x'><p:text value='a'/></p:name>",
                "XML-NAMESPACE",
                "Patient.name[0]"},
        Finding{"<birthDate xmlns='http://www.w3.org/1999/xhtml' value='1970'/>",
                "XML-NAMESPACE",
                "Patient.birthDate"},
        Finding{"<text><status value='generated'/><div>a</div></text>",
                "XML-NAMESPACE",
                "Patient.text.div"},
        Finding{"<text><status value='generated'/><div xmlns='http://www.w3.org/1999/xhtml'>"
                "<svg xmlns='http://www.w3.org/2000/svg'/></div></text>",
                "XML-NARRATIVE-NAMESPACE",
                "Patient.text.div"},
        Finding{"<contained><Thing/></contained>", "XML-RESOURCE", "Patient.contained[0]"},
        Finding{"<contained/>", "XML-RESOURCE", "Patient.contained[0]"},
        Finding{"<contained><Patient/><Patient/></contained>",
                "XML-RESOURCE",
                "Patient.contained[0]"}));

TEST(XmlReaderTest, GivesFindingsTheirLineAndColumn) {
  const auto read = test::read_xml(patient("\n  <id value='p'/>\n   <x/>"));

  ASSERT_EQ(read.findings.issues().size(), 1U);
  EXPECT_EQ(read.findings.issues()[0].position, (fhir::Position{3, 4}));
}

TEST(XmlReaderTest, BoundsTheDigitsOfANumber) {
  const auto observation = [](std::size_t digits) {
    return "<Observation xmlns='http://hl7.org/fhir'><valueQuantity><value value='" +
           std::string(digits, '1') + "'/></valueQuantity></Observation>";
  };

  EXPECT_TRUE(test::read_xml(observation(64)).findings.empty());
  EXPECT_THAT(test::read_xml(observation(65)),
              HasOneFinding("XML-NUMBER-LENGTH", "Observation.value.ofType(Quantity).value"));
}

TEST(XmlReaderTest, TakesElementsUpToTheLimitOfDepth) {
  const auto nested = [](int depth) {
    std::string text = "<Questionnaire xmlns='http://hl7.org/fhir'>";
    for (int i = 1; i < depth; ++i)
      text += "<item id='a'>";
    for (int i = 1; i < depth; ++i)
      text += "</item>";
    return text + "</Questionnaire>";
  };

  EXPECT_THAT(test::read_xml(nested(64)).resource, IsOk());
  EXPECT_THAT(test::read_xml(nested(65)).resource, FailsWithId("XML-DEPTH"));
  EXPECT_THAT(test::read_xml(nested(65)).resource, FailsWith(ErrorKind::too_large));
}

}  // namespace
}  // namespace gateway::codec
