#include "gateway/validation/prose/uri_form.hpp"

#include <algorithm>
#include <array>

#include "gateway/fhir/primitive.hpp"

namespace gateway::validation {
namespace {

constexpr std::string_view kUuid = "urn:uuid:";
constexpr std::string_view kOid = "urn:oid:";
constexpr std::array<std::string_view, 3> kSystemSchemes = {"http:", "https:", "urn:"};
// Those that R4's own examples use.
constexpr std::array<std::string_view, 2> kExampleHosts = {"example.org", "acme.com"};

constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

constexpr bool is_scheme_character(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
}

constexpr bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// 8-4-4-4-12 hexadecimal digits, in either case: R4's own examples have both.
bool is_uuid(std::string_view text) {
  constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return text.size() == kForm.size() && std::ranges::equal(text, kForm, [](char c, char form) {
           return form == '-' ? c == '-' : is_hex(c);
         });
}

}  // namespace

bool is_absolute_uri(std::string_view uri) noexcept {
  const std::size_t colon = uri.find(':');
  if (colon == 0 || colon == std::string_view::npos || colon + 1 == uri.size()) return false;
  return is_letter(uri.front()) && std::ranges::all_of(uri.substr(0, colon), is_scheme_character);
}

bool is_system_uri(std::string_view uri) noexcept {
  return std::ranges::any_of(kSystemSchemes,
                             [uri](std::string_view scheme) { return uri.starts_with(scheme); });
}

bool has_good_urn(std::string_view uri, std::string_view suffix_marks) noexcept {
  if (uri.starts_with(kUuid)) {
    const std::string_view rest = uri.substr(kUuid.size());
    return is_uuid(rest.substr(0, rest.find_first_of(suffix_marks)));
  }
  return !uri.starts_with(kOid) ||
         fhir::is_valid(fhir::Primitive::oid, uri.substr(0, uri.find_first_of(suffix_marks)));
}

bool is_example_url(std::string_view uri) noexcept {
  const std::size_t begin = uri.find("://");
  if (begin == std::string_view::npos) return false;
  std::string_view host = uri.substr(begin + 3);
  host = host.substr(0, host.find_first_of("/?#:"));
  return std::ranges::any_of(kExampleHosts, [host](std::string_view example) {
    return host == example ||
           (host.ends_with(example) && host[host.size() - example.size() - 1] == '.');
  });
}

}  // namespace gateway::validation
