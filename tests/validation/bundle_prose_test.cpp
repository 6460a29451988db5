// Rules of Bundles that R4 states in its text: fullUrls, links, search results, references between
// entries, and what a document reaches.
// Source: FHIR R4, bundle.html, documents.html#content, messaging.html, http.html#search.
#include <string>
#include <string_view>

#include <gmock/gmock.h>

#include "tests/validation/prose_fixture.hpp"

namespace gateway::validation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

std::string bundle(std::string_view type, std::string_view entries, std::string_view more = "") {
  return R"({"resourceType":"Bundle","type":")" + std::string(type) + R"(",)" + std::string(more) +
         R"("entry":[)" + std::string(entries) + "]}";
}

// A Patient of a server at http://a.
std::string entry(std::string_view full_url, std::string_view members = R"(,"id":"1")") {
  return R"({"fullUrl":")" + std::string(full_url) + R"(","resource":{"resourceType":"Patient")" +
         std::string(members) + "}}";
}

TEST(BundleProseTest, WantsAFullUrlUnlessTheBundleIsARequestOrItsAnswer) {
  const std::string one = R"({"resource":{"resourceType":"Patient"}})";
  EXPECT_THAT(prose_of(bundle("collection", one)),
              ElementsAre(Pair("VAL-BUNDLE-FULL-URL-MISSING", "Bundle.entry[0]")));
  EXPECT_THAT(prose_of(bundle("transaction", one)), IsEmpty());
}

TEST(BundleProseTest, WantsAFullUrlToBeAbsoluteAndToFitTheResource) {
  EXPECT_THAT(prose_of(bundle("collection", entry("http://a/Patient/1"))), IsEmpty());
  EXPECT_THAT(prose_of(bundle("collection", entry("http://a/elsewhere"))), IsEmpty());
  EXPECT_THAT(prose_of(bundle("collection", entry("Patient/1"))),
              ElementsAre(Pair("VAL-BUNDLE-FULL-URL-RELATIVE", "Bundle.entry[0]")));
  for (const char* url : {"http://a/Patient/2", "http://a/Group/1"}) {
    EXPECT_THAT(prose_of(bundle("collection", entry(url))),
                ElementsAre(Pair("VAL-BUNDLE-FULL-URL-ID", "Bundle.entry[0]")))
        << url;
  }
  EXPECT_THAT(prose_of(bundle("collection", entry("http://a/Patient/1", ""))),
              ElementsAre(Pair("VAL-BUNDLE-FULL-URL-ID", "Bundle.entry[0]")));
}

TEST(BundleProseTest, AllowsPagesOfSearchesAndHistoriesOnly) {
  constexpr std::string_view kLinks =
      R"("link":[{"relation":"self","url":"Patient"},{"relation":"next","url":"u"}],)";
  const std::string one = entry("http://a/Patient/1");
  EXPECT_THAT(prose_of(bundle("searchset", one, kLinks)), IsEmpty());
  EXPECT_THAT(prose_of(bundle("collection", one, kLinks)),
              ElementsAre(Pair("VAL-BUNDLE-LINK", "Bundle.link[1].relation")));
}

TEST(BundleProseTest, AllowsOneLinkOfARelation) {
  EXPECT_THAT(prose_of(bundle("searchset",
                              entry("http://a/Patient/1"),
                              R"("link":[{"relation":"self","url":"u"},
                                 {"relation":"self","url":"v"},{"relation":"x","url":"u"},
                                 {"relation":"x","url":"v"}],)")),
              ElementsAre(Pair("VAL-BUNDLE-LINK", "Bundle.link[1]")));
}

struct SearchCase {
  std::string_view self;
  std::string_view mode;
  std::string_view resource;
  bool is_good;
};

class SearchResultTest : public testing::TestWithParam<SearchCase> {};

