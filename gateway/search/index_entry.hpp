// IndexEntry: one value that a resource can be found by.
#pragma once

#include <cstdint>
#include <string>

namespace gateway::search {

// Number of a search parameter within its resource type; stable, because it is stored.
using ParameterId = std::uint32_t;

// How a parameter's values lie in the index.
enum class Form : std::uint8_t {
  plain,  // codes, statuses, references, texts: equality on the value
  blind,  // the same; it identifies a person, so that it is kept out of URLs
  range,  // a period of time or a span of numbers, [low, high]
};

// How the range of a resource and the asked one must lie.
enum class RangeTest : std::uint8_t {
  overlaps,  // they share at least one point
  within,    // the resource's lies inside the asked one
};

struct IndexEntry {
  ParameterId parameter = 0;
  Form form = Form::plain;
  // plain, blind: the normalised value as one text (index_text.hpp).
  // range: what the numbers count, e.g. the unit of a quantity; empty for dates and bare numbers.
  std::string text = {};
  // Of range, inclusive: microseconds of UTC, or numbers as to_key() orders them.
  std::int64_t low = 0;
  std::int64_t high = 0;
  RangeTest test = RangeTest::overlaps;  // of what is asked only

  friend bool operator==(const IndexEntry&, const IndexEntry&) = default;
};

}  // namespace gateway::search
