#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/rest/answer.hpp"
#include "gateway/rest/interactions.hpp"
#include "gateway/rest/subset.hpp"

namespace gateway::rest {
namespace {

wire::Response answer_stored(const Services& services,
                             const Call& call,
                             const Subset& subset,
                             store::StoredResource stored) {
  const std::uint32_t version = stored.ref.version;
  if (stored.deleted) {
    auto gone = answer_failure(
        services, call, Error{ErrorKind::gone, "EXCHANGE-GONE", "The resource was deleted."});
    add_version_headers(gone, version, stored.last_updated);
    return gone;
  }
  wire::Response response{.status = 304, .headers = {}, .body = {}};
  if (!is_known_version(call.request.headers, version, stored.last_updated)) {
    auto json = subset_text(std::move(stored.json), subset, services.parts.types);
    if (!json) return answer_failure(services, call, json.error());
    response = answer_with(services, call, 200, std::move(*json));
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
  auto subset = parse_subset(services, call);
  if (!subset) return finish_failure(services, std::move(call), subset.error());
  const exchange::Caller caller = call.caller;
  const Target target = call.target;
  services.parts.reading.read(
      caller,
      target.type,
      target.id,
      version,
      [&services, subset = std::move(*subset), call = std::move(call)](
          fhir::Checked<store::StoredResource> stored) mutable {
        auto response = stored ? answer_stored(services, call, subset, std::move(*stored))
                               : answer_failure(services, call, stored.error());
        return finish_when_recorded(services, std::move(call), std::move(response));
      });
}

}  // namespace gateway::rest
