#include "gateway/security/tls_material.hpp"

#include <algorithm>
#include <ctime>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

namespace gateway::security {
namespace {

std::time_t to_seconds(Instant instant) {
  return std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
}

bool is_valid_at(const x509_st& certificate, Instant now) {
  std::time_t seconds = to_seconds(now);
  return X509_cmp_time(X509_get0_notBefore(&certificate), &seconds) < 0 &&
         X509_cmp_time(X509_get0_notAfter(&certificate), &seconds) > 0;
}

int to_verify_error(CrlSet::Verdict verdict) {
  switch (verdict) {
    case CrlSet::Verdict::good: return X509_V_OK;
    case CrlSet::Verdict::revoked: return X509_V_ERR_CERT_REVOKED;
    case CrlSet::Verdict::no_list: return X509_V_ERR_UNABLE_TO_GET_CRL;
    case CrlSet::Verdict::not_current: return X509_V_ERR_CRL_HAS_EXPIRED;
  }
  return X509_V_ERR_UNSPECIFIED;
}

bool refuse(X509_STORE_CTX& chain, int why) {
  X509_STORE_CTX_set_error(&chain, why);
  return false;
}

}  // namespace

Result<std::shared_ptr<const TlsMaterial>> TlsMaterial::load(const TlsFiles& files,
                                                             const Clock& clock,
                                                             std::uint64_t generation) {
  auto material = std::make_shared<TlsMaterial>(Private(), clock, generation);
  GATEWAY_CHECK(material->read(files));
  GATEWAY_CHECK(material->make_contexts());
  return material;
}

Result<void> TlsMaterial::read(const TlsFiles& files) {
  GATEWAY_TRY(const std::string own, load_pem(files.certificate));
  GATEWAY_TRY(own_, parse_certificates(own));
  GATEWAY_TRY(const std::string key, load_pem(files.key));
  GATEWAY_TRY(key_, parse_private_key(key));
  GATEWAY_TRY(const std::string trust, load_pem(files.trust));
  GATEWAY_TRY(trusted_, parse_certificates(trust));
  GATEWAY_TRY(const std::string crl, load_pem(files.crl));
  GATEWAY_TRY(const std::vector<Crl> lists, parse_crls(crl));
  GATEWAY_TRY(revoked_, CrlSet::from_lists(lists, trusted_));
  if (!is_valid_at(*own_.front(), clock_.now()))
    return fail(
        ErrorKind::invalid, "TLS-CERTIFICATE-DATES", "our own certificate is not valid now");
  return {};
}

Result<void> TlsMaterial::make_contexts() {
  const OwnCertificate own{own_, key_.get()};
  GATEWAY_TRY(store_, make_trust_store(trusted_));
  GATEWAY_TRY(people_, make_server_context(own));
  GATEWAY_TRY(partner_, make_server_context(own));
  GATEWAY_CHECK(require_client_certificate(*partner_, *store_));
  SSL_CTX_set_cert_verify_callback(partner_.get(), &TlsMaterial::verify_client, this);
  return {};
}

Result<void> TlsMaterial::configure_client(ssl_ctx_st& context) const {
  return security::configure_client(context, {own_, key_.get()}, *store_);
}

// Only ever stricter than OpenSSL: what it refuses stays refused.
bool TlsMaterial::verify_chain(x509_store_ctx_st& chain) const {
  // One clock for dates of certificates and of lists.
  X509_VERIFY_PARAM_set_time(X509_STORE_CTX_get0_param(&chain), to_seconds(clock_.now()));
  if (X509_verify_cert(&chain) != 1) return false;
  const int fault = find_fault(*X509_STORE_CTX_get0_chain(&chain));
  return fault == X509_V_OK || refuse(chain, fault);
}

int TlsMaterial::find_fault(const stack_st_X509& chain) const {
  const Instant now = clock_.now();
  const int length = sk_X509_num(&chain);
  for (int i = 0; i < length; ++i) {
    const X509& issuer = *sk_X509_value(&chain, std::min(i + 1, length - 1));
    const int fault = to_verify_error(revoked_.check(*sk_X509_value(&chain, i), issuer, now));
    if (fault != X509_V_OK) return fault;
  }
  return length > 0 ? X509_V_OK : X509_V_ERR_UNSPECIFIED;
}

int TlsMaterial::verify_client(x509_store_ctx_st* chain, void* material) {
  if (!static_cast<const TlsMaterial*>(material)->verify_chain(*chain)) return 0;
  // A client without a readable identity gets an alert, and no byte of HTTP.
  if (read_identity(*X509_STORE_CTX_get0_cert(chain))) return 1;
  X509_STORE_CTX_set_error(chain, X509_V_ERR_APPLICATION_VERIFICATION);
  return 0;
}

bool TlsMaterial::verify_server(x509_store_ctx_st& chain, std::string_view hsa_id) const {
  if (!verify_chain(chain)) return false;
  const auto identity = read_identity(*X509_STORE_CTX_get0_cert(&chain));
  if (identity && identity->hsa_id == hsa_id) return true;
  return refuse(chain, X509_V_ERR_APPLICATION_VERIFICATION);
}

bool TlsMaterial::still_accepts(const stack_st_X509& chain) const {
  if (find_fault(chain) != X509_V_OK) return false;
  const Instant now = clock_.now();
  for (int i = 0; i < sk_X509_num(&chain); ++i) {
    if (!is_valid_at(*sk_X509_value(&chain, i), now)) return false;
  }
  const X509* root = sk_X509_value(&chain, sk_X509_num(&chain) - 1);
  return std::ranges::any_of(
      trusted_, [root](const Certificate& trusted) { return X509_cmp(trusted.get(), root) == 0; });
}

Result<std::unique_ptr<CurrentTls>> CurrentTls::load(TlsFiles files, const Clock& clock) {
  auto current = std::make_unique<CurrentTls>(Private(), std::move(files), clock);
  GATEWAY_CHECK(current->reload());
  return current;
}

std::shared_ptr<const TlsMaterial> CurrentTls::material() const {
  const std::lock_guard lock(mutex_);
  return material_;
}

Result<void> CurrentTls::reload() {
  const std::lock_guard one_at_a_time(reloading_);
  const std::uint64_t next = generation() + 1;
  GATEWAY_TRY(auto material, TlsMaterial::load(files_, clock_, next));
  const std::lock_guard lock(mutex_);
  material_ = std::move(material);
  generation_.store(next, std::memory_order_release);
  return {};
}

}  // namespace gateway::security
