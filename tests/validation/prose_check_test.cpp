// Rules that R4 states in its text: URIs, identifiers, attachments, links of narratives.
// Source: FHIR R4, datatypes.html, narrative.html, references.html.
#include "gateway/validation/prose/prose_check.hpp"

#include <string>
#include <string_view>

#include <gmock/gmock.h>

#include "tests/validation/prose_fixture.hpp"

namespace gateway::validation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

std::string patient(std::string_view members) {
  return R"({"resourceType":"Patient",)" + std::string(members) + "}";
}

struct Rule {
  std::string_view good;
  std::string_view bad;
  std::string_view id;
  std::string_view at;
};

class ProseRuleTest : public testing::TestWithParam<Rule> {};

TEST_P(ProseRuleTest, AcceptsTheGoodAndReportsTheBad) {
  EXPECT_THAT(prose_of(patient(GetParam().good)), IsEmpty()) << GetParam().good;
  EXPECT_THAT(prose_of(patient(GetParam().bad)), ElementsAre(Pair(GetParam().id, GetParam().at)))
      << GetParam().bad;
}

INSTANTIATE_TEST_SUITE_P(
    Prose,
    ProseRuleTest,
    testing::Values(
        Rule{R"("implicitRules":"urn:oid:1.2.3.4.5")",
             R"("implicitRules":"oid:1.2.3.4.5")",
             "VAL-URI-SCHEME",
             "Patient.implicitRules"},
        Rule{R"("implicitRules":"urn:uuid:0118B1A2-87c0-4c04-b228-cefa3e43d092")",
             R"("implicitRules":"urn:uuid:0118b1a2-87c0-4c04-b228-cefa3e43d09")",
             "VAL-URI-URN",
             "Patient.implicitRules"},
        Rule{R"("meta":{"profile":["http://a/p|1"]})",
             R"("meta":{"profile":["StructureDefinition/p"]})",
             "VAL-CANONICAL-RELATIVE",
             "Patient.meta.profile[0]"},
        Rule{R"("identifier":[{"system":"ldap://a","value":"v"}])",
             R"("identifier":[{"system":"a","value":"v"}])",
             "VAL-IDENTIFIER-SYSTEM",
             "Patient.identifier[0]"},
        Rule{R"("identifier":[{"system":"urn:ietf:rfc:3986","value":"urn:oid:1.2.3.4.5"}])",
             R"("identifier":[{"system":"urn:ietf:rfc:3986","value":"1.2.3"}])",
             "VAL-IDENTIFIER-URI",
             "Patient.identifier[0]"},
        Rule{R"("maritalStatus":{"coding":[{"system":"http://a","code":"c"}]})",
             R"("maritalStatus":{"coding":[{"system":"a","code":"c"}]})",
             "VAL-CODING-SYSTEM",
             "Patient.maritalStatus.coding[0].system"},
        Rule{R"("photo":[{"data":"aGVs bG8=","size":5}])",
             R"("photo":[{"data":"aGVsbG8=","size":6}])",
             "VAL-ATTACHMENT-SIZE",
             "Patient.photo[0]"},
        Rule{R"("managingOrganization":{"reference":"Organization/1"})",
             R"("managingOrganization":{"reference":"Organization/ 1"})",
             "VAL-REF-FORM",
             "Patient.managingOrganization"},
        Rule{R"("extension":[{"url":"http://a/x","extension":[{"url":"part","valueCode":"a"}]}])",
             R"("extension":[{"url":"x","valueCode":"a"}])",
             "VAL-EXTENSION-URL",
             "Patient.extension[0]"},
        Rule{R"("id":"a","_birthDate":{"extension":[{"url":"http://a/x","valueCode":"a"}]})",
             R"("id":"a","_id":{"extension":[{"url":"http://a/x","valueCode":"a"}]})",
             "VAL-ID-EXTENSION",
             "Patient.id"}));

