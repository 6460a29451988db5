// The directory as FHIR resources, for everyone to read.
#pragma once

#include <string_view>
#include <vector>

#include "gateway/exchange/directory.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::exchange {

// Organization, HealthcareService and Endpoint of every unit, each with its logical id. An Endpoint
// says that a unit takes messages. Its address is where a message to the unit is sent, the
// gateway's own; the unit's stays inside the gateway.
std::vector<fhir::Resource> directory_resources(const Directory& directory,
                                                std::string_view base_url,
                                                const fhir::TypeTable& types);

}  // namespace gateway::exchange
