#include "gateway/exchange/audit_event.hpp"

#include <algorithm>
#include <array>

#include "gateway/exchange/legal_basis.hpp"
#include "gateway/exchange/terms.hpp"
#include "gateway/fhir/builder.hpp"
#include "gateway/fhir/date_time.hpp"

namespace gateway::exchange {
namespace {

constexpr std::string_view kAuditType = "http://terminology.hl7.org/CodeSystem/audit-event-type";
constexpr std::string_view kLifecycle = "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle";
constexpr std::string_view kRestSystem = "http://hl7.org/fhir/restful-interaction";
constexpr std::string_view kDicom = "http://dicom.nema.org/resources/ontology/DCM";

// Which general kind of event a record is. An event without a row is one of the application.
struct KindRow {
  std::string_view event;
  std::string_view type_system;
  std::string_view type;
  std::string_view interaction;  // of FHIR, beside our own code; empty if none
};
constexpr auto kKinds = std::to_array<KindRow>({
    {"rest-create", kAuditType, "rest", "create"},
    {"rest-update", kAuditType, "rest", "update"},
    {"rest-delete", kAuditType, "rest", "delete"},
    {"transition", kAuditType, "rest", "update"},
    {"consent-changed", kAuditType, "rest", "update"},
    {"rest-read", kAuditType, "rest", "read"},
    {"rest-vread", kAuditType, "rest", "vread"},
    {"rest-history", kAuditType, "rest", "history-instance"},
    {"rest-search", kAuditType, "rest", "search-type"},
    {"task-actions", kAuditType, "rest", "operation"},
    {"task-read", kAuditType, "rest", "operation"},
    {"refused", kAuditType, "rest", ""},
    {"caller-refused", kDicom, "110113", ""},  // Security Alert
    {"message-received", kLifecycle, "receive", ""},
    {"delivery-queued", kLifecycle, "transmit", ""},
    {"delivery-available", kLifecycle, "transmit", ""},
    {"delivery-received", kLifecycle, "transmit", ""},
    {"delivery-failed", kLifecycle, "transmit", ""},
    {"delivery-set-aside", kLifecycle, "transmit", ""},
    {"delivery-cancelled", kLifecycle, "transmit", ""},
    {"server-update", kDicom, "110100", ""},  // Application Activity
    {"directory-published", kDicom, "110100", ""},
});
constexpr KindRow kApplication{"", kDicom, "110100", ""};

constexpr auto kEvents = [] {
  std::array<std::string_view, kKinds.size()> events;
  std::ranges::transform(kKinds, events.begin(), &KindRow::event);
  return events;
}();

const KindRow& kind_of(std::string_view event) {
  const auto row = std::ranges::find(kKinds, event, &KindRow::event);
  return row == kKinds.end() ? kApplication : *row;
}

void add_coding(fhir::Builder& b,
                std::string_view name,
                std::string_view system,
                std::string_view code) {
  b.begin(name);
  b.add("system", system);
  b.add("code", code);
  b.end();
}

void add_hsa_reference(fhir::Builder& b, std::string_view name, std::string_view hsa_id) {
  b.begin(name);
  b.begin("identifier");
  b.add("system", terms::kHsaId);
  b.add("value", hsa_id);
  b.end();
  b.end();
}

void add_reference(fhir::Builder& b, std::string_view name, std::string_view target) {
  b.begin(name);
  b.add("reference", target);
  b.end();
}

std::string versioned(const store::ResourceRef& ref) {
  return ref.type + "/" + ref.id + "/_history/" + std::to_string(ref.version);
}

// "id|role", as store::AuditRecord::person holds it.
std::string_view person_id(const store::AuditRecord& record) {
  return std::string_view(record.person).substr(0, record.person.find('|'));
}

// The legal basis of a step that sent content, which its detail ends with; empty if there is none.
std::string_view stated_basis(const store::AuditRecord& record) {
  const std::size_t space = record.detail.rfind(' ');
  if (space == std::string::npos) return {};
  const std::string_view last = std::string_view(record.detail).substr(space + 1);
  return find_legal_basis(last) == nullptr ? std::string_view() : last;
}

void add_agents(fhir::Builder& b, const store::AuditRecord& record, const Directory& directory) {
  if (const Unit* unit = directory.find_by_key(record.org)) {
    b.begin("agent");
    add_reference(b, "who", "Organization/" + unit->id);
    b.add("requestor", record.person.empty() ? "true" : "false");
    b.end();
  }
  if (!record.system.empty()) {
    b.begin("agent");
    add_hsa_reference(b, "who", record.system);
    if (!record.certificate.empty()) b.add("altId", record.certificate);
    b.add("requestor", "false");
    b.end();
  }
  if (record.person.empty()) return;
  b.begin("agent");
  add_hsa_reference(b, "who", person_id(record));
  b.add("requestor", "true");
  b.end();
}

}  // namespace

std::span<const std::string_view> audit_events() noexcept {
  return kEvents;
}

std::string audit_id(const store::Reader::AuditRow& row) {
  return std::to_string(row.batch) + "-" + std::to_string(row.index);
}

fhir::Resource render_audit_event(const store::Reader::AuditRow& row,
                                  const Directory& directory,
                                  const fhir::TypeTable& types) {
  const store::AuditRecord& record = row.record;
  const KindRow& kind = kind_of(record.event);
  fhir::Builder b(types, "AuditEvent");
  b.add("id", audit_id(row));
  add_coding(b, "type", kind.type_system, kind.type);
  add_coding(b, "subtype", terms::kAuditEvent, record.event);
  if (!kind.interaction.empty()) add_coding(b, "subtype", kRestSystem, kind.interaction);
  b.add("action", std::string(1, record.action));
  b.add("recorded", fhir::to_text(row.time));
  b.add("outcome", std::to_string(record.outcome));
  if (!record.detail.empty()) b.add("outcomeDesc", record.detail);
  add_agents(b, record, directory);
  b.begin("source");
  b.begin("observer");
  b.add("display", "Brygga");
  b.end();
  b.end();
  for (const store::AuditEntity& entity : record.entities) {
    b.begin("entity");
    add_reference(b, "what", versioned(entity.ref));
    b.end();
  }
  return std::move(b).finish();
}

std::optional<fhir::Resource> render_provenance(const store::Reader::AuditRow& row,
                                                const Directory& directory,
                                                const fhir::TypeTable& types) {
  const store::AuditRecord& record = row.record;
  const bool is_write = record.action == 'C' || record.action == 'U';
  const bool is_message = record.event.starts_with("delivery-");
  if (!is_write || is_message || record.entities.empty()) return std::nullopt;
  fhir::Builder b(types, "Provenance");
  b.add("id", audit_id(row));
  for (const store::AuditEntity& entity : record.entities) {
    add_reference(b, "target", versioned(entity.ref));
  }
  b.add("recorded", fhir::to_text(row.time));
  if (const auto basis = stated_basis(record); !basis.empty()) {
    b.add("policy", std::string(terms::kLegalBasisCode).append("#").append(basis));
  }
  b.begin("activity");
  add_coding(b, "coding", terms::kAuditEvent, record.event);
  b.end();
  const Unit* unit = directory.find_by_key(record.org);
  b.begin("agent");
  if (!record.person.empty()) {
    add_hsa_reference(b, "who", person_id(record));
    if (unit != nullptr) add_reference(b, "onBehalfOf", "Organization/" + unit->id);
  } else if (unit != nullptr) {
    add_reference(b, "who", "Organization/" + unit->id);
  } else {
    b.begin("who");
    b.add("display", "Brygga");
    b.end();
  }
  b.end();
  return std::move(b).finish();
}

}  // namespace gateway::exchange
