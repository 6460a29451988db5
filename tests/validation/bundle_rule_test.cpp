// Source: FHIR R4, bundle.html, bdl-1 to bdl-12.
#include "tests/validation/structure_fixture.hpp"

namespace gateway::validation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

class BundleRuleTest : public StructureTest {
 protected:
  static std::vector<Found> findings_of_bundle(const std::string& type, const std::string& rest) {
    return findings_of(R"({"resourceType": "Bundle", "type": ")" + type + "\"" + rest + "}");
  }
};

constexpr char kRequest[] = R"("request": {"method": "POST", "url": "Patient"})";
constexpr char kResponse[] = R"("response": {"status": "201"})";
constexpr char kPatient[] = R"("resource": {"resourceType": "Patient", "active": true})";

std::string entry(const std::string& parts) {
  return ", \"entry\": [{" + parts + "}]";
}
std::string both(const char* left, const char* right) {
  return std::string(left) + "," + right;
}

TEST_F(BundleRuleTest, AcceptsEveryTypeInItsOwnForm) {
  EXPECT_THAT(findings_of_bundle("transaction", entry(both(kPatient, kRequest))), IsEmpty());
  EXPECT_THAT(findings_of_bundle("batch-response", entry(kResponse)), IsEmpty());
  EXPECT_THAT(findings_of_bundle("collection", entry(kPatient)), IsEmpty());
  EXPECT_THAT(findings_of_bundle("searchset",
                                 R"(, "total": 1)" + entry(std::string(kPatient) +
                                                           R"(, "search": {"mode": "match"})")),
              IsEmpty());
  EXPECT_THAT(findings_of_bundle("history", R"(, "total": 1)" + entry(both(kRequest, kResponse))),
              IsEmpty());
}

TEST_F(BundleRuleTest, ReportsWhatAnEntryLacks) {
  EXPECT_THAT(findings_of_bundle("transaction", entry(kPatient)),
              ElementsAre(Pair("VAL-BUNDLE-ENTRY", "Bundle.entry[0]")));
  EXPECT_THAT(findings_of_bundle("batch-response", entry(kPatient)),
              ElementsAre(Pair("VAL-BUNDLE-ENTRY", "Bundle.entry[0]")));
  EXPECT_THAT(findings_of_bundle("collection", entry(R"("fullUrl": "urn:oid:1.2")")),
              ElementsAre(Pair("VAL-BUNDLE-ENTRY", "Bundle.entry[0]")));
}

TEST_F(BundleRuleTest, ReportsWhatAnEntryMayNotHave) {
  EXPECT_THAT(findings_of_bundle("collection", entry(both(kPatient, kRequest))),
              ElementsAre(Pair("VAL-BUNDLE-ENTRY", "Bundle.entry[0]")));
  EXPECT_THAT(findings_of_bundle("collection",
                                 entry(std::string(kPatient) + R"(, "search": {"mode": "match"})")),
              ElementsAre(Pair("VAL-BUNDLE-ENTRY", "Bundle.entry[0]")));
  EXPECT_THAT(findings_of_bundle("collection", R"(, "total": 1)"),
              ElementsAre(Pair("VAL-BUNDLE-TOTAL", "Bundle")));
}

TEST_F(BundleRuleTest, ReportsAFullUrlThatIsNotUnique) {
  const auto twice = [](const std::string& meta) {
    const std::string one =
        R"({"fullUrl": "urn:oid:1.2", "resource": {"resourceType": "Patient", "id": "p")";
    const std::string request = std::string("}, ") + kRequest + "}";
    return ", \"entry\": [" + one + request + ", " + one + meta + request + "]";
  };

  EXPECT_THAT(findings_of_bundle("batch", twice("")),
              ElementsAre(Pair("VAL-BUNDLE-FULL-URL", "Bundle")));
  EXPECT_THAT(findings_of_bundle("batch", twice(R"(, "meta": {"versionId": "2"})")), IsEmpty());
}

TEST_F(BundleRuleTest, WarnsOfAnAmbiguousFullUrlInACollection) {
  const std::string one =
      R"({"fullUrl": "urn:oid:1.2", "resource": {"resourceType": "Patient", "id": "p"}})";

  EXPECT_THAT(findings_of_bundle("collection", ", \"entry\": [" + one + "," + one + "]"),
              ElementsAre(Pair("VAL-BUNDLE-SAME-URL", "Bundle")));
}

TEST_F(BundleRuleTest, ReportsAFullUrlWithAVersion) {
  EXPECT_THAT(findings_of_bundle("collection",
                                 entry(std::string(kPatient) +
                                       R"(, "fullUrl": "https://x.example/Patient/1/_history/2")")),
              ElementsAre(Pair("VAL-BUNDLE-FULL-URL", "Bundle.entry[0]")));
}

TEST_F(BundleRuleTest, ReportsWhatADocumentLacks) {
  EXPECT_THAT(findings_of_bundle("document", entry(kPatient)),
              ElementsAre(Pair("VAL-BUNDLE-DOCUMENT", "Bundle"),
                          Pair("VAL-BUNDLE-DOCUMENT", "Bundle"),
                          Pair("VAL-BUNDLE-DOCUMENT", "Bundle")));
}

TEST_F(BundleRuleTest, ReportsAMessageWithoutHeader) {
  EXPECT_THAT(findings_of_bundle("message", entry(kPatient)),
              ElementsAre(Pair("VAL-BUNDLE-MESSAGE", "Bundle")));
  EXPECT_THAT(findings_of_bundle("message", ""), ElementsAre(Pair("VAL-BUNDLE-MESSAGE", "Bundle")));
  EXPECT_THAT(findings_of_bundle("message", entry(R"("resource": {"resourceType": "MessageHeader",
          "eventUri": "urn:x", "source": {"endpoint": "https://x.example"}})")),
              IsEmpty());
}

}  // namespace
}  // namespace gateway::validation
