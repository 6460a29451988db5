#include "gateway/codec/json_reader.hpp"

#include <algorithm>
#include <utility>

#include "gateway/codec/json_resource_types.hpp"
#include "gateway/codec/json_text.hpp"
#include "gateway/codec/json_tree_events.hpp"
#include "gateway/codec/text_check.hpp"

namespace gateway::codec {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

// The type of the resource as a whole, or why there is none.
fhir::Checked<fhir::TypeId> root_type(std::string_view text,
                                      std::size_t max_depth,
                                      const fhir::TypeTable& types,
                                      JsonResourceTypes& resource_types) {
  const std::size_t begin = text.find_first_not_of(kSpace);
  const bool is_object = begin != std::string_view::npos && text[begin] == '{';
  const std::string_view name = is_object ? resource_types.find(begin) : std::string_view();
  const fhir::TypeId type = types.find_type(name);
  if (is_concrete_resource(types, type)) return type;

  GATEWAY_CHECK(check_json_text(text, max_depth));
  const bool is_missing = name.empty();
  return std::unexpected(
      failure_at(ErrorKind::malformed,
                 is_missing ? "JSON-RESOURCE-TYPE-MISSING" : "JSON-RESOURCE-TYPE-UNKNOWN",
                 is_missing ? "The text is not an object with a resourceType."
                            : "The resourceType is not one of FHIR R4.",
                 text,
                 begin));
}

}  // namespace

// NOLINTNEXTLINE(performance-unnecessary-value-param): one signature with read_xml, which keeps it
fhir::Checked<fhir::Resource> read_json(std::string text,
                                        const fhir::TypeTable& types,
                                        const ReadLimits& limits,
                                        fhir::IssueLog& findings) {
  if (text.size() > std::min<std::size_t>(limits.max_bytes, 0xFFFFFFFFU - kJsonPadding)) {
    return std::unexpected(
        failure_at(ErrorKind::too_large, "JSON-SIZE", "The text is too long.", {}, 0));
  }
  if (const auto bad = find_bad_json(text)) {
    return std::unexpected(
        failure_at(ErrorKind::malformed, bad->id, bad->message, text, bad->offset));
  }
  JsonResourceTypes resource_types(text);
  GATEWAY_TRY(const fhir::TypeId type, root_type(text, limits.max_depth, types, resource_types));

  Findings found(text, findings);
  ElementStack stack(types, type);
  std::string decoded = padded_copy(text);
  JsonStream stream(decoded.data());
  JsonTreeEvents events(stream, resource_types, limits.max_depth, found, stack);
  const JsonStop stop = read_tokens(stream, events);
  if (stop.why == JsonStop::Why::finished) return std::move(stack).finish(found);
  const JsonTreeEvents::Refusal why = events.refusal(stop);
  return std::unexpected(failure_at(why.kind, why.id, why.message, text, why.offset));
}

}  // namespace gateway::codec
