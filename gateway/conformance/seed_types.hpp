// The types that brygga-schemac starts with: as much of StructureDefinition as it reads. All other
// types are compiled from the StructureDefinitions read with these.
#pragma once

#include <memory>

#include "gateway/base/result.hpp"
#include "gateway/fhir/type_table_builder.hpp"

namespace gateway::conformance {

// A reader with this table leaves out every element that is not in it.
Result<std::unique_ptr<const fhir::OwnedTypeTable>> make_seed_types();

}  // namespace gateway::conformance
