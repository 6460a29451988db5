#include "gateway/delivery/acknowledgement.hpp"

#include <optional>
#include <string_view>
#include <utility>

#include "gateway/codec/json_reader.hpp"
#include "gateway/codec/xml_reader.hpp"

namespace gateway::delivery {
namespace {

using exchange::Verdict;

// Statuses outside 2xx that a later attempt may cure; every other 4xx is final.
constexpr bool may_pass(unsigned status) noexcept {
  return status == 0 || status == 408 || status == 409 || status == 423 || status == 425 ||
         status == 429 || status >= 500 || status < 400;
}

std::optional<fhir::Resource> parse(const Reply& reply, const fhir::TypeTable& types) {
  fhir::IssueLog findings;
  const bool xml = reply.content_type.find("xml") != std::string::npos;
  auto parsed = xml ? codec::read_xml(reply.body, types, {}, findings)
                    : codec::read_json(reply.body, types, {}, findings);
  if (!parsed) return std::nullopt;
  return std::move(parsed).value();
}

fhir::Node response_of(const fhir::Resource& bundle) {
  for (const fhir::Node entry : bundle.root().children("entry")) {
    const fhir::Node resource = entry.child("resource");
    if (resource.type_name() == "MessageHeader") return resource.child("response");
  }
  return {};
}

struct ResponseCode {
  std::string_view code;
  Verdict verdict;
};
constexpr ResponseCode kResponseCodes[] = {
    {"ok", Verdict::received},
    {"transient-error", Verdict::transient},
    {"fatal-error", Verdict::fatal},
};

}  // namespace

Acknowledgement AcknowledgementReader::read(const Reply& reply, const MessageIds& ids) const {
  if (reply.status == 0) return {Verdict::transient, reply.failure, {}};

  Acknowledgement result;
  result.code = "http-" + std::to_string(reply.status);
  if (!reply.body.empty())
    result.digest = security::to_hex(hash_.sha256(security::as_bytes(reply.body)));
  result.verdict = may_pass(reply.status) ? Verdict::transient : Verdict::fatal;

  const auto answer = parse(reply, *types_);
  if (!answer || answer->type_name() != "Bundle") return result;
  const fhir::Node response = response_of(*answer);
  const std::string_view about = response.child("identifier").value();
  if (about.empty() || (about != ids.header && about != ids.bundle)) return result;
  const std::string_view code = response.child("code").value();
  for (const ResponseCode& row : kResponseCodes) {
    if (row.code != code) continue;
    // "ok" under an error status contradicts itself: no receipt.
    if (row.verdict == Verdict::received && reply.status >= 300) return result;
    return {row.verdict, std::string(row.code), result.digest};
  }
  return result;
}

}  // namespace gateway::delivery
