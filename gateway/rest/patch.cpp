#include "gateway/rest/patch.hpp"

#include <string>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/codec/json_patch.hpp"
#include "gateway/codec/json_reader.hpp"
#include "gateway/codec/json_writer.hpp"
#include "gateway/fhir/builder.hpp"
#include "gateway/fhirpath/fhir_patch.hpp"
#include "gateway/rest/answer.hpp"
#include "gateway/rest/body_limit.hpp"
#include "gateway/rest/interactions.hpp"
#include "gateway/rest/request_body.hpp"
#include "gateway/rest/router.hpp"
#include "gateway/rest/write.hpp"

namespace gateway::rest {
namespace {

bool is_json_patch(std::string_view content_type) {
  return equals_ignoring_case(trim(split_once(content_type, ';').before), kJsonPatchType);
}

// What the patch made is no resource. Lines and columns would be those of a text that nobody sent.
std::unexpected<fhir::Failure> bad_result(const fhir::IssueLog& findings) {
  fhir::IssueLog unplaced;
  for (fhir::Issue issue : findings.issues()) {
    issue.offset.reset();
    issue.position.reset();
    unplaced.add(std::move(issue));
  }
  return std::unexpected(fhir::Failure(
      Error{
          ErrorKind::invalid, "PATCH-RESULT", "The patched resource is not one that FHIR R4 has."},
      std::move(unplaced)));
}

fhir::Checked<fhir::Resource> checked(const Services& services, fhir::Resource patched) {
  fhir::IssueLog findings;
  services.parts.check(patched, findings);
  if (findings.has_errors()) return bad_result(findings);
  return patched;
}

// A JSON Patch as it was sent.
struct TextPatch {
  std::string text;
  std::size_t max_bytes;  // of the resource
};

fhir::Checked<fhir::Resource> apply(const Services& services,
                                    const fhir::Resource& present,
                                    const TextPatch& patch) {
  GATEWAY_TRY(
      std::string text,
      codec::apply_json_patch(codec::to_json(present), patch.text, {.max_bytes = patch.max_bytes}));
  fhir::IssueLog findings;
  auto patched = codec::read_json(
      std::move(text), services.parts.types, {.max_bytes = patch.max_bytes}, findings);
  if (!patched) return bad_result(patched.error().issues);
  if (findings.has_errors()) return bad_result(findings);
  return checked(services, std::move(*patched));
}

fhir::Checked<exchange::Patch> read_patch(const Services& services, Call& call) {
  GATEWAY_TRY(const std::string_view type, content_type_of(services, call));
  if (is_json_patch(type)) {
    const TextPatch patch{
        .text = call.request.body,
        .max_bytes = body_limit(call.request.method, path_below_base(services, call.request))};
    return [&services, patch](const fhir::Resource& present) {
      return apply(services, present, patch);
    };
  }
  GATEWAY_TRY(const fhir::Resource operations, read_body(services, call, "Parameters"));
  return [&services, operations](const fhir::Resource& present) -> fhir::Checked<fhir::Resource> {
    GATEWAY_TRY(fhir::Resource patched, fhirpath::apply_fhir_patch(present, operations));
    return checked(services, std::move(patched));
  };
}

fhir::Checked<exchange::Change> read_change(const Services& services, Call& call) {
  GATEWAY_TRY(const auto if_match, parse_if_match(call.request.headers));
  GATEWAY_TRY(auto condition, condition_of_url(services, call));
  GATEWAY_TRY(exchange::Patch patch, read_patch(services, call));
  return exchange::Change{
      .interaction = exchange::Interaction::update,
      .resource = fhir::Builder(services.parts.types, call.target.type).finish(),
      .patch = std::move(patch),
      .id = call.target.id,
      .if_match = if_match,
      .condition = std::move(condition)};
}

std::string accepted_types() {
  std::string types;
  for (const std::string_view type : kPatchTypes)
    types.append(types.empty() ? "" : ", ").append(type);
  return types;
}

}  // namespace

void patch(const Services& services, Call call) {
  auto change = read_change(services, call);
  if (change || change.error().error.kind != ErrorKind::unsupported_media) {
    return write(services, std::move(call), std::move(change), 200);
  }
  // Source: RFC 5789, section 2.2.
  auto response = answer_failure(services, call, change.error());
  response.headers.add("Accept-Patch", accepted_types());
  finish(std::move(call), std::move(response));
}

}  // namespace gateway::rest
