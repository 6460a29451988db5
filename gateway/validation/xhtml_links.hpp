// What an attribute of a narrative may point at.
#pragma once

#include <cstdint>
#include <string_view>

namespace gateway::validation {

// A link a person may follow: relative, or of a scheme that a browser opens without running it.
// `value` is the attribute as written; references in it are resolved first.
bool is_safe_link(std::string_view value);

// An image that is shown without asking anybody outside: relative, a fragment, or inside the text.
// Source: FHIR R4, narrative.html#xhtml; security.html#narrative.
bool is_local_image(std::string_view value);

enum class StyleReach : std::uint8_t {
  inert,    // changes how the text looks and nothing else
  outside,  // loads an image from elsewhere
  runs,     // functions, escapes or rules that a style of a text does not need
};
StyleReach reach_of_style(std::string_view value);

}  // namespace gateway::validation
