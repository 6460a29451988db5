#include <utility>

#include "gateway/codec/json_writer.hpp"
#include "gateway/fhir/operation_outcome.hpp"
#include "gateway/rest/answer.hpp"
#include "gateway/rest/bundle_entry.hpp"
#include "gateway/rest/bundle_text.hpp"
#include "gateway/rest/interactions.hpp"
#include "gateway/rest/request_body.hpp"
#include "gateway/rest/request_headers.hpp"
#include "gateway/rest/warnings.hpp"

namespace gateway::rest {
namespace {

Result<void> check_type(const fhir::Resource& bundle) {
  const std::string_view type = bundle.root().child("type").value();
  if (type == "transaction") return {};
  if (type == "batch") {
    return fail(ErrorKind::not_supported,
                "BUNDLE-BATCH",
                "Batches are not supported; send a transaction or single requests.",
                "Bundle.type");
  }
  return fail(ErrorKind::malformed,
              "BUNDLE-TYPE",
              "The base takes a Bundle of type transaction.",
              "Bundle.type");
}

// A request that cannot be understood is 400; that it asks for too much is 413.
Error why_refused(const fhir::IssueLog& findings) {
  const bool is_too_large = findings.issues().front().id == "BUNDLE-TOO-MANY-ENTRIES";
  return {is_too_large ? ErrorKind::too_large : ErrorKind::malformed,
          findings.issues().front().id,
          "Entries of the transaction cannot be carried out.",
          findings.issues().front().expression};
}

fhir::Checked<std::vector<exchange::Change>> read_changes(const Services& services, Call& call) {
  GATEWAY_TRY(const fhir::Resource bundle, read_body(services, call, "Bundle"));
  GATEWAY_CHECK(check_type(bundle));
  fhir::IssueLog findings;
  auto changes = read_entries(services, bundle, findings);
  if (findings.has_errors()) {
    const Error why = why_refused(findings);
    findings.locate(call.request.body);
    return std::unexpected(fhir::Failure(why, std::move(findings)));
  }
  return changes;
}

// The outcome of an entry: its warnings, if it has any; with return=OperationOutcome always.
std::string outcome_of(const Services& services, const Call& call, const fhir::IssueLog& warnings) {
  if (warnings.empty() && call.prefer != Return::operation_outcome) return {};
  return codec::to_json(fhir::to_operation_outcome(services.parts.types, warnings));
}

// Source: FHIR R4, bundle.html#transaction-response: the entries in the order of the request.
std::string to_bundle(const Services& services,
                      const Call& call,
                      const exchange::Outcome& outcome) {
  const auto warnings = warnings_by_entry(warnings_of(call, outcome), outcome.done.size());
  const bool shows_resources = call.prefer == Return::representation;
  BundleText bundle("transaction-response");
  bundle.link("self", services.options.base_url);
  for (std::size_t i = 0; i < outcome.done.size(); ++i) {
    const exchange::Done& done = outcome.done[i];
    store::ResourceRef unversioned = done.ref;
    unversioned.version = 0;
    bundle.begin_entry();
    bundle.full_url(url_of(services, unversioned));
    if (shows_resources) bundle.resource(done.json);
    bundle.response({.status = done.created ? "201 Created" : "200 OK",
                     .location = url_of(services, done.ref),
                     .etag = to_etag(done.ref.version),
                     .last_modified = done.last_updated,
                     .outcome = outcome_of(services, call, warnings[i])});
    bundle.end_entry();
  }
  return std::move(bundle).finish();
}

}  // namespace

void transaction(const Services& services, Call call) {
  auto changes = read_changes(services, call);
  if (!changes) {
    finish_failure(services, std::move(call), changes.error());
    return;
  }
  exchange::Command command{.caller = call.caller,
                            .origin = exchange::Origin::transaction,
                            .changes = std::move(*changes),
                            .idempotent = idempotency_of(services, call, 200),
                            .message_id = {}};
  services.parts.door.submit(
      std::move(command),
      [&services, call = std::move(call)](fhir::Checked<exchange::Outcome> outcome) mutable {
        if (!outcome) {
          finish_failure(services, std::move(call), outcome.error());
          return;
        }
        auto response = answer_with(services, call, 200, to_bundle(services, call, *outcome));
        if (outcome->replayed) response.headers.add("Idempotent-Replayed", "true");
        finish(std::move(call), std::move(response));
      });
}

}  // namespace gateway::rest
