// json_text: is a text JSON that this gateway accepts, whatever it says?
#pragma once

#include <cstddef>
#include <string_view>

#include "gateway/fhir/issue.hpp"

namespace gateway::codec {

// The rules of read_json() that do not depend on FHIR's definitions: RFC 8259 with the tokenizer
// settings of the reader; no byte order mark, no NUL, no duplicate key, no half surrogate pair, no
// control character but tab, line feed and carriage return, no number beyond the range of a double.
//
// Errors: malformed, too_large (JSON-DEPTH: more than `max_depth` nested objects and arrays).
fhir::Checked<void> check_json_text(std::string_view text, std::size_t max_depth = 64);

}  // namespace gateway::codec
