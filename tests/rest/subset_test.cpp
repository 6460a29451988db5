// What _summary and _elements leave of a resource.
// Source: FHIR R4, search.html#summary, #elements.
#include <string>

#include "tests/rest/front_test.hpp"

namespace gateway::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using wire::Method;

constexpr std::string_view kPatient =
    R"({"resourceType":"Patient","id":"7","meta":{"versionId":"3"},)"
    R"("implicitRules":"http://rules.example","language":"sv",)"
    R"("text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>"},)"
    R"("contained":[{"resourceType":"Organization","id":"o","name":"O"}],)"
    R"("modifierExtension":[{"url":"http://m.example","valueBoolean":true}],)"
    R"("active":true,"_birthDate":{"extension":[{"url":"http://e.example","valueCode":"x"}]},)"
    R"("name":[{"id":"n1","family":"Ek","_given":[{"extension":[{"url":"http://e.example",)"
    R"("valueCode":"masked"}]}]}],"deceasedBoolean":false,"maritalStatus":{"text":"m"},)"
    R"("contact":[{"gender":"female"}],"communication":[{"language":{"text":"svenska"}}],)"
    R"("link":[{"other":{"reference":"Patient/8"},"type":"seealso"}]})";

class SubsetTest : public FrontTest {
 protected:
  SubsetTest() {
    reading_.stored = stored("Patient", "7", 3);
    reading_.stored.json = kPatient;
    reading_.page.matches = {reading_.stored};
    reading_.versions = {reading_.stored};
  }

  static std::vector<std::string> names(fhir::Node element) {
    std::vector<std::string> found;
    for (const fhir::Node child : element.children())
      found.emplace_back(child.name());
    return found;
  }
  fhir::Resource shown(const std::string& fields) {
    const auto response = get("/fhir/Patient/7?" + fields);
    EXPECT_EQ(response.status, 200U) << response.body;
    return resource_of(response);
  }
};

TEST_F(SubsetTest, ASummaryHasSummaryMandatoryAndModifierElementsOnly) {
  const fhir::Resource patient = shown("_summary=true");

  EXPECT_THAT(names(patient.root()),
              ElementsAre("id",
                          "meta",
                          "implicitRules",
                          "modifierExtension",
                          "active",
                          "name",
                          "birthDate",
                          "deceasedBoolean",
                          "link"));
  EXPECT_THAT(names(patient.root().child("modifierExtension")), ElementsAre("url", "valueBoolean"));
  EXPECT_THAT(names(patient.root().child("name")), ElementsAre("family", "given"));
}

TEST_F(SubsetTest, AnElementThatWouldLoseEverythingStaysWhole) {
  const fhir::Resource patient = shown("_summary=true");

  EXPECT_THAT(names(patient.root().child("birthDate")), ElementsAre("extension"));
  EXPECT_THAT(names(patient.root().child("name").child("given")), ElementsAre("extension"));
}

TEST_F(SubsetTest, TextAndDataPartTheNarrativeFromTheRest) {
  EXPECT_THAT(names(shown("_summary=text").root()),
              ElementsAre("id", "meta", "implicitRules", "text"));
  const auto rest = names(shown("_summary=data").root());
  EXPECT_THAT(rest, Not(testing::Contains("text")));
  EXPECT_EQ(rest.size(), 14U);
}

TEST_F(SubsetTest, TextKeepsWhatIsMandatoryAtTheTop) {
  reading_.stored = stored("Task", "7", 3);
  reading_.stored.json =
      R"({"resourceType":"Task","id":"7","meta":{},"status":"requested","intent":"order",)"
      R"("priority":"urgent"})";

  const fhir::Resource task = resource_of(get("/fhir/Task/7?_summary=text"));

  EXPECT_THAT(names(task.root()), ElementsAre("id", "meta", "status", "intent"));
}

TEST_F(SubsetTest, ElementsAreThoseNamedAndThoseThatMayNotBeMissing) {
  EXPECT_THAT(names(shown("_elements=name,contact").root()),
              ElementsAre("id",
                          "meta",
                          "implicitRules",
                          "modifierExtension",
                          "active",
                          "name",
                          "deceasedBoolean",
                          "contact",
                          "link"));
  EXPECT_THAT(names(shown("_elements=name,contact").root().child("name")),
              ElementsAre("id", "family", "given"));
}

TEST_F(SubsetTest, AChoiceIsNamedWithoutItsType) {
  reading_.stored = stored("Observation", "7", 1);
  reading_.stored.json =
      R"({"resourceType":"Observation","id":"7","status":"final","code":{"text":"c"},)"
      R"("effectiveDateTime":"2024","valueString":"v"})";

  const auto response = get("/fhir/Observation/7?_elements=value");

  EXPECT_THAT(names(resource_of(response).root()),
              ElementsAre("id", "meta", "status", "code", "valueString"));
  EXPECT_EQ(get("/fhir/Observation/7?_elements=valueString").status, 400U);
}

TEST_F(SubsetTest, IsTaggedOnceAndKeepsItsETag) {
  const auto response = get("/fhir/Patient/7?_summary=true");
  const fhir::Resource patient = resource_of(response);

  ASSERT_EQ(patient.root().child("meta").children("tag").size(), 1U);
  EXPECT_EQ(patient.root().child("meta").child("tag").child("code").value(), "SUBSETTED");
  EXPECT_EQ(patient.version_id(), "3");
  EXPECT_EQ(header(response, "ETag"), "W/\"3\"");
  EXPECT_THAT(get("/fhir/Patient/7?_summary=false").body, Not(HasSubstr("SUBSETTED")));

  reading_.stored.json = response.body;
  EXPECT_EQ(shown("_summary=true").root().child("meta").children("tag").size(), 1U);
}

