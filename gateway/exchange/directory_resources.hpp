// The directory as FHIR resources, for everyone to read.
#pragma once

#include <vector>

#include "gateway/exchange/directory.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::exchange {

// Organization, HealthcareService and Endpoint of every unit, each with its logical id. An Endpoint
// says that a unit takes messages; its address stays inside the gateway.
std::vector<fhir::Resource> directory_resources(const Directory& directory,
                                                const fhir::TypeTable& types);

}  // namespace gateway::exchange
