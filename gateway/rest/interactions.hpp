// The FHIR interactions and operations of this front, one source each.
#pragma once

#include "gateway/rest/call.hpp"

namespace gateway::rest {

// Source: FHIR R4, http.html#read, #vread.
void read(const Services& services, Call call);
// Source: FHIR R4, http.html#create.
void create(const Services& services, Call call);
// Source: FHIR R4, http.html#update.
void update(const Services& services, Call call);
// JSON Patch, and FHIRPath Patch as Parameters.
// Source: FHIR R4, http.html#patch.
void patch(const Services& services, Call call);
// Of one resource, by its id or by criteria.
// Source: FHIR R4, http.html#delete.
void remove(const Services& services, Call call);
// Of one resource, of a type, and of the whole system.
// Source: FHIR R4, http.html#history.
void history(const Services& services, Call call);
// Source: FHIR R4, http.html#search; GET, and POST with a form.
void search_type(const Services& services, Call call);
// Source: FHIR R4, http.html#transaction.
void transaction(const Services& services, Call call);
// Source: FHIR R4, messageheader-operation-process-message.html, messaging.html.
void process_message(const Services& services, Call call);
// GET Task/{id}/$actions: what the caller may do now.
void task_actions(const Services& services, Call call);
// POST Task/{id}/$read: a person has read it.
void task_read(const Services& services, Call call);
// POST {type}/$validate: everything that can be said of a resource, which is not kept.
// Source: FHIR R4, resource-operation-validate.html.
void validate(const Services& services, Call call);
// Questions to the packages, not to what is stored; see conformance::TerminologyOperations.
// Source: FHIR R4, operations.html#executing.
void expand(const Services& services, Call call);
void validate_in_value_set(const Services& services, Call call);
void validate_in_code_system(const Services& services, Call call);
void lookup(const Services& services, Call call);
void subsumes(const Services& services, Call call);
void translate(const Services& services, Call call);
// Source: FHIR R4, http.html#capabilities.
void capabilities(const Services& services, Call call);
// A path of R4 that this gateway does not offer: 400 not-supported.
void not_offered(const Services& services, Call call);

}  // namespace gateway::rest