TEST_P(SearchResultTest, IsOfTheTypeThatItsModeAllows) {
  const SearchCase& test = GetParam();
  const auto found = prose_of(
      bundle("searchset",
             R"({"fullUrl":"http://a/x","search":{"mode":")" + std::string(test.mode) +
                 R"("},"resource":)" + std::string(test.resource) + "}",
             R"("link":[{"relation":"self","url":")" + std::string(test.self) + R"("}],)"));
  if (test.is_good) {
    EXPECT_THAT(found, IsEmpty());
  } else {
    EXPECT_THAT(found, ElementsAre(Pair("VAL-BUNDLE-SEARCH", "Bundle.entry[0].resource")));
  }
}

constexpr std::string_view kPatient = R"({"resourceType":"Patient","id":"1"})";
constexpr std::string_view kNoId = R"({"resourceType":"Patient"})";
constexpr std::string_view kOutcome =
    R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"invalid"}]})";

INSTANTIATE_TEST_SUITE_P(Searches,
                         SearchResultTest,
                         testing::Values(SearchCase{"b/Patient?a=b", "match", kPatient, true},
                                         SearchCase{"b/Group?a=b", "match", kPatient, false},
                                         SearchCase{"b/Group?a=b", "include", kPatient, true},
                                         SearchCase{
                                             "b?_type=Group,Patient", "match", kPatient, true},
                                         SearchCase{"b?a=b&_type=Group", "match", kPatient, false},
                                         SearchCase{"b", "match", kPatient, true},
                                         SearchCase{"b", "match", kNoId, false},
                                         SearchCase{"b", "include", kNoId, false},
                                         SearchCase{"b", "outcome", kOutcome, true},
                                         SearchCase{"b", "outcome", kPatient, false}));

// --- references between entries ---

constexpr std::string_view kUrn = "urn:uuid:0118b1a2-87c0-4c04-b228-cefa3e43d092";

// An entry that refers to `reference` as the organisation of a Patient.
std::string referring(std::string_view reference,
                      std::string_view full_url = "http://a/Patient/1") {
  return entry(
      full_url,
      R"(,"id":"1","managingOrganization":{"reference":")" + std::string(reference) + R"("})");
}

std::string organization(std::string_view full_url, std::string_view version = "") {
  return R"(,{"fullUrl":")" + std::string(full_url) +
         R"(","resource":{"resourceType":"Organization","id":"2","meta":{"versionId":"v)" +
         std::string(version) + R"("}}})";
}

constexpr std::string_view kAt = "Bundle.entry[0].resource.managingOrganization";

TEST(BundleReferenceTest, IsResolvedByFullUrl) {
  const std::string target = organization("http://a/Organization/2");
  for (const char* good : {"Organization/2", "http://a/Organization/2", "Organization/3"})
    EXPECT_THAT(prose_of(bundle("collection", referring(good) + target)), IsEmpty()) << good;
}

TEST(BundleReferenceTest, MeansOneEntry) {
  const std::string two =
      organization("http://a/Organization/2", "1") + organization("http://a/Organization/2", "2");
  EXPECT_THAT(prose_of(bundle("collection", referring("Organization/2") + two)),
              ElementsAre(Pair("VAL-BUNDLE-REF-MANY", kAt)));
  EXPECT_THAT(prose_of(bundle("collection", referring("Organization/2/_history/v2") + two)),
              IsEmpty());
}

TEST(BundleReferenceTest, LeadsToTheTypeThatItSays) {
  const std::string target =
      R"(,{"fullUrl":"urn:uuid:2118b1a2-87c0-4c04-b228-cefa3e43d092","resource":{"resourceType":"Group","type":"person","actual":true}})";
  EXPECT_THAT(prose_of(bundle(
                  "collection",
                  referring("Organization/2118b1a2-87c0-4c04-b228-cefa3e43d092", kUrn) + target)),
              ElementsAre(Pair("VAL-BUNDLE-REF-TYPE", kAt)));
}

