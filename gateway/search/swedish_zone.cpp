#include "gateway/search/swedish_zone.hpp"

namespace gateway::search {
namespace {

using std::chrono::hours;

Instant switch_in(std::chrono::year year, std::chrono::month month) {
  return std::chrono::sys_days(year / month / std::chrono::Sunday[std::chrono::last]) + hours(1);
}

}  // namespace

Instant SwedishZone::to_utc(std::chrono::local_time<std::chrono::microseconds> local) const {
  const Instant as_summer(local.time_since_epoch() - hours(2));
  const Instant as_winter(local.time_since_epoch() - hours(1));
  const auto year =
      std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(as_winter)).year();
  const Instant begin = switch_in(year, std::chrono::March);
  const Instant end = switch_in(year, std::chrono::October);
  if (as_summer >= begin && as_summer < end) return as_summer;
  // The hour that is skipped in March lies after the switch in winter time and before it in summer
  // time.
  if (as_winter >= begin && as_summer < begin) return begin;
  return as_winter;
}

}  // namespace gateway::search
