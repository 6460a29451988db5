#include "gateway/validation/profile/extension_names.hpp"

#include <algorithm>
#include <array>

#include "gateway/validation/prose/uri_form.hpp"

namespace gateway::validation {
namespace {

// http://hl7.org/fhir/5.0/StructureDefinition/extension-... is an element of another version.
constexpr std::array<std::string_view, 4> kPrefixes = {
    "http://hl7.org/fhir/StructureDefinition/",
    "http://hl7.org/fhir/tools/StructureDefinition/",
    "http://hl7.org/fhir/test/",
    "http://nema.org/"};

bool is_of_other_version(std::string_view url) {
  constexpr std::string_view kFhir = "http://hl7.org/fhir/";
  return url.starts_with(kFhir) && url.size() > kFhir.size() && url[kFhir.size()] >= '0' &&
         url[kFhir.size()] <= '9';
}

}  // namespace

bool may_be_unknown(std::string_view url, const ValidationPolicy& policy) noexcept {
  if (policy.allows_example_urls && is_example_url(url)) return true;
  return is_of_other_version(url) || std::ranges::any_of(kPrefixes, [url](std::string_view prefix) {
           return url.starts_with(prefix);
         });
}

}  // namespace gateway::validation
