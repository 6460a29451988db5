// Source: Directive 2000/84/EC.
#include "gateway/search/swedish_zone.hpp"

#include <string_view>

#include <gmock/gmock.h>

namespace gateway::search {
namespace {

struct ZoneCase {
  std::string_view local;
  std::string_view utc;
};

class SwedishZoneTest : public ::testing::TestWithParam<ZoneCase> {};

TEST_P(SwedishZoneTest, GivesTheInstantThatClocksShow) {
  const auto local = *fhir::parse_search_date(GetParam().local);
  const std::chrono::local_time<std::chrono::microseconds> shown(
      std::chrono::local_days(local.date) + local.time_of_day);

  EXPECT_EQ(fhir::to_text(SwedishZone().to_utc(shown)), GetParam().utc);
}

INSTANTIATE_TEST_SUITE_P(
    Times,
    SwedishZoneTest,
    ::testing::Values(ZoneCase{"2024-01-15T12:00:00", "2024-01-15T11:00:00.000Z"},
                      ZoneCase{"2024-07-15T12:00:00", "2024-07-15T10:00:00.000Z"},
                      ZoneCase{"2024-01-01T00:00:00", "2023-12-31T23:00:00.000Z"},
                      ZoneCase{"2024-03-31T01:59:59", "2024-03-31T00:59:59.000Z"},
                      ZoneCase{"2024-03-31T02:30:00", "2024-03-31T01:00:00.000Z"},  // skipped
                      ZoneCase{"2024-03-31T03:00:00", "2024-03-31T01:00:00.000Z"},
                      ZoneCase{"2024-10-27T02:30:00", "2024-10-27T00:30:00.000Z"},  // first of two
                      ZoneCase{"2024-10-27T03:00:00", "2024-10-27T02:00:00.000Z"},
                      ZoneCase{"2025-03-30T03:00:00", "2025-03-30T01:00:00.000Z"}));

}  // namespace
}  // namespace gateway::search
