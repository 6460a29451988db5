// What an attribute of a narrative may point at.
#pragma once

#include <string_view>

namespace gateway::validation {

// A link a person may follow: relative, or of a scheme that a browser opens without running it.
// `value` is the attribute as written; references in it are resolved first.
bool is_safe_link(std::string_view value);

// An image that is shown without asking anybody outside: relative, a fragment, or inside the text.
// Source: FHIR R4, narrative.html#xhtml; security.html#narrative.
bool is_local_image(std::string_view value);

// A style that loads nothing: no function but those for colours and sizes, no escapes, no rules.
bool is_inert_style(std::string_view value);

}  // namespace gateway::validation
