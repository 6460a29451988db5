// SearchText: texts as string parameters compare them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::search {

// Prefixes of so many characters are in the index; what is asked beyond is looked up in the
// resource.
inline constexpr std::size_t kMaxPrefix = 12;

// Without case, accents and other marks; white space is one space, none at the ends. Text that is
// not UTF-8 gives nothing. The same in every database, because it is done here.
// Source: FHIR R4, search.html#string.
std::string folded(std::string_view text);

// Folded, but with å ä ö kept apart from a and o, behind z in this order: what Swedish lists are
// sorted by, compared as bytes.
std::string sort_text(std::string_view text);

// The first `characters` of a folded text, or all of it.
std::string_view first_characters(std::string_view folded, std::size_t characters) noexcept;

// Its prefixes of 1 to kMaxPrefix characters.
std::vector<std::string_view> prefixes_of(std::string_view folded);

}  // namespace gateway::search
