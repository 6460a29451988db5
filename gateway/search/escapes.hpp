// The escapes in the values of a search. Source: FHIR R4, search.html#escaping.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::search {

// The alternatives of a parameter: "a,b" is two, "a\,b" is one. Escapes are kept in the parts.
// Source: FHIR R4, search.html#escaping.
std::vector<std::string_view> split_alternatives(std::string_view value);

// The first `wanted` in `text` that no backslash stands before; npos if there is none.
std::size_t find_unescaped(std::string_view text, char wanted);

// One value without its escapes "\," "\|" "\$" "\\".
std::string unescape(std::string_view value);

}  // namespace gateway::search
