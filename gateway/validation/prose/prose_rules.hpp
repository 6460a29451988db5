// The rules of the prose check, one source each. The walk in prose_check.cpp calls them.
#pragma once

#include <string_view>

#include "gateway/conformance/definitions.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/validation/location.hpp"
#include "gateway/validation/prose/anchors.hpp"
#include "gateway/validation/validation_policy.hpp"

namespace gateway::validation {

// What all rules need.
struct ProseContext {
  const conformance::Definitions& definitions;
  const ValidationPolicy& policy;
  fhir::IssueLog& log;
};

// uri_rule.cpp: the schemes of URIs, UUIDs and OIDs in them, canonicals that are absolute.
// Source: FHIR R4, datatypes.html#uri; references.html#canonical.
void check_uri(const ProseContext& context, const Location& at);

// data_type_rules.cpp: Identifier, Coding, Attachment, Reference and Extension as wholes.
// Source: FHIR R4, datatypes.html; references.html; defining-extensions.html.
void check_identifier(const ProseContext& context, const Location& at);
void check_coding(const ProseContext& context, const Location& at);
void check_attachment(const ProseContext& context, const Location& at);
void check_reference_form(const ProseContext& context, const Location& at);
void check_extension_url(const ProseContext& context, const Location& at);

// narrative_links.cpp: where the links of a narrative lead, and text that must be there.
// `resource` is the innermost around it, `root` the outermost.
// Source: FHIR R4, narrative.html#xhtml, txt-2.
void check_narrative_links(const ProseContext& context,
                           const Location& at,
                           const Anchors& resource,
                           const Anchors& root);

// bundle_entries.cpp: fullUrls, links and the modes of search results.
// Source: FHIR R4, bundle.html; http.html#search.
void check_bundle_entries(const ProseContext& context, const Location& at);

// bundle_references.cpp: references between entries, and what a document or a message reaches.
// Source: FHIR R4, bundle.html#references; documents.html#content; messaging.html.
void check_bundle_references(const ProseContext& context, const Location& at);

}  // namespace gateway::validation
