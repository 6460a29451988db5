// XML 1.0, fifth edition; Namespaces in XML 1.0, third edition.
#include "gateway/codec/xml_scanner.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/result_matchers.hpp"

namespace gateway::codec {
namespace {

using test::FailsWith;
using test::FailsWithId;
using test::IsOk;

class XmlScannerAcceptTest : public testing::TestWithParam<std::string_view> {};

TEST_P(XmlScannerAcceptTest, IsWellFormed) {
  EXPECT_THAT(scan_xml(GetParam()), IsOk()) << GetParam();
}

INSTANTIATE_TEST_SUITE_P(
    XmlScanner,
    XmlScannerAcceptTest,
    testing::Values("<a/>",
                    "<a></a >",
                    " \n<a\n/>\n",
                    "\xEF\xBB\xBF<a/>",
                    "<?xml version='1.0'?><a/>",
                    "<?xml version=\"1.0\" encoding='utf-8' standalone = \"yes\" ?>\n<a/>",
                    "<!-- x --><a><!-- - -> --></a><!---->",
                    "<a>&lt;&gt;&amp;&quot;&apos;&#229;&#xE5;&#x1F600;</a>",
                    "<a><![CDATA[<b>&nope;]]]]><![CDATA[>]]></a>",
                    "<a>]] ></a>",
                    "<a b='\"' c=\"'\" d = '>' />",
                    "<\xC3\xA5 \xC3\xB6='1'/>",
                    "<a.-_1/>",
                    "<p:a xmlns:p='urn:x' p:b='1' b='2'/>",
                    "<a xmlns='urn:x'><b xmlns=''/></a>",
                    "<a xml:lang='sv'/>",
                    "<a xmlns:xml='http://www.w3.org/XML/1998/namespace'/>"));

struct Refused {
  std::string_view text;
  std::string_view id;
};

class XmlScannerRefusalTest : public testing::TestWithParam<Refused> {};

TEST_P(XmlScannerRefusalTest, IsMalformed) {
  const auto scanned = scan_xml(GetParam().text);

  EXPECT_THAT(scanned, FailsWithId(GetParam().id)) << GetParam().text;
  EXPECT_THAT(scanned, FailsWith(ErrorKind::malformed));
}

INSTANTIATE_TEST_SUITE_P(
    XmlScanner,
    XmlScannerRefusalTest,
    testing::Values(
        Refused{"", "XML-NO-ROOT"},
        Refused{"<!-- x -->", "XML-NO-ROOT"},
        Refused{"<a>", "XML-UNBALANCED"},
        Refused{"<a></b>", "XML-UNBALANCED"},
        Refused{"<a></ab>", "XML-UNBALANCED"},
        Refused{"</a>", "XML-UNBALANCED"},
        Refused{"<a><b></a></b>", "XML-UNBALANCED"},
        Refused{"<a/><b/>", "XML-SECOND-ROOT"},
        Refused{"<a/>x", "XML-TEXT-OUTSIDE"},
        Refused{"x<a/>", "XML-TEXT-OUTSIDE"},
        Refused{"<a/>&amp;", "XML-TEXT-OUTSIDE"},
        Refused{"<![CDATA[x]]><a/>", "XML-CDATA"},
        Refused{"<a><![CDATA[x]]</a>", "XML-CDATA"},
        Refused{"<!DOCTYPE a><a/>", "XML-DOCTYPE"},
        Refused{"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", "XML-DOCTYPE"},
        Refused{"<a><!ELEMENT b ANY></a>", "XML-DOCTYPE"},
        Refused{"<?xml-stylesheet href='x'?><a/>", "XML-PROCESSING-INSTRUCTION"},
        Refused{"<a><?php x?></a>", "XML-PROCESSING-INSTRUCTION"},
        Refused{" <?xml version='1.0'?><a/>", "XML-PROCESSING-INSTRUCTION"},
        Refused{"<?xml version='1.0' encoding='UTF-16'?><a/>", "XML-ENCODING"},
        Refused{"<?xml version='1.0' encoding='ISO-8859-1'?><a/>", "XML-ENCODING"},
        Refused{"<?xml version='1.1'?><a/>", "XML-VERSION"},
        Refused{"<?xml encoding='UTF-8'?><a/>", "XML-DECLARATION"},
        Refused{"<?xml version='1.0'encoding='UTF-8'?><a/>", "XML-DECLARATION"},
        Refused{"<?xml version='1.0' standalone='maybe'?><a/>", "XML-DECLARATION"},
        Refused{"<?xml version='1.0' standalone='no' encoding='UTF-8'?><a/>", "XML-DECLARATION"},
        Refused{"\xFF\xFE<\0a\0/\0>\0", "XML-ENCODING"},
        Refused{"<a>\xC0\xAF</a>", "XML-ENCODING"},
        Refused{"<a>\xED\xA0\x80</a>", "XML-ENCODING"},
        Refused{"<a>\x01</a>", "XML-CHARACTER"},
        Refused{std::string_view("<a/>\0", 5), "XML-CHARACTER"},
        Refused{"<a>\xEF\xBF\xBF</a>", "XML-CHARACTER"},
        Refused{"<a>&nbsp;</a>", "XML-REFERENCE"},
        Refused{"<a>&amp</a>", "XML-REFERENCE"},
        Refused{"<a>& </a>", "XML-REFERENCE"},
        Refused{"<a>&#0;</a>", "XML-REFERENCE"},
        Refused{"<a>&#xD800;</a>", "XML-REFERENCE"},
        Refused{"<a>&#x110000;</a>", "XML-REFERENCE"},
        Refused{"<a>&#99999999999999999999;</a>", "XML-REFERENCE"},
        Refused{"<a>&#X41;</a>", "XML-REFERENCE"},
        Refused{"<a b='&x;'/>", "XML-REFERENCE"},
        Refused{"<a>]]></a>", "XML-CDATA-END"},
        Refused{"<a><!-- -- --></a>", "XML-COMMENT"},
        Refused{"<a><!-- ---></a>", "XML-COMMENT"},
        Refused{"<a><!-- </a>", "XML-COMMENT"},
        Refused{"<a b='<'/>", "XML-ATTRIBUTE-LESS-THAN"},
        Refused{"<a b/>", "XML-ATTRIBUTE"},
        Refused{"<a b=c/>", "XML-ATTRIBUTE"},
        Refused{"<a b='c/>", "XML-ATTRIBUTE"},
        Refused{"<a b='1'c='2'/>", "XML-TAG"},
        Refused{"<a / >", "XML-TAG"},
        Refused{"<a", "XML-TAG"},
        Refused{"< a/>", "XML-NAME"},
        Refused{"<1a/>", "XML-NAME"},
        Refused{"<-a/>", "XML-NAME"},
        Refused{"<a:/>", "XML-NAME"},
        Refused{"<:a/>", "XML-NAME"},
        Refused{"<a:b:c/>", "XML-NAME"},
        Refused{"<a \xC3\x97='1'/>", "XML-NAME"},
        Refused{"<p:a/>", "XML-PREFIX"},
        Refused{"<a p:b='1'/>", "XML-PREFIX"},
        Refused{"<a><p:b xmlns:p='urn:x'/><p:c/></a>", "XML-PREFIX"},
        Refused{"<xmlns:a/>", "XML-PREFIX"},
        Refused{"<a b='1' b='2'/>", "XML-DUPLICATE-ATTRIBUTE"},
        Refused{"<a xmlns='urn:x' xmlns='urn:x'/>", "XML-DUPLICATE-ATTRIBUTE"},
        Refused{"<a xmlns:p='urn:x' xmlns:q='urn:&#x78;' p:b='1' q:b='2'/>",
                "XML-DUPLICATE-ATTRIBUTE"},
        Refused{"<a xmlns:p=''/>", "XML-NAMESPACE-UNDECLARED"},
        Refused{"<a xmlns:xmlns='urn:x'/>", "XML-NAMESPACE-RESERVED"},
        Refused{"<a xmlns:xml='urn:x'/>", "XML-NAMESPACE-RESERVED"},
        Refused{"<a xmlns='http://www.w3.org/XML/1998/namespace'/>", "XML-NAMESPACE-RESERVED"}));

TEST(XmlScannerTest, SaysWhereTheTextBreaks) {
  const auto scanned = scan_xml("<a>\n  <b c='1' c='2'/>\n</a>");

  ASSERT_THAT(scanned, FailsWithId("XML-DUPLICATE-ATTRIBUTE"));
  const fhir::Issue& issue = scanned.error().issues.issues().at(0);
  EXPECT_EQ(issue.offset, 15U);
  EXPECT_EQ(issue.position, (fhir::Position{2, 12}));
}

TEST(XmlScannerTest, DescribesTheRootAndTheNarratives) {
  const std::string text =
      "<f:r xmlns:f='urn:f' xmlns='http://www.w3.org/1999/xhtml'><div><p/></div>"
      "<f:x><div xml:lang='sv' f:y='1'/></f:x></f:r>";
  const auto outline = scan_xml(text);

  ASSERT_THAT(outline, IsOk());
  EXPECT_EQ(outline->root_name, "r");
  EXPECT_EQ(outline->root_namespace, "urn:f");
  EXPECT_EQ(outline->elements, 5U);
  EXPECT_TRUE(outline->has_prefixes);
  ASSERT_EQ(outline->xhtml.size(), 2U);
  EXPECT_EQ(text.substr(outline->xhtml[0].span.begin, 15), "<div><p/></div>");
  EXPECT_EQ(outline->xhtml[0].span.end - outline->xhtml[0].span.begin, 15U);
  EXPECT_TRUE(outline->xhtml[0].is_pure);
  EXPECT_FALSE(outline->xhtml[1].is_pure);
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i)
    out += text;
  return out;
}

TEST(XmlScannerTest, TakesTextsUpToTheLimitOfBytes) {
  EXPECT_THAT(scan_xml("<a/>", {.max_bytes = 4}), IsOk());
  EXPECT_THAT(scan_xml("<a/>", {.max_bytes = 3}), FailsWith(ErrorKind::too_large));
}

TEST(XmlScannerTest, TakesElementsUpToTheLimitOfDepth) {
  const auto nested = [](std::size_t depth) {
    return repeated("<a>", depth) + repeated("</a>", depth);
  };

  EXPECT_THAT(scan_xml(nested(5), {.max_depth = 5}), IsOk());
  EXPECT_THAT(scan_xml(nested(6), {.max_depth = 5}), FailsWithId("XML-DEPTH"));
  EXPECT_THAT(scan_xml(nested(6), {.max_depth = 5}), FailsWith(ErrorKind::too_large));
}

TEST(XmlScannerTest, TakesAttributesUpToTheLimit) {
  const auto element = [](int attributes) {
    std::string text = "<a";
    for (int i = 0; i < attributes; ++i)
      text += " b" + std::to_string(i) + "=''";
    return text + "/>";
  };

  EXPECT_THAT(scan_xml(element(64)), IsOk());
  EXPECT_THAT(scan_xml(element(65)), FailsWithId("XML-ATTRIBUTE-LIMIT"));
}

TEST(XmlScannerTest, TakesDeclarationsInScopeUpToTheLimit) {
  const auto nested = [](int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i)
      text += "<a xmlns='urn:x'>";
    return text + repeated("</a>", static_cast<std::size_t>(depth));
  };

  EXPECT_THAT(scan_xml(nested(256), {.max_depth = 300}), IsOk());
  EXPECT_THAT(scan_xml(nested(257), {.max_depth = 300}), FailsWithId("XML-NAMESPACE-LIMIT"));
}

}  // namespace
}  // namespace gateway::codec
