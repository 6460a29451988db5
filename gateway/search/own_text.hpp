// Resources that the gateway itself has written, read again.
#pragma once

#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::search {

// Errors: internal (SEARCH-OWN-TEXT).
Result<fhir::Resource> read_own_text(std::string_view json, const fhir::TypeTable& types);

}  // namespace gateway::search
