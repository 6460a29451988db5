// R4's definitions and what search makes of them, once for all tests.
#pragma once

#include <string>

#include "gateway/fhir/resource.hpp"
#include "gateway/search/extractor.hpp"

namespace gateway::search::test {

const Extractor& r4_extractor();

// The resource that a JSON text says.
fhir::Resource resource(std::string json);

}  // namespace gateway::search::test
