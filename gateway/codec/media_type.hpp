// media_type: which format a body has, and which one the caller wants back.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "gateway/base/code_table.hpp"
#include "gateway/base/result.hpp"

namespace gateway::codec {

enum class Format : std::uint8_t { json, xml };

// How a format is named in Content-Type and Accept of what we send.
inline constexpr CodeTable kFormatMediaTypes(std::to_array<CodeRow<Format>>({
    {Format::json, "application/fhir+json"},
    {Format::xml, "application/fhir+xml"},
}));

// The value of Content-Type of a body in this format: media type, version of FHIR and charset.
// Source: FHIR R4, http.html#mime-type, http.html#version-parameter.
std::string_view content_type(Format format) noexcept;

// The format of a body with this Content-Type: application/fhir+json, application/json, text/json,
// and the same for XML. Parameters: charset only UTF-8, fhirVersion only 4.0, others are ignored.
//
// Errors: unsupported_media.
Result<Format> parse_content_type(std::string_view header);

// The format of the answer. `accept` is the header (empty: not sent), `format` the parameter
// _format (nothing: not given), which goes before the header. Knows quality values and wildcards;
// what it cannot read in the header, it passes over. Without a preference the answer is JSON.
//
// Errors: not_acceptable.
// Source: FHIR R4, http.html#mime-type, http.html#parameters; RFC 9110, section 12.5.1.
Result<Format> negotiate_format(std::string_view accept, std::optional<std::string_view> format);

}  // namespace gateway::codec
