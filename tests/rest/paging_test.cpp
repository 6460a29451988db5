// Searches, histories and the links between their pages.
#include <string>

#include "gateway/fhir/builder.hpp"

#include "tests/rest/front_test.hpp"

namespace gateway::test {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using wire::Method;

class PagingTest : public FrontTest {
 protected:
  // The path and query of a link of a Bundle; empty if it has none.
  static std::string link(const fhir::Resource& bundle, std::string_view relation) {
    for (const fhir::Node each : bundle.root().children("link")) {
      if (each.child("relation").value() != relation) continue;
      return "/fhir" + std::string(each.child("url").value().substr(kBase.size()));
    }
    return {};
  }
};

TEST_F(PagingTest, ShowsMatchesInABundle) {
  reading_.page.matches = {stored("Task", "7", 3), stored("Task", "8", 1)};
  reading_.page.total = 2;

  const auto response = get("/fhir/Task?status=requested&_total=accurate");

  ASSERT_EQ(response.status, 200U) << response.body;
  const fhir::Resource bundle = resource_of(response);
  EXPECT_EQ(bundle.root().child("type").value(), "searchset");
  EXPECT_EQ(bundle.root().child("total").value(), "2");
  const fhir::Nodes entries = bundle.root().children("entry");
  ASSERT_THAT(entries, SizeIs(2));
  EXPECT_EQ(entries[0].child("fullUrl").value(), "https://brygga.example/fhir/Task/7");
  EXPECT_EQ(entries[0].child("search").child("mode").value(), "match");
  EXPECT_EQ(entries[0].child("resource").child("id").value(), "7");
  EXPECT_EQ(link(bundle, "self"), "/fhir/Task?status=requested&_total=accurate");
  EXPECT_EQ(link(bundle, "next"), "");
  fhir::IssueLog findings;
  check(bundle, findings);
  for (const fhir::Issue& issue : findings.issues()) {
    EXPECT_THAT(issue.expression, HasSubstr("resource")) << issue.id << ' ' << issue.expression;
  }
}

TEST_F(PagingTest, SearchesForTheCallersOrganisation) {
  get("/fhir/Task?owner=Organization/bup");

  EXPECT_EQ(reading_.asked.front().org, 1);
  ASSERT_THAT(reading_.queries.front().all_of, SizeIs(1));
  EXPECT_EQ(reading_.queries.front().all_of.front().any_of.front().text, "Organization/bup");
}

TEST_F(PagingTest, TakesTheSameSearchAsAForm) {
  const auto response = send({.method = Method::post,
                              .target = "/fhir/Task/_search?_count=5",
                              .body = "status=requested",
                              .content_type = "application/x-www-form-urlencoded; charset=utf-8"});

  ASSERT_EQ(response.status, 200U) << response.body;
  EXPECT_EQ(reading_.queries.front().count, 5U);
  EXPECT_THAT(reading_.queries.front().all_of, SizeIs(1));
}

TEST_F(PagingTest, ContinuesASearchWhereThePageEnded) {
  reading_.page.matches = {stored("Task", "7", 3)};
  reading_.page.next = search::Position{.last_updated = 17, .key = 4};
  const std::string next = link(resource_of(get("/fhir/Task?status=requested&_count=1")), "next");
  ASSERT_THAT(next, HasSubstr("_cursor="));
  EXPECT_EQ(next.find("requested"), std::string::npos);

  const auto second = get(next);

  ASSERT_EQ(second.status, 200U) << second.body;
  const search::Query& query = reading_.queries.back();
  ASSERT_TRUE(query.after.has_value());
  EXPECT_EQ(query.after->last_updated, 17);
  EXPECT_EQ(query.after->key, 4);
  EXPECT_EQ(query.count, 1U);
  EXPECT_EQ(query.all_of.front().any_of.front().text, "requested");
}

TEST_F(PagingTest, KeepsACursorToItsOrganisationTypeAndQuery) {
  peer_->hsa_id = "SE1-SYS2";
  reading_.page.next = search::Position{.last_updated = 17, .key = 4};
  const auto first =
      send({.target = "/fhir/Task?status=requested", .headers = {{"X-Acting-Unit", "SE1-BUP"}}});
  const std::string next = link(resource_of(first), "next");
  const auto as = [&](std::string target, std::string unit) {
    return send({.target = std::move(target), .headers = {{"X-Acting-Unit", std::move(unit)}}})
        .status;
  };
  const std::string cursor = next.substr(next.find('?'));

  EXPECT_EQ(as(next, "SE1-BUP"), 200U);
  EXPECT_EQ(as(next, "SE1-SCHOOL"), 400U);
  EXPECT_EQ(as("/fhir/Patient" + cursor, "SE1-BUP"), 400U);
  EXPECT_EQ(as(next + "&status=accepted", "SE1-BUP"), 400U);
  EXPECT_EQ(as(next + "A", "SE1-BUP"), 400U);
}

TEST_F(PagingTest, ShowsTheVersionsOfAResource) {
  reading_.versions = {stored("Task", "7", 2), stored("Task", "7", 1)};

  const auto response = get("/fhir/Task/7/_history");

  ASSERT_EQ(response.status, 200U) << response.body;
  const fhir::Resource bundle = resource_of(response);
  EXPECT_EQ(bundle.root().child("type").value(), "history");
  const fhir::Nodes entries = bundle.root().children("entry");
  ASSERT_THAT(entries, SizeIs(2));
  EXPECT_EQ(entries[0].child("request").child("method").value(), "PUT");
  EXPECT_EQ(entries[1].child("request").child("method").value(), "POST");
  EXPECT_EQ(entries[1].child("request").child("url").value(), "Task");
  EXPECT_EQ(entries[0].child("response").child("etag").value(), "W/\"2\"");
  EXPECT_EQ(bundle.root().child("total").value(), "2");
  EXPECT_EQ(link(bundle, "next"), "");
}

TEST_F(PagingTest, ShowsADeletedVersionWithoutContent) {
  store::StoredResource deleted = stored("Task", "7", 2);
  deleted.deleted = true;
  reading_.versions = {deleted};

  const fhir::Resource bundle = resource_of(get("/fhir/Task/7/_history"));

  const fhir::Node entry = bundle.root().child("entry");
  EXPECT_EQ(entry.child("request").child("method").value(), "DELETE");
  EXPECT_FALSE(entry.child("resource"));
}

TEST_F(PagingTest, WalksThroughAHistoryPageByPage) {
  for (std::uint32_t version = 5; version > 0; --version) {
    reading_.versions.push_back(stored("Task", "7", version));
  }
  std::vector<std::string> seen;

  std::string at = "/fhir/Task/7/_history?_count=2";
  while (!at.empty()) {
    const fhir::Resource bundle = resource_of(get(at));
    for (const fhir::Node entry : bundle.root().children("entry")) {
      seen.emplace_back(entry.child("response").child("etag").value());
    }
    at = link(bundle, "next");
  }

  EXPECT_THAT(seen, ::testing::ElementsAre("W/\"5\"", "W/\"4\"", "W/\"3\"", "W/\"2\"", "W/\"1\""));
}

TEST_F(PagingTest, ShowsTheVersionsOfATypeAndOfTheWholeSystem) {
  reading_.versions = {stored("Task", "8", 1), stored("Task", "7", 1)};
  const auto ask = [&](const std::string& target, const std::string& type) {
    const auto response = get(target);
    ASSERT_EQ(response.status, 200U) << response.body;
    const fhir::Resource bundle = resource_of(response);
    EXPECT_EQ(bundle.root().child("type").value(), "history");
    EXPECT_EQ(bundle.root().child("total").value(), "2");
    EXPECT_EQ(link(bundle, "self"), target + "?_count=50");
    EXPECT_THAT(bundle.root().children("entry"), SizeIs(2));
    EXPECT_EQ(reading_.asked.back().type, type);
    EXPECT_EQ(reading_.asked.back().id, "");
    fhir::IssueLog findings;
    check(bundle, findings);
    for (const fhir::Issue& issue : findings.issues())
      EXPECT_THAT(issue.expression, HasSubstr("resource")) << issue.id << ' ' << issue.expression;
  };
  ask("/fhir/Task/_history", "Task");
  ask("/fhir/_history", "");
}

TEST_F(PagingTest, AHistoryOfTheWholeSystemTakesElementsOfAnyType) {
  reading_.versions = {stored("Task", "7", 1)};

  const auto response = get("/fhir/_history?_elements=status,birthDate");

  ASSERT_EQ(response.status, 200U) << response.body;
  EXPECT_THAT(response.body, HasSubstr("SUBSETTED"));
  EXPECT_EQ(get("/fhir/_history?_elements=noElementAtAll").status, 400U);
}

TEST_F(PagingTest, KeepsTheCursorOfAHistoryToItsOrganisationAndPath) {
  peer_->hsa_id = "SE1-SYS2";
  reading_.versions = {stored("Task", "7", 2), stored("Task", "7", 1)};
  const auto as = [&](std::string target, std::string unit) {
    return send({.target = std::move(target), .headers = {{"X-Acting-Unit", std::move(unit)}}});
  };
  for (const std::string path :
       {"/fhir/_history", "/fhir/Task/_history", "/fhir/Task/7/_history"}) {
    const fhir::Resource bundle = resource_of(as(path + "?_count=1", "SE1-BUP"));
    const std::string next = link(bundle, "next");
    const std::string cursor = next.substr(next.find('?'));

    EXPECT_EQ(as(next, "SE1-BUP").status, 200U) << path;
    EXPECT_EQ(as(next, "SE1-SCHOOL").status, 400U) << path;
    EXPECT_EQ(as(next + "A", "SE1-BUP").status, 400U) << path;
    EXPECT_EQ(as("/fhir/Patient/_history" + cursor, "SE1-BUP").status, 400U) << path;
    EXPECT_EQ(as("/fhir/Patient/7/_history" + cursor, "SE1-BUP").status, 400U) << path;
  }
}

TEST_F(PagingTest, AsksForTheHistoryOfATime) {
  get("/fhir/Task/7/_history?_since=2024-05-01T12:00:00Z&_at=2024-06-01T00:00:00.5Z");

  ASSERT_THAT(reading_.ranges, SizeIs(1));
  const store::HistoryRange& range = reading_.ranges.front();
  const Instant june = ManualClock::kStart + std::chrono::hours(24 * 30 + 12);
  EXPECT_EQ(range.since, ManualClock::kStart);
  EXPECT_EQ(range.current_since, june + std::chrono::milliseconds(500));
  EXPECT_EQ(range.made_before, june + std::chrono::milliseconds(600));
}

TEST_F(PagingTest, TheNextPageOfAHistoryAsksForTheSameTime) {
  reading_.versions = {stored("Task", "7", 2), stored("Task", "7", 1)};
  const std::string next = link(
      resource_of(get("/fhir/Task/7/_history?_count=1&_since=2024-05-01T12:00:00Z&_format=json")),
      "next");

  EXPECT_EQ(get(next).status, 200U);

  ASSERT_THAT(reading_.ranges, SizeIs(2));
  EXPECT_EQ(reading_.ranges.back().since, ManualClock::kStart);
  ASSERT_TRUE(reading_.ranges.back().after.has_value());
  EXPECT_EQ(reading_.ranges.back().after->last_updated, 17);
  EXPECT_EQ(reading_.ranges.back().after->key, 2);
}

}  // namespace
}  // namespace gateway::test
