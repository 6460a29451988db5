#include "gateway/security/tls_context.hpp"

#include <string_view>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

namespace gateway::security {
namespace {

// Security level 2 of OpenSSL: 112 bits, RSA of 2048 bits, no SHA-1 in a chain.
constexpr int kSecurityLevel = 2;
constexpr const char* kCiphers12 = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr const char* kCiphers13 =
    "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";
// OpenSSL's own list adds ffdhe2048, rated at 112 bits.
constexpr const char* kGroups = "X25519:P-256:P-384";
constexpr const char* kSignatures =
    "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:"
    "rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:"
    "rsa_pss_pss_sha256:rsa_pss_pss_sha384:rsa_pss_pss_sha512:"
    "RSA+SHA256:RSA+SHA384:RSA+SHA512";
constexpr std::uint64_t kOptions = SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                   SSL_OP_NO_TICKET | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                   SSL_OP_DISABLE_TLSEXT_CA_NAMES;
constexpr std::string_view kHttp11 = "http/1.1";

std::unexpected<Error> refuse(ErrorKind kind, std::string_view id, std::string message) {
  ERR_clear_error();
  return fail(kind, id, std::move(message));
}

bool apply_settings(SSL_CTX& context) {
  SSL_CTX_set_security_level(&context, kSecurityLevel);
  SSL_CTX_set_options(&context, kOptions);
  SSL_CTX_set_session_cache_mode(&context, SSL_SESS_CACHE_OFF);
  // The chain sent is the one configured, not one completed from the trusted CAs.
  SSL_CTX_set_mode(&context,
                   SSL_MODE_NO_AUTO_CHAIN | SSL_MODE_ENABLE_PARTIAL_WRITE |
                       SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_max_cert_list(&context, kMaxChainBytes);
  SSL_CTX_set_read_ahead(&context, 1);
  return SSL_CTX_set_min_proto_version(&context, TLS1_2_VERSION) == 1 &&
         SSL_CTX_set_cipher_list(&context, kCiphers12) == 1 &&
         SSL_CTX_set_ciphersuites(&context, kCiphers13) == 1 &&
         SSL_CTX_set1_groups_list(&context, kGroups) == 1 &&
         SSL_CTX_set1_sigalgs_list(&context, kSignatures) == 1 &&
         SSL_CTX_set1_client_sigalgs_list(&context, kSignatures) == 1 &&
         SSL_CTX_set_num_tickets(&context, 0) == 1 && SSL_CTX_set_max_early_data(&context, 0) == 1;
}

Result<void> use_certificate(SSL_CTX& context, const OwnCertificate& own) {
  if (own.chain.empty() || SSL_CTX_use_certificate(&context, own.chain.front().get()) != 1)
    return refuse(ErrorKind::invalid, "TLS-CERTIFICATE", "the certificate cannot be used");
  for (const Certificate& above : own.chain.subspan(1)) {
    if (SSL_CTX_add1_chain_cert(&context, above.get()) != 1)
      return refuse(ErrorKind::invalid, "TLS-CERTIFICATE", "the certificate's chain is not usable");
  }
  if (SSL_CTX_use_PrivateKey(&context, own.key) != 1 || SSL_CTX_check_private_key(&context) != 1)
    return refuse(ErrorKind::invalid, "TLS-KEY", "the key does not belong to the certificate");
  return {};
}

// A client that offers protocols but not http/1.1 is refused; one that offers none speaks http/1.1.
// NOLINTNEXTLINE(readability-function-size): the parameters are OpenSSL's.
int choose_protocol(SSL*,
                    const unsigned char** chosen,
                    unsigned char* chosen_length,
                    const unsigned char* offered,
                    unsigned int offered_length,
                    void*) {
  for (unsigned int at = 0; at < offered_length;) {
    const unsigned int length = offered[at];
    if (length > offered_length - at - 1) break;
    const unsigned char* name = offered + at + 1;
    if (std::string_view(reinterpret_cast<const char*>(name), length) == kHttp11) {
      *chosen = name;
      *chosen_length = static_cast<unsigned char>(length);
      return SSL_TLSEXT_ERR_OK;
    }
    at += length + 1;
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

std::unexpected<Error> setting_refused() {
  return refuse(ErrorKind::internal, "TLS-SETTING", "OpenSSL refuses a setting");
}

}  // namespace

void FreeContext::operator()(ssl_ctx_st* context) const noexcept {
  SSL_CTX_free(context);
}
void FreeStore::operator()(x509_store_st* store) const noexcept {
  X509_STORE_free(store);
}

Result<TrustStore> make_trust_store(std::span<const Certificate> authorities) {
  ERR_clear_error();
  TrustStore store(X509_STORE_new());
  if (!store || X509_STORE_set_flags(store.get(), X509_V_FLAG_X509_STRICT) != 1 ||
      X509_STORE_set_depth(store.get(), kMaxIntermediates) != 1)
    return setting_refused();
  for (const Certificate& authority : authorities) {
    if (X509_STORE_add_cert(store.get(), authority.get()) != 1)
      return refuse(ErrorKind::invalid, "TLS-TRUST", "a trusted certificate cannot be used");
  }
  return store;
}

Result<TlsContext> make_server_context(const OwnCertificate& own) {
  ERR_clear_error();
  TlsContext context(SSL_CTX_new(TLS_server_method()));
  if (!context || !apply_settings(*context)) return setting_refused();
  SSL_CTX_set_alpn_select_cb(context.get(), &choose_protocol, nullptr);
  GATEWAY_CHECK(use_certificate(*context, own));
  return context;
}

Result<void> require_client_certificate(ssl_ctx_st& context, x509_store_st& trust) {
  if (SSL_CTX_set1_cert_store(&context, &trust); SSL_CTX_get_cert_store(&context) != &trust)
    return setting_refused();
  SSL_CTX_set_verify(&context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  SSL_CTX_set_verify_depth(&context, kMaxIntermediates);
  if (SSL_CTX_set_purpose(&context, X509_PURPOSE_SSL_CLIENT) != 1) return setting_refused();
  return {};
}

Result<void> configure_client(ssl_ctx_st& context,
                              const OwnCertificate& own,
                              x509_store_st& trust) {
  ERR_clear_error();
  if (!apply_settings(context)) return setting_refused();
  SSL_CTX_set1_cert_store(&context, &trust);
  SSL_CTX_set_verify(&context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_verify_depth(&context, kMaxIntermediates);
  if (SSL_CTX_set_purpose(&context, X509_PURPOSE_SSL_SERVER) != 1) return setting_refused();
  return use_certificate(context, own);
}

}  // namespace gateway::security
