#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

#include "gateway/validation/child_locations.hpp"
#include "gateway/validation/finding.hpp"
#include "gateway/validation/prose/prose_rules.hpp"
#include "gateway/validation/prose/uri_form.hpp"

namespace gateway::validation {
namespace {

using fhir::Node;

constexpr std::string_view kUriAsIdentifier = "urn:ietf:rfc:3986";

constexpr bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

// The bytes that base64 stands for; nothing if it is none. White space does not count.
std::optional<std::uint64_t> decoded_size(std::string_view base64) {
  const auto letters = static_cast<std::uint64_t>(
      std::ranges::count_if(base64, [](char c) { return !is_space(c); }));
  const auto padding = static_cast<std::uint64_t>(std::ranges::count(base64, '='));
  if (letters % 4 != 0 || padding > 2) return std::nullopt;
  return letters / 4 * 3 - padding;
}

}  // namespace

void check_identifier(const ProseContext& context, const Location& at) {
  const Node system = at.node().child("system");
  const std::string_view uri = system.value();
  if (system.has_value() && !is_system_uri(uri) && !uri.starts_with("ldap:")) {
    report(context.log, finding::kIdentifierSystem, at, "The system of an identifier is absolute.");
  }
  const Node value = at.node().child("value");
  if (uri == kUriAsIdentifier && value.has_value() && !is_absolute_uri(value.value())) {
    report(context.log,
           finding::kIdentifierUri,
           at,
           "An identifier of the system urn:ietf:rfc:3986 is a whole URI.");
  }
}

void check_coding(const ProseContext& context, const Location& at) {
  if (!at.node().child("code").has_value()) return;
  for_each_child(at, [&](const Location& child) {
    if (child.node().name() == "system" && child.node().has_value() &&
        !is_system_uri(child.node().value())) {
      report(context.log, finding::kCodingSystem, child, "The system of a code is absolute.");
    }
  });
}

void check_attachment(const ProseContext& context, const Location& at) {
  const Node data = at.node().child("data");
  const std::string_view size = at.node().child("size").value();
  if (!data.has_value() || size.empty()) return;
  const auto actual = decoded_size(data.value());
  std::uint64_t stated = 0;
  const auto parsed = std::from_chars(size.data(), size.data() + size.size(), stated);
  // What is no number, or no base64, is another finding.
  if (!actual || parsed.ec != std::errc() || stated == *actual) return;
  report(context.log,
         finding::kAttachmentSize,
         at,
         "The size is " + std::to_string(stated) + "; the data has " + std::to_string(*actual) +
             " bytes.");
}

void check_reference_form(const ProseContext& context, const Location& at) {
  const std::string_view text = at.node().child("reference").value();
  if (std::ranges::any_of(text, is_space))
    report(context.log, finding::kReferenceForm, at, "A reference has no white space.");
}

void check_extension_url(const ProseContext& context, const Location& at) {
  const Node url = at.node().child("url");
  const bool is_part = at.parent() != nullptr && at.parent()->node().type_name() == "Extension";
  if (!url.has_value() || url.value().empty()) {
    report(context.log, finding::kExtensionUrl, at, "Without URL nobody knows the extension.");
  } else if (!is_part && !is_absolute_uri(url.value())) {
    report(context.log, finding::kExtensionUrl, at, "The URL of an extension is absolute.");
  }
}

}  // namespace gateway::validation
