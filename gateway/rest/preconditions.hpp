// Preconditions: ETag, If-Match, If-None-Match, Prefer, and the times of HTTP.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/base/code_table.hpp"
#include "gateway/base/result.hpp"
#include "gateway/wire/message.hpp"

namespace gateway::rest {

// W/"3". Source: FHIR R4, http.html#versioning.
std::string to_etag(std::uint32_t version);

// The version of an ETag: W/"3", and "3" as some clients send it. Nothing for any other text.
std::optional<std::uint32_t> parse_etag(std::string_view text) noexcept;

// The version that If-Match names; nothing without the header.
//
// Errors: malformed (HTTP-IF-MATCH: not one ETag of ours, or the header stands twice).
// Source: FHIR R4, http.html#concurrency.
Result<std::optional<std::uint32_t>> parse_if_match(const wire::Headers& headers);

// True if the caller has this version already: If-None-Match holds it or "*"; without that header,
// If-Modified-Since is no earlier than the second of `last_updated`. A date that is none, or stands
// twice, is passed over, as RFC 9110 demands.
// Source: FHIR R4, http.html#cread; RFC 9110, sections 13.1.2, 13.1.3 and 13.2.2.
bool is_known_version(const wire::Headers& headers, std::uint32_t version, Instant last_updated);

// Source: FHIR R4, http.html#ops.
enum class Return : std::uint8_t { representation, minimal, operation_outcome };
inline constexpr CodeTable kReturns(std::to_array<CodeRow<Return>>({
    {Return::representation, "representation"},
    {Return::minimal, "minimal"},
    {Return::operation_outcome, "OperationOutcome"},
}));

// What Prefer asks about the body of an answer; nothing if it does not say. Other preferences are
// passed over as RFC 7240 allows.
std::optional<Return> parse_prefer(const wire::Headers& headers) noexcept;

// True if Prefer asks for handling=lenient of a search. Source: FHIR R4, search.html#lenient.
bool wants_lenient(const wire::Headers& headers) noexcept;

// "Wed, 01 May 2024 12:00:00 GMT". Source: RFC 9110, section 5.6.7.
std::string to_http_date(Instant instant);

// The same, and the two obsolete forms ("Wednesday, 01-May-24 12:00:00 GMT", of the years 1970 to
// 2069, and "Wed May  1 12:00:00 2024"). Nothing for any other text.
std::optional<Instant> parse_http_date(std::string_view text);

}  // namespace gateway::rest
