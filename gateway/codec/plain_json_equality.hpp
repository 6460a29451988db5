// plain_json_equality: do two JSON values mean the same?
#pragma once

#include <string_view>

#include "gateway/codec/plain_json.hpp"

namespace gateway::codec {

// The order of members does not count; numbers are compared by what they are worth: 1.50 is 15e-1.
// Source: RFC 6902, section 4.6.
bool is_equal(const PlainJson& a, const PlainJson& b);

// REQUIRES: JSON numbers.
bool is_equal_number(std::string_view a, std::string_view b);

}  // namespace gateway::codec
