// ProcessRequest (clinicalprocess:activity:request, version 1) → FHIR.
//
// A referral becomes a transaction Bundle of Patient, ServiceRequest and Task. The field-by-field
// table is docs/interfaces/rivta.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/base/random.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"
#include "gateway/rivta/xsd_document.hpp"

namespace gateway::rivta {

inline constexpr std::string_view kRequestNamespace = "urn:riv:clinicalprocess:activity:request:1";
inline constexpr std::string_view kProcessRequestNamespace =
    "urn:riv:clinicalprocess:activity:request:ProcessRequestResponder:1";
// Of requestId: an id made of the sender's HSA-id, '#' and a local part.
inline constexpr std::string_view kRequestIdSystem = "urn:oid:1.2.752.129.2.1.2.1";

// Who a referral goes from and to, and which one it is.
struct Routing {
  std::string request_id;
  std::uint32_t version = 0;
  std::string sender;       // HSA-id of requestOrganisation, where answers go
  std::string recipient;    // HSA-id
  std::string author;       // HSA-id of the professional; empty if not given
  std::string author_role;  // code of the profession; empty if not given
  // Coded legal basis of the sender's referrals, not from the message but from the directory; empty
  // if it has none.
  std::string legal_basis;
  // Of the call, not in the message: SHA-256, hex, of its canonical text, and its id in log and
  // audit.
  std::string digest;
  std::string log_id;
};

// REQUIRES: `process_request` is valid by its XSD (so of the functions below).
//
// Errors: invalid (RIVTA-REASON-NOT-SUPPORTED, RIVTA-VERSION-NUMBER, RIVTA-REQUEST-ID,
// RIVTA-HSA-ID).
Result<Routing> read_routing(XmlElement process_request);

// The extension of the ServiceRequest that says which message it came from: digest and log-id of
// Routing.
inline constexpr std::string_view kMessageExtension = "message";

struct MappedRequest {
  fhir::Resource bundle;  // type transaction; entries with fullUrl urn:uuid:..., all POST
  fhir::IssueLog notes;   // information: what has no place in the Bundle, by path of the message
};

// Errors: invalid, with an issue for each reason (RIVTA-PERSON-ID-..., RIVTA-DATE,
//         RIVTA-QUESTION-MISSING). Issues hold paths such as "request/patient/personId".
fhir::Checked<MappedRequest> map_process_request(XmlElement process_request,
                                                 const Routing& routing,
                                                 const fhir::TypeTable& types,
                                                 RandomSource& random);

}  // namespace gateway::rivta
