// Reference: the text of Reference.reference, taken apart.
//
// Text only. Resolving inside a Bundle is fhir/bundle.hpp; the set of resource types belongs to the
// TypeTable.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "gateway/base/result.hpp"
#include "gateway/fhir/id.hpp"

namespace gateway::fhir {

// "#p1": a resource in `contained` of the same resource; "#" alone is that resource itself.
struct ContainedReference {
  std::string anchor;  // without '#'
  friend bool operator==(const ContainedReference&, const ContainedReference&) = default;
};

// "Patient/23", "https://example.org/fhir/Patient/23/_history/4".
struct RestReference {
  std::string base;  // service base without '/' at its end; empty if relative
  std::string type;  // "Patient"; has the form of a type name, may be unknown
  Id id;
  std::optional<Id> version = {};
  friend bool operator==(const RestReference&, const RestReference&) = default;
};

// "Patient?identifier=...": the one match of a search, in a transaction only.
// Source: FHIR R4, http.html#trules.
struct ConditionalReference {
  std::string type;
  std::string query;  // without '?'; not decoded
  friend bool operator==(const ConditionalReference&, const ConditionalReference&) = default;
};

// "urn:uuid:...", "urn:oid:...": the fullUrl of an entry of the same Bundle.
struct UrnReference {
  std::string urn;  // as written
  friend bool operator==(const UrnReference&, const UrnReference&) = default;
};

// Any other absolute URI: not of a FHIR server, or not one that the gateway can take apart.
struct UriReference {
  std::string uri;
  friend bool operator==(const UriReference&, const UriReference&) = default;
};

using Reference = std::
    variant<ContainedReference, RestReference, ConditionalReference, UrnReference, UriReference>;

// Linear in the length of `text`; nothing is decoded. The result keeps no pointer into `text`.
//
// Errors: malformed (REFERENCE-FORM: none of the forms above, or white space inside).
// Source: FHIR R4, references.html#literal, bundle.html#references.
Result<Reference> parse_reference(std::string_view text);

// The inverse: gives the text that was parsed.
std::string to_text(const Reference& reference);

// "Patient/23".
std::string to_text(std::string_view type, const Id& id);

// A letter A-Z and up to 63 letters: what a resource type's name looks like.
bool is_type_name(std::string_view text) noexcept;

}  // namespace gateway::fhir
