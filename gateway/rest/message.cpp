#include "gateway/rest/message.hpp"

#include <utility>

#include "gateway/base/code_table.hpp"
#include "gateway/base/text.hpp"
#include "gateway/fhir/builder.hpp"
#include "gateway/fhir/date_time.hpp"
#include "gateway/fhir/id.hpp"
#include "gateway/fhir/operation_outcome.hpp"
#include "gateway/rest/bundle_entry.hpp"
#include "gateway/rest/error_map.hpp"

namespace gateway::rest {
namespace {

constexpr CodeTable kResponseCodes(std::to_array<CodeRow<ResponseCode>>({
    {ResponseCode::ok, "ok"},
    {ResponseCode::transient_error, "transient-error"},
    {ResponseCode::fatal_error, "fatal-error"},
}));

std::unexpected<Error> bad_message(std::string_view id, std::string text, std::string expression) {
  return fail(ErrorKind::malformed, id, std::move(text), std::move(expression));
}

// "Organization/1" for "https://base/Organization/1"; other references as they are.
std::string_view below(std::string_view url, std::string_view base_url) {
  if (!url.starts_with(base_url)) return url;
  const std::string_view rest = url.substr(base_url.size());
  return rest.starts_with('/') ? rest.substr(1) : url;
}

Result<void> check_header(const fhir::Resource& bundle, const fhir::Nodes& entries) {
  if (bundle.root().child("type").value() != "message") {
    return bad_message("MESSAGE-TYPE", "$process-message takes a message.", "Bundle.type");
  }
  if (entries.empty() || entries[0].child("resource").type_name() != "MessageHeader") {
    return bad_message(
        "MESSAGE-HEADER", "The first entry of a message is its MessageHeader.", "Bundle.entry[0]");
  }
  if (entries.size() > kMaxEntries) {
    return fail(ErrorKind::too_large,
                "BUNDLE-TOO-MANY-ENTRIES",
                "A Bundle has at most 5000 entries.",
                "Bundle.entry");
  }
  if (entries[0].child("resource").child("response")) {
    return fail(ErrorKind::not_supported,
                "MESSAGE-RESPONSE",
                "Answers are given in the HTTP response, not as messages of their own.",
                "Bundle.entry[0].resource.response");
  }
  if (entries.size() == 1) {
    return bad_message("MESSAGE-EMPTY", "The message carries nothing.", "Bundle.entry");
  }
  return {};
}

Result<std::string> key_of(const fhir::Resource& bundle, std::string_view id) {
  const fhir::Node identifier = bundle.root().child("identifier");
  const std::string_view value = identifier.child("value").value();
  if (!value.empty()) {
    return std::string(identifier.child("system").value()) + '|' + std::string(value);
  }
  if (id.empty()) {
    return bad_message(
        "MESSAGE-ID", "The message has neither an identifier nor an id.", "Bundle.identifier");
  }
  return std::string(id);
}

// An entry under our own base is a resource that the gateway gave out before.
Result<void> aim(std::string_view url, exchange::Change& change) {
  const Halves target = split_once(url, '/');
  const bool agrees = target.before == change.resource.type_name() && fhir::is_id(target.after) &&
                      target.after == change.resource.id();
  if (!agrees) {
    return bad_message(
        "MESSAGE-URL", "The fullUrl does not name the entry's resource.", change.expression);
  }
  change.interaction = exchange::Interaction::update;
  change.id = target.after;
  change.if_match = parse_integer<std::uint32_t>(change.resource.version_id());
  return {};
}

Result<std::vector<exchange::Change>> changes_of(const fhir::Resource& bundle,
                                                 std::string_view base_url) {
  std::vector<exchange::Change> changes;
  const fhir::Nodes entries = bundle.root().children("entry");
  for (std::size_t i = 1; i < entries.size(); ++i) {
    std::string expression = "Bundle.entry[" + std::to_string(i) + "].resource";
    const fhir::Node resource = entries[i].child("resource");
    if (!resource) {
      return bad_message("BUNDLE-RESOURCE", "The entry has no resource.", std::move(expression));
    }
    exchange::Change change{.resource = bundle.part(resource),
                            .full_url = std::string(entries[i].child("fullUrl").value()),
                            .expression = std::move(expression)};
    const std::string_view url = below(change.full_url, base_url);
    if (url.size() != change.full_url.size()) GATEWAY_CHECK(aim(url, change));
    changes.push_back(std::move(change));
  }
  return changes;
}

void add_event(fhir::Builder& b, const Message& message) {
  const fhir::Node event = message.header.root().choice("event");
  if (event) b.graft(event.name(), event, message.header.arena());
}

}  // namespace

fhir::Checked<Message> read_message(const fhir::Resource& bundle, std::string_view base_url) {
  const fhir::Nodes entries = bundle.root().children("entry");
  GATEWAY_CHECK(check_header(bundle, entries));
  fhir::Resource header = bundle.part(entries[0].child("resource"));
  const std::string_view id = header.id().empty() ? bundle.id() : header.id();
  const std::string_view sender = header.root().child("sender").child("reference").value();
  GATEWAY_TRY(std::string key, key_of(bundle, id));
  GATEWAY_TRY(auto changes, changes_of(bundle, base_url));
  return Message{.id = std::string(id.empty() ? std::string_view(key) : id),
                 .key = std::move(key),
                 .sender = std::string(below(sender, base_url)),
                 .header = std::move(header),
                 .changes = std::move(changes)};
}

fhir::Resource answer_message(const Message& message,
                              const MessageAnswer& answer,
                              std::string_view base_url,
                              Instant now,
                              RandomSource& random) {
  const fhir::TypeTable& types = message.header.types();
  const std::string header_id = make_uuid(random);
  const std::string outcome_id = make_uuid(random);
  const bool has_outcome = answer.error != nullptr || answer.details != nullptr;

  fhir::Builder b(types, "Bundle");
  b.begin("identifier");
  b.add("system", "urn:ietf:rfc:3986");
  b.add("value", "urn:uuid:" + make_uuid(random));
  b.end();
  b.add("type", "message");
  b.add("timestamp", fhir::to_text(now));
  b.begin("entry");
  b.add("fullUrl", "urn:uuid:" + header_id);
  b.begin("resource", "MessageHeader");
  b.add("id", header_id);
  add_event(b, message);
  b.begin("source");
  b.add("endpoint", std::string(base_url) + "/$process-message");
  b.end();
  b.begin("response");
  b.add("identifier", message.id);
  b.add("code", kResponseCodes.code(answer.code));
  if (has_outcome) {
    b.begin("details");
    b.add("reference", "urn:uuid:" + outcome_id);
    b.end();
  }
  b.end();
  b.end();
  b.end();
  if (has_outcome) {
    b.begin("entry");
    b.add("fullUrl", "urn:uuid:" + outcome_id);
    const bool has_details = answer.details != nullptr && !answer.details->empty();
    b.graft("resource",
            has_details || answer.error == nullptr
                ? fhir::to_operation_outcome(types, *answer.details)
                : fhir::to_operation_outcome(
                      types, *answer.error, error_row(answer.error->kind).issue_code));
    b.end();
  }
  return std::move(b).finish();
}

}  // namespace gateway::rest
