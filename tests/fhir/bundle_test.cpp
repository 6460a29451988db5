#include "gateway/fhir/bundle.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "gateway/fhir/builder.hpp"

#include "tests/support/result_matchers.hpp"
#include "tests/support/small_types.hpp"

namespace gateway::fhir {
namespace {

using test::FailsWithId;
using test::small_types;

struct EntrySpec {
  std::string full_url;
  std::string version = {};
};

Resource make_bundle(std::string_view type, const std::vector<EntrySpec>& entries) {
  Builder b(small_types(), "Bundle");
  b.add("type", type);
  for (const EntrySpec& entry : entries) {
    b.begin("entry");
    if (!entry.full_url.empty()) b.add("fullUrl", entry.full_url);
    b.begin("resource", "Patient");
    if (!entry.version.empty()) {
      b.begin("meta");
      b.add("versionId", entry.version);
      b.end();
    }
    b.end();
    b.end();
  }
  return std::move(b).finish();
}

class BundleTest : public testing::Test {
 protected:
  Bundle open(std::string_view type, const std::vector<EntrySpec>& entries) {
    return Bundle::open(make_bundle(type, entries), findings_).value();
  }
  // Index of the entry that `text` inside entry 0 means; -1 if none.
  static int resolved(const Bundle& bundle, std::string_view text) {
    const BundleEntry* entry = bundle.resolve(bundle.entries()[0], parse_reference(text).value());
    return entry ? static_cast<int>(entry->index) : -1;
  }

  IssueLog findings_;
};

TEST_F(BundleTest, IsOnlyMadeFromABundle) {
  EXPECT_THAT(Bundle::open(Builder(small_types(), "Patient").finish(), findings_),
              FailsWithId("BUNDLE-EXPECTED"));
}

TEST_F(BundleTest, ShowsRequestAndResourceOfEachEntry) {
  Builder b(small_types(), "Bundle");
  b.add("type", "transaction");
  b.begin("entry");
  b.begin("request");
  b.add("method", "PUT");
  b.add("url", "Patient/1");
  b.add("ifMatch", "W/\"2\"");
  b.add("ifNoneExist", "identifier=1");
  b.add("ifNoneMatch", "*");
  b.end();
  b.end();
  b.begin("entry");
  b.begin("resource", "Task");
  b.end();
  b.end();
  const Bundle bundle = Bundle::open(std::move(b).finish(), findings_).value();
  EXPECT_EQ(bundle.type(), "transaction");
  ASSERT_EQ(bundle.entries().size(), 2U);
  const BundleEntry& first = bundle.entries()[0];
  ASSERT_TRUE(first.request);
  EXPECT_EQ(first.request->method, "PUT");
  EXPECT_EQ(first.request->url, "Patient/1");
  EXPECT_EQ(first.request->if_match, "W/\"2\"");
  EXPECT_EQ(first.request->if_none_exist, "identifier=1");
  EXPECT_EQ(first.request->if_none_match, "*");
  EXPECT_EQ(first.request->if_modified_since, "");
  EXPECT_FALSE(first.resource);
  EXPECT_FALSE(bundle.entries()[1].request);
  EXPECT_EQ(bundle.entries()[1].resource.type_name(), "Task");
}

TEST_F(BundleTest, ResolvesUrnsAndUrlsByFullUrl) {
  const Bundle bundle = open(
      "transaction",
      {{"urn:uuid:a"}, {"urn:uuid:b"}, {"http://x/Patient/1"}, {"http://other.example/thing"}});
  EXPECT_EQ(resolved(bundle, "urn:uuid:b"), 1);
  EXPECT_EQ(resolved(bundle, "urn:uuid:B"), -1);
  EXPECT_EQ(resolved(bundle, "http://x/Patient/1"), 2);
  EXPECT_EQ(resolved(bundle, "http://other.example/thing"), 3);
  EXPECT_EQ(resolved(bundle, "http://x/Patient/2"), -1);
}

TEST_F(BundleTest, ResolvesRelativeReferencesUnderTheBaseOfTheEntry) {
  const std::vector<EntrySpec> entries = {
      {"http://x/fhir/Task/9"}, {"http://y/fhir/Patient/1"}, {"http://x/fhir/Patient/1"}};
  EXPECT_EQ(resolved(open("collection", entries), "Patient/1"), 2);
}

TEST_F(BundleTest, ResolvesNoRelativeReferenceFromAnEntryWithoutServiceBase) {
  EXPECT_EQ(
      resolved(open("collection", {{"urn:uuid:a"}, {"http://x/fhir/Patient/1"}}), "Patient/1"), -1);
  EXPECT_EQ(resolved(open("collection", {{""}, {"http://x/fhir/Patient/1"}}), "Patient/1"), -1);
}

TEST_F(BundleTest, ResolvesAVersionByTheVersionOfTheResource) {
  const Bundle bundle =
      open("history",
           {{"http://x/Patient/1", "1"}, {"http://x/Patient/1", "2"}, {"http://x/Patient/1", "3"}});
  EXPECT_TRUE(findings_.empty());
  EXPECT_EQ(resolved(bundle, "Patient/1/_history/2"), 1);
  EXPECT_EQ(resolved(bundle, "http://x/Patient/1/_history/4"), -1);
  EXPECT_EQ(resolved(bundle, "Patient/1"), 0);
}

TEST_F(BundleTest, NeverResolvesContainedOrConditionalReferences) {
  const Bundle bundle = open("transaction", {{"http://x/Patient/1"}});
  EXPECT_EQ(resolved(bundle, "#p1"), -1);
  EXPECT_EQ(resolved(bundle, "Patient?_id=1"), -1);
}

TEST_F(BundleTest, FindsAFullUrlThatStandsTwiceAndTakesTheFirst) {
  const Bundle bundle = open("transaction", {{"urn:uuid:a"}, {"urn:uuid:b"}, {"urn:uuid:a"}});
  ASSERT_EQ(findings_.issues().size(), 1U);
  EXPECT_EQ(findings_.issues()[0].id, "BUNDLE-FULL-URL-TWICE");
  EXPECT_EQ(findings_.issues()[0].expression, "Bundle.entry[2].fullUrl");
  EXPECT_EQ(resolved(bundle, "urn:uuid:a"), 0);
}

TEST_F(BundleTest, AllowsAHistoryToNameAResourceAgainForItsDeletion) {
  open("history", {{"http://x/Patient/1"}, {"http://x/Patient/1", "1"}, {"http://x/Patient/1"}});
  EXPECT_TRUE(findings_.empty());
  open("history", {{"http://x/Patient/1", "1"}, {"http://x/Patient/1", "1"}});
  EXPECT_EQ(findings_.issues().size(), 1U);
}

TEST(FindContainedTest, FindsByIdAndKnowsTheContainer) {
  Builder b(small_types(), "Task");
  b.begin("contained", "Patient");
  b.add("id", "p1");
  b.end();
  const Resource task = std::move(b).finish();
  EXPECT_EQ(find_contained(task.root(), "p1").type_name(), "Patient");
  EXPECT_EQ(find_contained(task.root(), "").type_name(), "Task");
  EXPECT_FALSE(find_contained(task.root(), "p2"));
}

}  // namespace
}  // namespace gateway::fhir
