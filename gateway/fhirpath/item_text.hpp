// Item text: an item as toString() writes it.
#pragma once

#include <string>

#include "gateway/fhirpath/item.hpp"

namespace gateway::fhirpath {

// "true", "1.50", "2015-02-04T14:34", "4 'mg'", "4 days", "System.String"; empty for an element
// that has no value.
std::string text_of(const Item& item);

}  // namespace gateway::fhirpath
