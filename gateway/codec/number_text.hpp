// number_text: the JSON form of numbers, and how long one may be.
#pragma once

#include <cstddef>
#include <string_view>

namespace gateway::codec {

// Characters of a number at most, in either format.
inline constexpr std::size_t kMaxNumberLength = 64;

// True if `text` is a JSON number, whole.
// Source: RFC 8259, section 6.
bool is_json_number(std::string_view text) noexcept;

}  // namespace gateway::codec
