// Query: a search as a checked value, ready for a store.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/search/index_entry.hpp"

namespace gateway::search {

// How a resource's period and the asked one must lie. A point in time is a period of one
// microsecond.
enum class RangeTest : std::uint8_t {
  overlaps,  // they share at least one point
  within,    // the resource's period lies inside the asked one
};

// One parameter of a query: any of the values will do.
struct Criterion {
  std::vector<IndexEntry> any_of;         // all of one parameter and form
  RangeTest range = RangeTest::overlaps;  // counts for the form range only
};

// Where a page ended: the next one begins behind it. Order is newest lastUpdated first, then key.
struct Position {
  std::int64_t last_updated = 0;  // microseconds of UTC
  std::int64_t key = 0;           // the store's own tie-breaker
};

struct Query {
  std::string type;                       // "Task"
  std::vector<std::string> ids;           // _id: any of these; empty means no restriction
  std::vector<Criterion> all_of;          // every criterion must hold
  std::optional<Instant> updated_from;    // _lastUpdated >= this
  std::optional<Instant> updated_before;  // _lastUpdated < this
  std::size_t count = 50;                 // page size
  std::optional<Position> after;          // the page before ended here
  bool count_total = false;
};

}  // namespace gateway::search
