#include "gateway/rest/request_body.hpp"

#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/codec/json_reader.hpp"
#include "gateway/codec/xml_reader.hpp"
#include "gateway/rest/body_limit.hpp"
#include "gateway/rest/router.hpp"
#include "gateway/rest/subset.hpp"

namespace gateway::rest {
namespace {

Result<void> check_size(const Services& services, const Call& call) {
  const std::size_t limit =
      body_limit(call.request.method, path_below_base(services, call.request));
  if (call.request.body.size() <= limit) return {};
  return fail(ErrorKind::too_large,
              "HTTP-BODY-TOO-LARGE",
              "The body has more than " + std::to_string(limit) + " bytes.");
}

fhir::Failure structure_failure(fhir::IssueLog findings, std::string_view source) {
  findings.locate(source);
  return {Error{ErrorKind::malformed,
                "REST-STRUCTURE",
                "The body does not have the structure that FHIR R4 gives it."},
          std::move(findings)};
}

}  // namespace

Result<std::string_view> content_type_of(const Services& services, const Call& call) {
  const wire::Headers& headers = call.request.headers;
  const auto encoding = headers.find("Content-Encoding");
  if (encoding && !equals_ignoring_case(trim(*encoding), "identity")) {
    return fail(ErrorKind::unsupported_media,
                "HTTP-CONTENT-ENCODING",
                "The body is encoded; the gateway takes it plain only.");
  }
  const auto type = headers.find("Content-Type");
  if (!type || headers.count("Content-Type") > 1) {
    return fail(ErrorKind::unsupported_media,
                "HTTP-CONTENT-TYPE",
                "The request needs one Content-Type: application/fhir+json or "
                "application/fhir+xml.");
  }
  GATEWAY_CHECK(check_size(services, call));
  return *type;
}

fhir::Checked<fhir::Resource> parse_body(const Services& services,
                                         const Call& call,
                                         fhir::IssueLog& findings) {
  const std::string& body = call.request.body;
  GATEWAY_TRY(const std::string_view type, content_type_of(services, call));
  GATEWAY_TRY(const codec::Format format, codec::parse_content_type(type));
  const codec::ReadLimits limits{.max_bytes = body.size()};
  const auto read = format == codec::Format::json ? codec::read_json : codec::read_xml;
  auto resource = read(body, services.parts.types, limits, findings);
  if (!resource) {
    fhir::Failure failure = std::move(resource).error();
    failure.issues.locate(body);
    return std::unexpected(std::move(failure));
  }
  return resource;
}

fhir::Checked<fhir::Resource> read_body(const Services& services, Call& call) {
  const std::string& body = call.request.body;
  fhir::IssueLog findings;
  GATEWAY_TRY(fhir::Resource resource, parse_body(services, call, findings));
  services.parts.check(resource, findings);
  if (findings.has_errors()) return std::unexpected(structure_failure(std::move(findings), body));
  GATEWAY_CHECK(refuse_subset(resource, body));
  findings.locate(body);
  call.findings = std::move(findings);
  return resource;
}

fhir::Checked<fhir::Resource> read_body(const Services& services,
                                        Call& call,
                                        std::string_view type) {
  auto resource = read_body(services, call);
  if (resource && resource->type_name() != type) {
    return fail(ErrorKind::malformed,
                "HTTP-BODY-TYPE",
                "The body is not a resource of type " + std::string(type) + '.',
                std::string(resource->type_name()));
  }
  return resource;
}

}  // namespace gateway::rest
