// AuditEvent and Provenance, rendered from audit records when they are read.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "gateway/exchange/directory.hpp"
#include "gateway/fhir/resource.hpp"
#include "gateway/store/ports.hpp"

namespace gateway::exchange {

// Every event that a record may have (docs/audit_events.md). A record of another one is kept, but
// no search without patient or entity finds it.
std::span<const std::string_view> audit_events() noexcept;

// The logical id of the rendered resources: batch and index of the record.
std::string audit_id(const store::Reader::AuditRow& row);

// Source: FHIR R4, auditevent.html. Codes are those of docs/audit_events.md.
fhir::Resource render_audit_event(const store::Reader::AuditRow& row,
                                  const Directory& directory,
                                  const fhir::TypeTable& types);

// Who made the versions that the record names; nothing for a record that made none.
// Source: FHIR R4, provenance.html.
std::optional<fhir::Resource> render_provenance(const store::Reader::AuditRow& row,
                                                const Directory& directory,
                                                const fhir::TypeTable& types);

}  // namespace gateway::exchange
