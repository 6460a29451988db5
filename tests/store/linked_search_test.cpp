// Source: FHIR R4, search.html#chaining, #has, #include.
#include "gateway/store/linked_search.hpp"

#include <string>

#include <gmock/gmock.h>

#include "gateway/search/parameter_table.hpp"

#include "tests/support/result_matchers.hpp"

namespace gateway::store {
namespace {

using gateway::test::FailsWithId;
using gateway::test::IsOk;
using ::testing::SizeIs;

search::Link task_of_patient() {
  search::Link link;
  link.reference = search::find_parameter("Task", "patient");
  link.inner.push_back({.type = "Patient"});
  return link;
}

// A page of so many resources of the type that was asked for.
SearchPage page_of(const search::Query& query, std::size_t matches) {
  SearchPage page;
  for (std::size_t i = 0; i < std::min(matches, query.count); ++i) {
    StoredResource match;
    match.ref = {query.type, std::to_string(i), 1};
    page.matches.push_back(std::move(match));
  }
  if (matches > query.count) page.next = search::Position();
  return page;
}

TEST(LinkedSearchTest, AsksForWhatPointsAtTheMatchesOfALink) {
  const search::Query query{.type = "Task", .links = {task_of_patient()}};
  search::Query last;

  const auto page = search_linked(query, [&](const search::Query& plain) -> Result<SearchPage> {
    last = plain;
    return page_of(plain, 3);
  });

  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(last.type, "Task");
  EXPECT_TRUE(last.links.empty());
  ASSERT_THAT(last.all_of, SizeIs(1));
  ASSERT_THAT(last.all_of[0].any_of, SizeIs(3));
  EXPECT_EQ(last.all_of[0].any_of[1].text, "Patient/1");
}

TEST(LinkedSearchTest, FollowsALinkToAThousandResourcesAndNoMore) {
  const search::Query query{.type = "Task", .links = {task_of_patient()}};
  const auto with = [&](std::size_t patients) {
    return search_linked(query, [&](const search::Query& plain) -> Result<SearchPage> {
      return page_of(plain, plain.type == "Patient" ? patients : 1);
    });
  };

  EXPECT_THAT(with(search::kMaxLinked), IsOk());
  EXPECT_THAT(with(search::kMaxLinked + 1), FailsWithId("STORE-LINK-LIMIT"));
}

TEST(LinkedSearchTest, ShowsAThousandBesidesTheMatchesAndNoMore) {
  const search::Query query{.type = "Patient",
                            .includes = {{.type = "Task",
                                          .reference = search::find_parameter("Task", "patient"),
                                          .reversed = true}}};
  const auto with = [&](std::size_t tasks) {
    return search_linked(query, [&](const search::Query& plain) -> Result<SearchPage> {
      return page_of(plain, plain.type == "Task" ? tasks : 1);
    });
  };

  const auto full = with(search::kMaxLinked);
  ASSERT_THAT(full, IsOk());
  EXPECT_THAT(full->included, SizeIs(search::kMaxLinked));
  EXPECT_THAT(with(search::kMaxLinked + 1), FailsWithId("STORE-INCLUDE-LIMIT"));
}

TEST(LinkedSearchTest, FailsAsAStepFails) {
  const search::Query query{.type = "Task", .links = {task_of_patient()}};

  const auto page = search_linked(query, [](const search::Query&) -> Result<SearchPage> {
    return fail(ErrorKind::unavailable, "STORE-READERS", "x");
  });

  EXPECT_THAT(page, FailsWithId("STORE-READERS"));
}

}  // namespace
}  // namespace gateway::store
