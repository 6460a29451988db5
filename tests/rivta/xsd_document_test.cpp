#include "gateway/rivta/xsd_document.hpp"

#include <gtest/gtest.h>

#include "tests/rivta/rivta_stand.hpp"
#include "tests/support/result_matchers.hpp"

namespace gateway::rivta {
namespace {

using test::FailsWith;
using test::IsOk;

constexpr std::size_t kEnough = 100'000;

class XmlDocumentTest : public testing::Test {
 protected:
  const XmlLibrary& library_ = test::xml_library();
};

TEST_F(XmlDocumentTest, KnowsNamespacesTextAndAttributes) {
  const auto document =
      XmlDocument::parse("<a:r xmlns:a='urn:a' x='1'>t<!-- c --><![CDATA[<u]]></a:r>", kEnough);

  ASSERT_THAT(document, IsOk());
  EXPECT_TRUE(document->root().is("urn:a", "r"));
  EXPECT_EQ(document->root().text(), "t<u");
  EXPECT_EQ(document->root().attribute("x"), "1");
  EXPECT_EQ(document->root().attribute("urn:a", "x"), "");
}

TEST_F(XmlDocumentTest, FindsChildrenOfTheSameNamespaceOnly) {
  const auto document =
      XmlDocument::parse("<r xmlns='urn:a'><c xmlns='urn:b'>1</c><c>2</c><c>3</c></r>", kEnough);

  ASSERT_THAT(document, IsOk());
  const XmlElement first = document->root().child("c");
  EXPECT_EQ(first.text(), "2");
  EXPECT_EQ(first.next_same().text(), "3");
  EXPECT_FALSE(first.next_same().next_same());
}

TEST_F(XmlDocumentTest, AnswersNothingForAnAbsentElement) {
  const XmlElement absent;

  EXPECT_FALSE(absent.child("x"));
  EXPECT_EQ(absent.text(), "");
  EXPECT_EQ(absent.attribute("x"), "");
  EXPECT_EQ(absent.line(), 0U);
}

TEST_F(XmlDocumentTest, RefusesADocumentType) {
  EXPECT_THAT(XmlDocument::parse("<!DOCTYPE r SYSTEM 'file:///etc/passwd'><r/>", kEnough),
              FailsWith(ErrorKind::malformed));
}

TEST_F(XmlDocumentTest, RefusesDeepNesting) {
  const auto nested = [](std::size_t depth) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i)
      text += "<a>";
    for (std::size_t i = 0; i < depth; ++i)
      text += "</a>";
    return text;
  };

  EXPECT_THAT(XmlDocument::parse(nested(XmlDocument::kMaxDepth), kEnough), IsOk());
  EXPECT_THAT(XmlDocument::parse(nested(XmlDocument::kMaxDepth + 1), kEnough),
              FailsWith(ErrorKind::too_large));
}

std::string canonical(std::string_view text) {
  const auto document = XmlDocument::parse(text, kEnough);
  return document ? canonical_text(document->root()) : "not well formed";
}

TEST_F(XmlDocumentTest, CanonicalTextIgnoresPrefixesCommentsAndIndentation) {
  EXPECT_EQ(canonical("<a:r xmlns:a='urn:a' x='1' y='2'><a:c>t</a:c></a:r>"),
            canonical("<r y='2' x='1' xmlns='urn:a'>\n <!-- c -->\n <c>t</c>\n</r>"));
}

TEST_F(XmlDocumentTest, CanonicalTextTellsContentApart) {
  const std::string text = canonical("<r><c>t</c></r>");

  EXPECT_NE(text, canonical("<r><c>t </c></r>"));
  EXPECT_NE(text, canonical("<r><c x=''>t</c></r>"));
  EXPECT_NE(text, canonical("<r><c/>t</r>"));
  EXPECT_NE(text, canonical("<r xmlns='urn:a'><c>t</c></r>"));
}

}  // namespace
}  // namespace gateway::rivta
