// Language tags: the code system urn:ietf:bcp:47.
#pragma once

#include <cstddef>
#include <string_view>

#include "gateway/conformance/code_rules.hpp"

namespace gateway::conformance {

// Longer tags are not looked at. Source: RFC 5646, section 4.4.1: 35 characters do for nearly all.
inline constexpr std::size_t kMaxLanguageTag = 128;

// Whether the tag is well-formed, in any case, repeats no variant and no extension, and has a
// language of two letters and a region of two letters that are registered. Other subtags count by
// their form alone; a language of four letters or more is not registered. `cannot_tell` beyond
// kMaxLanguageTag.
// Source: RFC 5646, sections 2.1, 2.2 and 2.2.9.
Membership check_language(std::string_view code) noexcept;

}  // namespace gateway::conformance
