// Extractor: the index entries of a resource.
#pragma once

#include <string_view>
#include <vector>

#include "gateway/fhir/resource.hpp"
#include "gateway/search/index_entry.hpp"

namespace gateway::search {

// Every value that the resource can be found by, by the rows of the parameter table for its type;
// in ascending order and without duplicates. Contained resources are not looked into.
//
// References under `base_url` (without trailing '/', may be empty) count as relative ones.
// THREADS: any.
// Source: FHIR R4, search.html#2.1.1.2 and the sections of each parameter type.
std::vector<IndexEntry> extract(const fhir::Resource& resource, std::string_view base_url = {});

}  // namespace gateway::search
