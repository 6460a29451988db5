#include <string>

#include "gateway/validation/finding.hpp"
#include "gateway/validation/prose/prose_rules.hpp"
#include "gateway/validation/prose/uri_form.hpp"

namespace gateway::validation {
namespace {

using fhir::Node;
using fhir::Primitive;

// The URL that a definition is known by: an element of the resource itself.
bool is_defining_url(const Location& at) {
  return at.node().primitive() == Primitive::uri && at.node().name() == "url" &&
         at.parent() != nullptr && at.parent()->node().is_resource();
}

// A system or the URL of an extension names; it leads nowhere.
bool is_name(const Location& at) {
  const std::string_view name = at.node().name();
  const bool is_extension_url = name == "url" && at.parent()->node().type_name() == "Extension";
  return name == "system" || is_extension_url || is_defining_url(at);
}

}  // namespace

void check_uri(const ProseContext& context, const Location& at) {
  const std::string_view uri = at.node().value();
  const bool is_canonical = at.node().primitive() == Primitive::canonical;
  if (uri.starts_with("oid:") || uri.starts_with("uuid:")) {
    report(context.log, finding::kUriScheme, at, "An OID or a UUID in a URI begins with urn:.");
  } else if (!has_good_urn(uri, is_canonical ? "#|" : "#")) {
    report(context.log, finding::kUriUrn, at, "The URN has no UUID or OID where it says so.");
  } else if ((is_canonical || is_defining_url(at)) && !uri.starts_with('#') &&
             !is_absolute_uri(uri)) {
    report(context.log, finding::kCanonicalRelative, at, "A canonical URL is absolute.");
  } else if (!context.policy.allows_example_urls && is_example_url(uri) && !is_name(at)) {
    report(context.log, finding::kExampleUrl, at, "URLs of examples are not allowed here.");
  }
}

}  // namespace gateway::validation
