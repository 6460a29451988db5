// What lies encrypted of a resource, and how the whole JSON is made of it again without parsing.
//
// The type, id, versionId and lastUpdated are not in the encrypted bytes. They are known from the
// row, and the same ciphertext serves for every organisation:
//
//   length of m (4 bytes, little endian) | m: the other members of meta | r: the other members
//
//   {"resourceType":"Task","id":"…","meta":{"versionId":"…","lastUpdated":"…",m},r}
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"
#include "gateway/store/rows.hpp"

namespace gateway::store {

// From compact or spaced JSON, members in any order. resourceType, id, meta.versionId and
// meta.lastUpdated are left out if they are there. Names and values are copied as they are.
//
// Errors: internal (STORE-JSON: not one JSON object, or its meta is not one).
Result<std::string> split_resource(std::string_view json);

// Errors: internal (STORE-JSON: not what split_resource() made).
Result<std::string> join_resource(const ResourceRef& ref,
                                  Instant last_updated,
                                  std::string_view split);

// "2026-11-23T10:00:00.123Z": UTC, cut to milliseconds. Source: FHIR R4, datatypes.html#instant.
std::string to_instant_text(Instant time);

}  // namespace gateway::store
