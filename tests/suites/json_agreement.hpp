// Whether what an expression gives is what a case of JSON says.
#pragma once

#include <span>

#include "gateway/fhirpath/item.hpp"

#include "tests/suites/json_value.hpp"

namespace gateway::suites {

// Item by item. Elements without a value and without children of an object are null in JSON, and
// left out. Numbers agree if they are as near as doubles are to each other; quantities, dates and
// times are strings.
bool agree(std::span<const fhirpath::Item> items, const JsonValue& wanted);

}  // namespace gateway::suites
