// IndexEntry: one value that a resource can be found by.
#pragma once

#include <cstdint>
#include <string>

namespace gateway::search {

// Number of a search parameter in the parameter table; stable, because it is stored.
using ParameterId = std::uint16_t;

// How a parameter's values lie in the index (schemas/search).
enum class Form : std::uint8_t {
  plain,  // codes, statuses, references: equality on the value
  blind,  // identifies a person: equality on a keyed hash, one key for each organisation
  range,  // a period of time, [low, high] in microseconds of UTC
};

struct IndexEntry {
  ParameterId parameter = 0;
  Form form = Form::plain;
  // plain, blind: the normalised value as one text; for a token "system|code", and further entries
  // for the forms a query may use ("|code" is not one of them: a code alone is "code").
  std::string text = {};
  std::int64_t low = 0;   // range
  std::int64_t high = 0;  // range, inclusive

  friend bool operator==(const IndexEntry&, const IndexEntry&) = default;
};

}  // namespace gateway::search
