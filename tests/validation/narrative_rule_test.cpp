// Source: FHIR R4, narrative.html#xhtml, txt-1 and txt-2.
#include "gateway/validation/xhtml_links.hpp"

#include "tests/validation/structure_fixture.hpp"

namespace gateway::validation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

class NarrativeRuleTest : public StructureTest {
 protected:
  static std::vector<std::string> ids_of(std::string_view div) {
    fhir::Builder builder(types(), "Patient");
    builder.begin("text");
    builder.add("status", "generated");
    builder.add("div", div);
    builder.end();
    std::vector<std::string> ids;
    for (const auto& [id, expression] : findings_of(std::move(builder).finish())) {
      EXPECT_EQ(expression, "Patient.text.div");
      ids.push_back(id);
    }
    return ids;
  }
  static std::vector<std::string> ids_in_div(const std::string& content) {
    return ids_of("<div xmlns=\"http://www.w3.org/1999/xhtml\">" + content + "</div>");
  }
};

TEST_F(NarrativeRuleTest, AcceptsBasicFormatting) {
  EXPECT_THAT(ids_in_div("<h1 class=\"a\">x</h1><table><tr><td colspan=\"2\" style=\"color: red\">"
                         "<a href=\"https://example.org\">y</a></td></tr></table>"),
              IsEmpty());
  EXPECT_THAT(ids_in_div("<img src=\"#pic\" alt=\"\"/>"), IsEmpty());
  EXPECT_THAT(ids_in_div("<p xml:lang=\"sv\">x</p>"), IsEmpty());
  EXPECT_THAT(ids_in_div("<address>a <kbd>b</kbd> <bdo dir=\"rtl\">c</bdo></address>"), IsEmpty());
  EXPECT_THAT(ids_in_div("<map name=\"m\"><area href=\"#a\" alt=\"a\"/></map>x"), IsEmpty());
}

TEST_F(NarrativeRuleTest, WantsADivOfXhtml) {
  EXPECT_THAT(ids_of("<p xmlns=\"http://www.w3.org/1999/xhtml\">x</p>"),
              ElementsAre("VAL-XHTML-ROOT"));
  EXPECT_THAT(ids_of("<div>x</div>"), ElementsAre("VAL-XHTML-ROOT"));
  EXPECT_THAT(ids_of("<div xmlns=\"urn:other\">x</div>"), ElementsAre("VAL-XHTML-ROOT"));
  EXPECT_THAT(ids_in_div("<p xmlns=\"urn:other\">x</p>"), ElementsAre("VAL-XHTML-ROOT"));
}

TEST_F(NarrativeRuleTest, RefusesWhatIsNotWellFormed) {
  EXPECT_THAT(ids_in_div("<p>x"), ElementsAre("VAL-XHTML-FORM"));
}

TEST_F(NarrativeRuleTest, RefusesElementsThatDoMoreThanFormat) {
  for (const std::string name : {"script",
                                 "object",
                                 "iframe",
                                 "form",
                                 "input",
                                 "style",
                                 "link",
                                 "svg",
                                 "body",
                                 "SCRIPT",
                                 "P"}) {
    EXPECT_THAT(ids_in_div("<" + name + ">x</" + name + ">"), ElementsAre("VAL-XHTML-ELEMENT"))
        << name;
  }
}

TEST_F(NarrativeRuleTest, RefusesAttributesThatDoMoreThanFormat) {
  for (const std::string name : {"onclick", "onerror", "target", "xlink:href", "data-x"}) {
    EXPECT_THAT(ids_in_div("<p " + name + "=\"x\">x</p>"), ElementsAre("VAL-XHTML-ATTRIBUTE"))
        << name;
  }
}

TEST_F(NarrativeRuleTest, RefusesLinksAndStylesThatRun) {
  EXPECT_THAT(ids_in_div("<a href=\"javascript:x\">x</a>"), ElementsAre("VAL-XHTML-LINK"));
  EXPECT_THAT(ids_in_div("<p style=\"width: expression(x)\">x</p>"), ElementsAre("VAL-XHTML-LINK"));
}

TEST_F(NarrativeRuleTest, WarnsOfImagesFromOutside) {
  EXPECT_THAT(ids_in_div("<img src=\"https://example.org/x.png\"/>"),
              ElementsAre("VAL-XHTML-OUTSIDE"));
  EXPECT_THAT(ids_in_div("<p style=\"background: url(https://example.org/x.png)\">x</p>"),
              ElementsAre("VAL-XHTML-OUTSIDE"));
}

TEST_F(NarrativeRuleTest, WarnsOfANarrativeThatSaysNothing) {
  EXPECT_THAT(ids_in_div(" <p> </p> "), ElementsAre("VAL-XHTML-EMPTY"));
}

TEST_F(NarrativeRuleTest, ReportsEachKindOnce) {
  EXPECT_THAT(ids_in_div("<script>x</script><script>x</script>"), ElementsAre("VAL-XHTML-ELEMENT"));
}

TEST(XhtmlLinksTest, SeesThroughDisguises) {
  for (const std::string_view url : {"javascript:x",
                                     "JavaScript:x",
                                     " javascript:x",
                                     "java\tscript:x",
                                     "java&#115;cript:x",
                                     "&#x6A;avascript:x",
                                     "vbscript:x",
                                     "data:text/html,x",
                                     ":x"}) {
    EXPECT_FALSE(is_safe_link(url)) << url;
  }
}

TEST(XhtmlLinksTest, AllowsOrdinaryLinks) {
  for (const std::string_view url : {"",
                                     "#a",
                                     "patient.html#b",
                                     "https://x.example/a?b=c&amp;d=e",
                                     "mailto:a@x.example",
                                     "a/b:c",
                                     "HTTP://x.example"}) {
    EXPECT_TRUE(is_safe_link(url)) << url;
  }
}

TEST(XhtmlLinksTest, TellsLocalImagesFromOthers) {
  for (const std::string_view url :
       {"icon.png", "#pic", "data:image/png;base64,AAAA", "data: image/png;base64,AAAA"}) {
    EXPECT_TRUE(is_local_image(url)) << url;
  }
  for (const std::string_view url : {"https://x.example/a.png",
                                     "//x.example/a.png",
                                     "\\\\x.example\\a.png",
                                     "data:text/html,x",
                                     "javascript:x"}) {
    EXPECT_FALSE(is_local_image(url)) << url;
  }
}

TEST(XhtmlLinksTest, TellsInertStylesFromOthers) {
  EXPECT_EQ(reach_of_style("color: red; width: 3px"), StyleReach::inert);
  EXPECT_EQ(reach_of_style("color: rgb(1, 2, 3)"), StyleReach::inert);
  EXPECT_EQ(reach_of_style("background: url('a.png')"), StyleReach::inert);
  EXPECT_EQ(reach_of_style("background: URL(https://x.example/a)"), StyleReach::outside);
  EXPECT_EQ(reach_of_style("width: exp\\72 ession(x)"), StyleReach::runs);
  EXPECT_EQ(reach_of_style("@import 'x'"), StyleReach::runs);
  EXPECT_EQ(reach_of_style("width: &#101;xpression(x)"), StyleReach::runs);
}

}  // namespace
}  // namespace gateway::validation
