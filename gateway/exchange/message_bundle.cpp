#include "gateway/exchange/message_bundle.hpp"

#include "gateway/exchange/terms.hpp"
#include "gateway/fhir/builder.hpp"
#include "gateway/fhir/date_time.hpp"

namespace gateway::exchange {
namespace {

void add_reference(fhir::Builder& b, std::string_view name, const std::string& target) {
  b.begin(name);
  b.add("reference", target);
  b.end();
}

void add_event(fhir::Builder& b, std::string_view code) {
  b.begin("eventCoding");
  b.add("system", terms::kMessageEvent);
  b.add("code", code);
  b.end();
}

void add_source(fhir::Builder& b, std::string_view base_url) {
  b.begin("source");
  b.add("name", "Brygga");
  b.add("software", "Brygga");
  b.add("endpoint", std::string(base_url) + "/$process-message");
  b.end();
}

std::string full_url(std::string_view base_url, std::string_view type, std::string_view id) {
  return std::string(base_url).append("/").append(type).append("/").append(id);
}

std::string full_url(std::string_view base_url, const fhir::Resource& resource) {
  return full_url(base_url, resource.type_name(), resource.id());
}

// Its references are absolute: the entry's own fullUrl is a urn, against which a relative one means
// nothing. Source: FHIR R4, bundle.html#references.
void add_header(fhir::Builder& b, const MessageParts& parts) {
  b.begin("resource", "MessageHeader");
  b.add("id", parts.message_id);
  add_event(b, parts.event);
  b.begin("destination");
  b.add("name", parts.receiver->hsa_id);
  b.add("endpoint", parts.receiver->endpoint ? parts.receiver->endpoint->url : parts.base_url);
  add_reference(b, "receiver", full_url(parts.base_url, "Organization", parts.receiver->id));
  b.end();
  add_reference(b, "sender", full_url(parts.base_url, "Organization", parts.sender->id));
  add_source(b, parts.base_url);
  if (!parts.focus.empty())
    add_reference(b, "focus", full_url(parts.base_url, parts.focus.front()));
  b.end();
}

void begin_bundle(fhir::Builder& b, Instant time) {
  b.add("type", "message");
  b.add("timestamp", fhir::to_text(time));
}

}  // namespace

fhir::Resource make_message(const MessageParts& parts, const fhir::TypeTable& types) {
  const std::string urn = "urn:uuid:" + std::string(parts.message_id);
  fhir::Builder b(types, "Bundle");
  // The same on every attempt: what a receiver knows a repeated message by.
  b.begin("identifier");
  b.add("system", "urn:ietf:rfc:3986");
  b.add("value", urn);
  b.end();
  begin_bundle(b, parts.time);
  b.begin("entry");
  b.add("fullUrl", urn);
  add_header(b, parts);
  b.end();
  for (const fhir::Resource& each : parts.focus) {
    b.begin("entry");
    b.add("fullUrl", full_url(parts.base_url, each));
    b.graft("resource", each);
    b.end();
  }
  return std::move(b).finish();
}

}  // namespace gateway::exchange
