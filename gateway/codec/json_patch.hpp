// JSON Patch: a list of operations on a JSON document.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "gateway/fhir/issue.hpp"

namespace gateway::codec {

struct JsonPatchLimits {
  std::size_t max_operations = 1'000;
  std::size_t max_depth = 64;  // of the result
  // Of everything that the operations put in: "copy" may double a document again and again.
  std::size_t max_values = 200'000;
  std::size_t max_bytes = std::size_t{8} * 1024 * 1024;
};

// The document after all operations, in one line; members that were not touched keep their place,
// numbers their digits. All operations count, or none.
//
// Errors, the message with the number of the operation, from 0:
//   malformed  as read_plain_json(), for either text
//              PATCH-OPERATION  the patch is no array of operations, or one is not complete
//              PATCH-POINTER    a path is no JSON Pointer
//   invalid    PATCH-TARGET     there is nothing at a path, or it is of another kind
//              PATCH-TEST       a value is not what `test` says
//   too_costly PATCH-LIMIT      over a limit
// Source: RFC 6902; RFC 6901.
fhir::Checked<std::string> apply_json_patch(std::string_view document,
                                            std::string_view patch,
                                            const JsonPatchLimits& limits = {});

}  // namespace gateway::codec