TEST(BundleReferenceTest, NeedsTheFullUrlOfItsEntryIfItIsRelative) {
  const std::string one = R"({"resource":{"resourceType":"Patient",
      "managingOrganization":{"reference":"Organization/2"}}})";
  EXPECT_THAT(prose_of(bundle("collection", one)),
              UnorderedElementsAre(Pair("VAL-BUNDLE-FULL-URL-MISSING", "Bundle.entry[0]"),
                                   Pair("VAL-BUNDLE-REF-BASE", kAt)));
  EXPECT_THAT(prose_of(bundle("transaction", one)), IsEmpty());
}

TEST(BundleReferenceTest, IsATypeAndAnIdIfItIsRelative) {
  EXPECT_THAT(prose_of(bundle("collection", referring("2"))),
              ElementsAre(Pair("VAL-REF-FORM", kAt)));
}

// --- documents and messages ---

std::string composition(std::string_view members) {
  return R"({"fullUrl":"http://a/Composition/c","resource":{"resourceType":"Composition","id":"c",)" +
         std::string(members) + "}}";
}

TEST(DocumentProseTest, HasWhatTheCompositionNames) {
  constexpr std::string_view kSection =
      R"("author":[{"reference":"Organization/2"}],
         "section":[{"section":[{"entry":[{"reference":"Patient/1"}]}]}])";
  const std::string complete = composition(kSection) + "," + entry("http://a/Patient/1") +
                               organization("http://a/Organization/2");
  EXPECT_THAT(prose_of(bundle("document", complete)), IsEmpty());
  EXPECT_THAT(
      prose_of(bundle("document", composition(kSection) + organization("http://a/Organization/2"))),
      ElementsAre(
          Pair("VAL-BUNDLE-PART", "Bundle.entry[0].resource.section[0].section[0].entry[0]")));
}

TEST(DocumentProseTest, MayReferOutsideWhereTheCompositionDoesNot) {
  EXPECT_THAT(prose_of(bundle("document",
                              composition(R"("author":[{"reference":"Patient/1"}])") + "," +
                                  referring("Organization/9"))),
              IsEmpty());
}

TEST(DocumentProseTest, IsReachedFromTheCompositionInEitherDirection) {
  const std::string first = composition(R"("author":[{"reference":"Organization/2"}])") +
                            organization("http://a/Organization/2") + ",";
  EXPECT_THAT(prose_of(bundle("document", first + referring("Organization/2"))), IsEmpty());
  EXPECT_THAT(prose_of(bundle("document", first + entry("http://a/Patient/1"))),
              ElementsAre(Pair("VAL-BUNDLE-UNREACHABLE", "Bundle.entry[2]")));
}

TEST(DocumentProseTest, SaysThatAnEntryHasAnotherFullUrlThanTheReferenceMeans) {
  EXPECT_THAT(
      prose_of(bundle("document",
                      composition(R"("author":[{"reference":"Patient/1"}])") + "," +
                          referring("Organization/2") + organization("http://b/Organization/2"))),
      UnorderedElementsAre(Pair("VAL-BUNDLE-REF-MISSING", "Bundle"),
                           Pair("VAL-BUNDLE-UNREACHABLE", "Bundle.entry[2]")));
}

TEST(MessageProseTest, HasItsFocus) {
  const std::string header =
      R"({"fullUrl":"http://a/MessageHeader/m","resource":{"resourceType":"MessageHeader","id":"m",
      "source":{"endpoint":"http://a"},"focus":[{"reference":"Patient/1"}]}})";
  EXPECT_THAT(prose_of(bundle("message", header + "," + entry("http://a/Patient/1"))), IsEmpty());
  EXPECT_THAT(prose_of(bundle("message", header)),
              ElementsAre(Pair("VAL-BUNDLE-PART", "Bundle.entry[0].resource.focus[0]")));
}

}  // namespace
}  // namespace gateway::validation
