// What one element gives to the index of a parameter: a table of parameter types and element types.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "gateway/fhirpath/item.hpp"
#include "gateway/search/index_entry.hpp"
#include "gateway/search/parameter_table.hpp"

namespace gateway::search {

// Where entries go, and what they are made with.
struct Extraction {
  const Parameter& parameter;
  std::string_view base_url;  // references under it are relative ones
  std::vector<IndexEntry>& out;
};

// Nothing for an element of a type that the parameter's type does not look at.
// Source: FHIR R4, search.html#table, the sections of each parameter type.
void take_item(const fhirpath::Item& item, Extraction& to);

// The texts of an element that a string or uri parameter looks at: each part of a name or an
// address is one.
void for_each_text_of(const fhirpath::Item& item, const std::function<void(std::string_view)>& use);

}  // namespace gateway::search
