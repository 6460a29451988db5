// The TLS that Brygga speaks, in both directions: versions, ciphers, groups, signatures, chains.
// One table of settings for servers and clients; docs/security-tls.md says why each is there.
#pragma once

#include <memory>
#include <span>

#include "gateway/base/result.hpp"
#include "gateway/security/tls_pem.hpp"

struct ssl_ctx_st;
struct x509_store_st;

namespace gateway::security {

struct FreeContext {
  void operator()(ssl_ctx_st* context) const noexcept;
};
struct FreeStore {
  void operator()(x509_store_st* store) const noexcept;
};

using TlsContext = std::unique_ptr<ssl_ctx_st, FreeContext>;
using TrustStore = std::unique_ptr<x509_store_st, FreeStore>;

// CAs between a leaf and its root. SITHS has one.
inline constexpr int kMaxIntermediates = 3;
// Bytes of certificates that a peer may send.
inline constexpr long kMaxChainBytes = 32L * 1024;

// What this end proves itself with. `chain` begins with its own certificate.
//
// LIFETIME: views; the contexts made from them keep their own references.
struct OwnCertificate {
  std::span<const Certificate> chain;
  evp_pkey_st* key = nullptr;
};

// A store of exactly these CAs; the system's are never asked. Strict checks of RFC 5280 are on.
Result<TrustStore> make_trust_store(std::span<const Certificate> authorities);

// A context for accepting connections that asks for no client certificate.
//
// Errors: invalid, with TLS-KEY if the key does not belong to the certificate, TLS-CERTIFICATE if
//         OpenSSL refuses the certificate; internal, with TLS-SETTING if it refuses a setting.
Result<TlsContext> make_server_context(const OwnCertificate& own);

// Makes a server's context ask for a client certificate, and refuse a client without one.
Result<void> require_client_certificate(ssl_ctx_st& context, x509_store_st& trust);

// Gives a client's context the same settings, this certificate and this trust. The caller adds the
// name of the host and a verification by TlsMaterial::verify_server.
//
// Errors: as make_server_context.
Result<void> configure_client(ssl_ctx_st& context, const OwnCertificate& own, x509_store_st& trust);

}  // namespace gateway::security
