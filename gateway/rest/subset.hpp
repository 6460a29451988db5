// Subset: which elements of a resource an answer shows, by _summary and _elements.
// Source: FHIR R4, search.html#summary, #elements.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gateway/base/code_table.hpp"
#include "gateway/base/result.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"
#include "gateway/rest/call.hpp"

namespace gateway::rest {

enum class Summary : std::uint8_t { none, elements, text, rest, count };
// Source: FHIR R4, valueset-summary.html.
inline constexpr CodeTable kSummaries(std::to_array<CodeRow<Summary>>({
    {Summary::none, "false"},
    {Summary::elements, "true"},
    {Summary::text, "text"},
    {Summary::rest, "data"},
    {Summary::count, "count"},
}));

struct Subset {
  Summary summary = Summary::none;
  // What _elements names at the top level; a choice by its name without type. Empty: everything.
  std::vector<fhir::NameId> names = {};

  bool is_all() const noexcept {
    return names.empty() && (summary == Summary::none || summary == Summary::count);
  }
};

// What _summary and _elements among `fields` say of resources of `type`, or of any type if it is
// empty; others are passed over.
//
// Errors: malformed (SEARCH-VALUE: no code of _summary, no name, or _summary stands twice;
//         SUBSET-ELEMENT: the type has no such element; SUBSET-BOTH: _summary and _elements).
Result<Subset> parse_subset(const std::vector<search::FormField>& fields,
                            std::string_view type,
                            const fhir::TypeTable& types);

// The same of the URL of a read or a history, which have nothing to count.
//
// Errors: further malformed (SEARCH-VALUE: _summary=count).
Result<Subset> parse_subset(const Services& services, const Call& call);

// The resource with what `subset` asks for, with id, meta, implicitRules and all that is mandatory
// or changes the meaning of the rest, tagged SUBSETTED. Elements inside an element are left out for
// _summary=true only; one that would lose them all stays whole.
fhir::Resource subset_of(const fhir::Resource& resource, const Subset& subset);

// The same of a resource that the gateway wrote; all of it goes through unparsed.
//
// Errors: internal (REST-OWN-TEXT).
Result<std::string> subset_text(std::string json,
                                const Subset& subset,
                                const fhir::TypeTable& types);

// A resource of a request that was made by leaving elements out, or a Bundle with one, would delete
// what was left out.
//
// Errors: invalid (REST-SUBSETTED), located.
fhir::Checked<void> refuse_subset(const fhir::Resource& body, std::string_view source);

}  // namespace gateway::rest
