// What a URI looks like: absolute, a URN, of a FHIR server.
#pragma once

#include <string_view>

namespace gateway::validation {

// A scheme and something behind it.
// Source: RFC 3986, 3.
bool is_absolute_uri(std::string_view uri) noexcept;

// What Coding.system and Identifier.system begin with: http, https or urn.
bool is_system_uri(std::string_view uri) noexcept;

// Whether a URI that begins with urn:uuid: or urn:oid: goes on with one; true of any other.
// `suffix_marks` end the UUID: a fragment, the version of a canonical.
bool has_good_urn(std::string_view uri, std::string_view suffix_marks) noexcept;

// A URL of example.org or acme.com, which stand for anybody's.
bool is_example_url(std::string_view uri) noexcept;

}  // namespace gateway::validation
