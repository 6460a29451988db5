// json_string: text as a JSON string.
#pragma once

#include <string>
#include <string_view>

namespace gateway::codec {

// Appends `text`, UTF-8, in quotes. Only what must be escaped is escaped.
// Source: RFC 8259, section 7.
void append_json_string(std::string_view text, std::string& out);

}  // namespace gateway::codec
