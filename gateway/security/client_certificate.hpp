// ClientIdentity: who is at the other end of a TLS connection.
//
// A certificate names a system, not a person and not a unit. Which units a system may act for is in
// the directory. Only a certificate whose chain was verified may be read into an identity, and
// nothing else is: no header, no common name.
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"

struct x509_st;

namespace gateway::security {

// The identity is the pair (issuer, hsa_id); the rest describes the certificate that proved it.
struct ClientIdentity {
  std::string issuer;       // RFC 2253 name of the issuing CA, e.g. "CN=X CA v1,O=X,C=SE"
  std::string hsa_id;       // the one serialNumber of the subject, e.g. "SE2321000016-BUP1"
  std::string fingerprint;  // SHA-256 of the DER form, 64 lower-case hexadecimal digits
  Instant not_after;        // end of the certificate's validity

  friend bool operator==(const ClientIdentity&, const ClientIdentity&) = default;
};

// True for "SE", ten digits, '-' and 1 to 18 letters or digits of ASCII, the catalogue's 31
// characters in all. Compared byte for byte: "se..." and a look-alike letter are not HSA-ids.
bool is_hsa_id(std::string_view text) noexcept;

// Reads the identity out of the leaf of a chain that OpenSSL has verified.
//
// Errors: unauthenticated, with TLS-SERIAL-NUMBER if the subject has no serialNumber or several,
//         TLS-HSA-ID if it is not one (a NUL inside, another alphabet, too long), TLS-CERTIFICATE
//         if OpenSSL cannot print the issuer, the dates or the digest.
Result<ClientIdentity> read_identity(const x509_st& leaf);

}  // namespace gateway::security
