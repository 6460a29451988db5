// Query: a search as a checked value, ready for a store.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"
#include "gateway/search/index_entry.hpp"
#include "gateway/search/reference_reader.hpp"
#include "gateway/search/sort_order.hpp"

namespace gateway::search {

// One parameter of a query: any of the values will do.
struct Criterion {
  std::vector<IndexEntry> any_of;  // all of one parameter and form
  bool negated = false;            // none of the values may do
};

// What the index cannot answer: asked of each resource that the rest of the query finds.
//
// THREADS: any.
class Recheck {
 public:
  virtual ~Recheck() = default;
  // `json` is the resource as it is stored. Errors: internal, if it cannot be read.
  virtual Result<bool> holds(std::string_view json) const = 0;
};

// A query with a Recheck or an order of its own looks at so many resources and no more.
inline constexpr std::size_t kMaxRechecked = 10'000;

// Where a page ended: the next one begins behind it.
struct Position {
  std::int64_t last_updated = 0;  // microseconds of UTC
  std::int64_t key = 0;           // the store's own tie-breaker
  std::string sort_key = {};      // of Query::order
};

// A search that follows references asks for so many resources at each of them and no more, and
// shows so many besides its matches.
inline constexpr std::size_t kMaxLinked = 1000;

struct Query;

// A reference that leads to another search, whose matches decide.
// Source: FHIR R4, search.html#chaining, #has.
struct Link {
  const Parameter* reference = nullptr;  // of the type that points
  bool reversed = false;                 // the matches of `inner` point, not are pointed at
  std::vector<Query> inner;              // any of
};

// What is shown besides the matches. Source: FHIR R4, search.html#include.
struct Include {
  std::string type = {};                 // that points; empty: any
  const Parameter* reference = nullptr;  // nullptr: every one that the type has
  std::string target = {};               // that is pointed at; empty: any
  bool reversed = false;                 // shows what points, not what is pointed at
  bool iterates = false;                 // of what is shown in this way too
};

struct Query {
  std::string type;                            // "Task"
  std::vector<std::string> ids = {};           // _id: any of these; empty means no restriction
  std::vector<Criterion> all_of = {};          // every criterion must hold
  std::optional<Instant> updated_from = {};    // _lastUpdated >= this
  std::optional<Instant> updated_before = {};  // _lastUpdated < this
  std::size_t count = 50;                      // page size
  std::optional<Position> after = {};          // the page before ended here
  bool count_total = false;
  bool only_own = false;   // leaves out what lies under everyone
  bool only_refs = false;  // matches come without their text
  // Newest lastUpdated first, then the store's own key; or the other way round; or by the keys of
  // `order`, and the newest first of those with one key.
  bool oldest_first = false;
  std::shared_ptr<const SortOrder> order = {};
  std::shared_ptr<const Recheck> recheck = {};
  std::vector<Link> links = {};  // every one must hold
  std::vector<Include> includes = {};
  // Set if there are links or includes.
  std::shared_ptr<const ReferenceReader> references = {};
};

// Of the ids that a query asks for only these remain.
void keep_ids(Query& query, std::vector<std::string> ids);

}  // namespace gateway::search