TEST(ProseCheckTest, AllowsAnIdOf64Characters) {
  EXPECT_THAT(prose_of(patient(R"("id":")" + std::string(64, 'a') + '"')), IsEmpty());
  EXPECT_THAT(prose_of(patient(R"("id":")" + std::string(65, 'a') + '"')),
              ElementsAre(Pair("VAL-ID-TOO-LONG", "Patient.id")));
}

TEST(ProseCheckTest, WantsTheIdsOfElementsToDiffer) {
  EXPECT_THAT(prose_of(patient(R"("id":"a","name":[{"id":"a","text":"x"},{"id":"b","text":"y"}],)"
                               R"("contained":[{"resourceType":"Patient","id":"a",)"
                               R"("name":[{"id":"b","text":"z"}]}])")),
              IsEmpty());
  EXPECT_THAT(prose_of(patient(R"("name":[{"id":"a","text":"x"}],"birthDate":"1970",)"
                               R"("_birthDate":{"id":"a"})")),
              ElementsAre(Pair("VAL-ID-TWICE", "Patient.birthDate")));
}

TEST(ProseCheckTest, TakesNoSizeFromDataThatIsNoBase64) {
  EXPECT_THAT(prose_of(patient(R"("photo":[{"data":"aGVsbG8","size":6}])")), IsEmpty());
}

TEST(ProseCheckTest, WantsTheUrlOfADefinitionToBeAbsolute) {
  const std::string before = R"({"resourceType":"ValueSet","status":"draft","url":")";
  EXPECT_THAT(prose_of(before + R"(urn:oid:1.2.3.4.5"})"), IsEmpty());
  EXPECT_THAT(prose_of(before + R"(ValueSet/1"})"),
              ElementsAre(Pair("VAL-CANONICAL-RELATIVE", "ValueSet.url")));
}

TEST(ProseCheckTest, RefusesUrlsOfExamplesOnlyWhereTheyAreNotAllowed) {
  const std::string json = patient(
      R"("photo":[{"url":"http://files.example.org/a"}],)"
      R"("identifier":[{"system":"http://example.org/s","value":"http://notexample.org"}])");
  EXPECT_THAT(prose_of(json), IsEmpty());
  EXPECT_THAT(prose_of(json, {.allows_example_urls = false}),
              ElementsAre(Pair("VAL-EXAMPLE-URL", "Patient.photo[0].url")));
}

// --- links of narratives ---

std::string narrative(std::string_view xhtml) {
  return patient(R"("id":"p","text":{"status":"generated","div":"<div xmlns=\")"
                 R"(http://www.w3.org/1999/xhtml\">)" +
                 std::string(xhtml) + R"(</div>"},"name":[{"id":"n","text":"N"}])");
}

struct NarrativeRule {
  std::string_view xhtml;
  std::string_view id;  // empty if it is good
};

class NarrativeLinkTest : public testing::TestWithParam<NarrativeRule> {};

TEST_P(NarrativeLinkTest, IsJudgedByWhereItLeads) {
  const auto found = prose_of(narrative(GetParam().xhtml));
  if (GetParam().id.empty()) {
    EXPECT_THAT(found, IsEmpty()) << GetParam().xhtml;
  } else {
    EXPECT_THAT(found, ElementsAre(Pair(GetParam().id, "Patient.text.div"))) << GetParam().xhtml;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Narratives,
    NarrativeLinkTest,
    testing::Values(NarrativeRule{"a", ""},
                    NarrativeRule{"<p> </p>", "VAL-XHTML-NO-CONTENT"},
                    NarrativeRule{"<img src='#n' alt='a'/>", ""},
                    NarrativeRule{"<img src='#x' alt='a'/>", "VAL-XHTML-TARGET"},
                    NarrativeRule{"<a href='http://a'>a</a>", ""},
                    NarrativeRule{"<a href=''>a</a>", "VAL-XHTML-TARGET"},
                    NarrativeRule{"<a href='#'>a</a>", ""},
                    NarrativeRule{"<a href='#n'>a</a><a href='#p'>a</a>", ""},
                    NarrativeRule{"<a href='#x'>a</a><p id='x'>a</p>", ""},
                    NarrativeRule{"<a href='#x'>a</a><a name='x'>a</a>", ""},
                    NarrativeRule{"<a href='#x'>a</a><p title='x'>a</p>", "VAL-XHTML-TARGET"},
                    NarrativeRule{"<a href='#x'>a</a><a href='#y'>a</a>", "VAL-XHTML-TARGET"},
                    NarrativeRule{"<a href='urn:uuid:1'>a</a>", "VAL-XHTML-SCHEME"},
                    NarrativeRule{"<a href='Patient/1'>a</a>", ""},
                    NarrativeRule{"<a href='Patient/\\u00e5|1'>a</a>", ""},
                    NarrativeRule{"<a href='Patient/ 1'>a</a>", "VAL-XHTML-URL"},
                    NarrativeRule{"<img src='data:image/png;base64,AA==' alt='a'/>", ""},
                    NarrativeRule{"<td class='a' nowrap='nowrap'>a</td>", ""},
                    NarrativeRule{"<p nowrap='nowrap'>a</p>", "VAL-XHTML-PLACE"},
                    NarrativeRule{"<p>a<b>b</b></p><ul><li>a</li></ul>", ""},
                    NarrativeRule{"<p>a<b><table><tr><td>b</td></tr></table></b></p>",
                                  "VAL-XHTML-BLOCK"}));

TEST(ProseCheckTest, FindsTheTargetOfALinkElsewhereInTheBundle) {
  const std::string entry = R"({"fullUrl":"urn:uuid:0118b1a2-87c0-4c04-b228-cefa3e43d092",)"
                            R"("resource":)" +
                            narrative("<a href='#other'>a</a>") + "}";
  const std::string before = R"({"resourceType":"Bundle","type":"collection","entry":[)";
  EXPECT_THAT(prose_of(before + entry + "]}"),
              ElementsAre(Pair("VAL-XHTML-TARGET", "Bundle.entry[0].resource.text.div")));
  EXPECT_THAT(prose_of(before + entry +
                       R"(,{"fullUrl":"urn:uuid:1118b1a2-87c0-4c04-b228-cefa3e43d092",)"
                       R"("resource":{"resourceType":"Patient","id":"other"}}]})"),
              IsEmpty());
}

}  // namespace
}  // namespace gateway::validation
