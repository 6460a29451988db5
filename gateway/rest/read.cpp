#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/rest/answer.hpp"
#include "gateway/rest/interactions.hpp"

namespace gateway::rest {
namespace {

wire::Response answer_stored(const Services& services,
                             const Call& call,
                             store::StoredResource stored) {
  const std::uint32_t version = stored.ref.version;
  wire::Response response{.status = 304, .headers = {}, .body = {}};
  if (!is_known_version(call.request.headers, version)) {
    response = answer_with(services, call, 200, std::move(stored.json));
  }
  add_version_headers(response, version, stored.last_updated);
  return response;
}

}  // namespace

void read(const Services& services, Call call) {
  std::optional<std::uint32_t> version;
  if (!call.target.version.empty()) {
    version = parse_integer<std::uint32_t>(call.target.version);
    if (!version || *version == 0) {
      finish_failure(
          services,
          std::move(call),
          Error{ErrorKind::not_found, "REST-VERSION-UNKNOWN", "The resource has no such version."});
      return;
    }
  }
  const exchange::Caller caller = call.caller;
  const Target target = call.target;
  services.parts.reading.read(
      caller,
      target.type,
      target.id,
      version,
      [&services, call = std::move(call)](fhir::Checked<store::StoredResource> stored) mutable {
        auto response = stored ? answer_stored(services, call, std::move(*stored))
                               : answer_failure(services, call, stored.error());
        return finish_when_recorded(services, std::move(call), std::move(response));
      });
}

}  // namespace gateway::rest