TEST_F(SubsetTest, ComesAsXmlToo) {
  const auto response = get("/fhir/Patient/7?_elements=name&_format=xml");

  EXPECT_THAT(response.body, HasSubstr("SUBSETTED"));
  EXPECT_THAT(response.body, Not(HasSubstr("maritalStatus")));
}

TEST_F(SubsetTest, AppliesToVersionsHistoriesAndSearches) {
  for (const std::string path :
       {"/fhir/Patient/7/_history/3?", "/fhir/Patient/7/_history?", "/fhir/Patient?"}) {
    for (const std::string fields : {"_summary=true", "_elements=name"}) {
      const auto response = get(path + fields);

      EXPECT_EQ(response.status, 200U) << path;
      EXPECT_THAT(response.body, HasSubstr("SUBSETTED")) << path;
      EXPECT_THAT(response.body, Not(HasSubstr("svenska"))) << path;
    }
  }
}

TEST_F(SubsetTest, HoldsOnTheNextPageOfASearch) {
  reading_.page.next = search::Position{.last_updated = 17, .key = 4};
  const fhir::Resource first = resource_of(get("/fhir/Patient?_count=1&_elements=name"));
  const std::string_view next = first.root().children("link")[1].child("url").value();

  const auto second = get("/fhir" + std::string(next.substr(kBase.size())));

  EXPECT_EQ(second.status, 200U);
  EXPECT_THAT(second.body, HasSubstr("SUBSETTED"));
}

TEST_F(SubsetTest, LinksOfAHistoryNameIt) {
  reading_.versions = {stored("Patient", "7", 3), stored("Patient", "7", 2)};

  const auto response = get("/fhir/Patient/7/_history?_count=1&_summary=data");

  const fhir::Resource history = resource_of(response);
  const fhir::Nodes links = history.root().children("link");
  ASSERT_EQ(links.size(), 2U);
  for (const fhir::Node link : links)
    EXPECT_THAT(std::string(link.child("url").value()), HasSubstr("_count=1&_summary=data"));
}

struct BadSubset {
  std::string target;
  std::string id;
  std::string expression;
};
class BadSubsetTest : public SubsetTest, public testing::WithParamInterface<BadSubset> {};

TEST_P(BadSubsetTest, IsRefusedBeforeAnythingIsRead) {
  const auto response = get(GetParam().target);

  EXPECT_EQ(response.status, 400U);
  EXPECT_EQ(outcome_of(response).id, GetParam().id);
  EXPECT_EQ(outcome_of(response).expression, GetParam().expression);
  EXPECT_TRUE(reading_.asked.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Subsets,
    BadSubsetTest,
    testing::Values(
        BadSubset{"/fhir/Patient/7?_summary=some", "SEARCH-VALUE", "_summary"},
        BadSubset{"/fhir/Patient/7?_summary=", "SEARCH-VALUE", "_summary"},
        BadSubset{"/fhir/Patient/7?_summary=text&_summary=data", "SEARCH-VALUE", "_summary"},
        BadSubset{"/fhir/Patient/7?_summary=count", "SEARCH-VALUE", "_summary"},
        BadSubset{"/fhir/Patient/7/_history?_summary=count", "SEARCH-VALUE", "_summary"},
        BadSubset{"/fhir/Patient/7?_elements=", "SUBSET-ELEMENT", "_elements"},
        BadSubset{"/fhir/Patient/7?_elements=name,", "SUBSET-ELEMENT", "_elements"},
        BadSubset{"/fhir/Patient/7?_elements=status", "SUBSET-ELEMENT", "_elements"},
        BadSubset{"/fhir/Patient/7?_elements=name.family", "SUBSET-ELEMENT", "_elements"},
        BadSubset{"/fhir/Patient/7?_elements=%F0%9F%98%80", "SUBSET-ELEMENT", "_elements"},
        BadSubset{"/fhir/Patient?_elements=nome", "SUBSET-ELEMENT", "_elements"},
        BadSubset{"/fhir/Patient/7?_summary=true&_elements=name", "SUBSET-BOTH", "_elements"},
        BadSubset{"/fhir/Patient?_summary=count&_elements=name", "SUBSET-BOTH", "_elements"}));

TEST_F(SubsetTest, ASubsetIsNeverTakenForTheWholeResource) {
  const std::string subset = get("/fhir/Patient/7?_summary=data").body;
  const std::string bundle =
      R"({"resourceType":"Bundle","type":"transaction","entry":[{"resource":)" + subset +
      R"(,"request":{"method":"PUT","url":"Patient/7"}}]})";

  const auto created = send({.method = Method::post, .target = "/fhir/Patient", .body = subset});
  const auto updated = send({.method = Method::put, .target = "/fhir/Patient/7", .body = subset});
  const auto together = send({.method = Method::post, .target = "/fhir", .body = bundle});

  for (const auto* response : {&created, &updated, &together}) {
    EXPECT_EQ(response->status, 422U);
    EXPECT_EQ(outcome_of(*response).id, "REST-SUBSETTED");
    EXPECT_NE(outcome_of(*response).line, "");
  }
  EXPECT_EQ(outcome_of(updated).expression, "Patient.meta.tag");
  EXPECT_EQ(outcome_of(together).expression, "Bundle.entry[0].resource.meta.tag");
  EXPECT_TRUE(door_.commands.empty());
}

}  // namespace
}  // namespace gateway::test
