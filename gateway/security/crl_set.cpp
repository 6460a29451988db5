#include "gateway/security/crl_set.hpp"

#include <algorithm>
#include <ctime>
#include <optional>

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace gateway::security {
namespace {

std::unexpected<Error> refuse(std::string_view id, std::string message) {
  return fail(ErrorKind::invalid, id, std::move(message));
}

std::optional<Instant> to_instant(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  return Instant(std::chrono::seconds(timegm(&parts)));
}

// The sign counts: -5 and 5 are two serial numbers.
std::string serial_key(const ASN1_INTEGER& serial) {
  const unsigned char* bytes = ASN1_STRING_get0_data(&serial);
  std::string key(bytes, bytes + ASN1_STRING_length(&serial));
  key += (ASN1_STRING_type(&serial) & V_ASN1_NEG) != 0 ? '-' : '+';
  return key;
}

bool may_sign_lists(const x509_st& certificate) {
  // OpenSSL caches extensions in the certificate, so its readers take it without const.
  const Certificate copy{X509_dup(&certificate)};
  return copy && X509_check_ca(copy.get()) > 0 &&
         (X509_get_key_usage(copy.get()) & KU_CRL_SIGN) != 0;
}

bool has_critical_extension(const STACK_OF(X509_EXTENSION) * extensions) {
  for (int i = 0; i < X509v3_get_ext_count(extensions); ++i) {
    if (X509_EXTENSION_get_critical(X509v3_get_ext(extensions, i)) != 0) return true;
  }
  return false;
}

bool same_authority(const x509_st& one, const x509_st& other) {
  return X509_NAME_cmp(X509_get_subject_name(&one), X509_get_subject_name(&other)) == 0 &&
         EVP_PKEY_eq(X509_get0_pubkey(&one), X509_get0_pubkey(&other)) == 1;
}

// The CA that signed the list, out of those that bear its issuer's name.
Result<const x509_st*> find_signer(X509_crl_st& crl, std::span<const Certificate> issuers) {
  bool named = false;
  for (const Certificate& issuer : issuers) {
    if (X509_NAME_cmp(X509_CRL_get_issuer(&crl), X509_get_subject_name(issuer.get())) != 0)
      continue;
    if (!may_sign_lists(*issuer)) continue;
    named = true;
    if (X509_CRL_verify(&crl, X509_get0_pubkey(issuer.get())) == 1) return issuer.get();
    ERR_clear_error();
  }
  if (named) return refuse("TLS-CRL-SIGNATURE", "a revocation list is not signed by its issuer");
  return refuse("TLS-CRL-ISSUER", "a revocation list has an issuer that is no trusted CA");
}

}  // namespace

Result<CrlSet> CrlSet::from_lists(std::span<const Crl> lists,
                                  std::span<const Certificate> issuers) {
  CrlSet set;
  for (const Crl& crl : lists) {
    GATEWAY_TRY(List list, read_list(*crl, issuers));
    if (set.find_list(*list.issuer) != nullptr)
      return refuse("TLS-CRL-DUPLICATE", "a CA has two revocation lists");
    set.lists_.push_back(std::move(list));
  }
  return set;
}

Result<CrlSet::List> CrlSet::read_list(X509_crl_st& crl, std::span<const Certificate> issuers) {
  GATEWAY_TRY(const x509_st* signer, find_signer(crl, issuers));
  // The critical extensions of a list (issuing distribution point, delta indicator) narrow it.
  if (has_critical_extension(X509_CRL_get0_extensions(&crl)))
    return refuse("TLS-CRL-PARTIAL", "a revocation list does not cover all of its CA");
  const auto this_update = to_instant(X509_CRL_get0_lastUpdate(&crl));
  const auto next_update = to_instant(X509_CRL_get0_nextUpdate(&crl));
  if (!this_update || !next_update)
    return refuse("TLS-CRL-DATES", "a revocation list does not say how long it is current");

  List list{Certificate{X509_dup(signer)}, *this_update, *next_update, {}};
  STACK_OF(X509_REVOKED)* entries = X509_CRL_get_REVOKED(&crl);
  list.serials.reserve(static_cast<std::size_t>(std::max(0, sk_X509_REVOKED_num(entries))));
  for (int i = 0; i < sk_X509_REVOKED_num(entries); ++i) {
    const X509_REVOKED* entry = sk_X509_REVOKED_value(entries, i);
    // A critical extension of an entry names another CA as the certificate's issuer.
    if (has_critical_extension(X509_REVOKED_get0_extensions(entry)))
      return refuse("TLS-CRL-PARTIAL", "a revocation list covers certificates of another CA");
    list.serials.insert(serial_key(*X509_REVOKED_get0_serialNumber(entry)));
  }
  return list;
}

const CrlSet::List* CrlSet::find_list(const x509_st& issuer) const {
  const auto found = std::ranges::find_if(
      lists_, [&issuer](const List& list) { return same_authority(*list.issuer, issuer); });
  return found == lists_.end() ? nullptr : &*found;
}

CrlSet::Verdict CrlSet::check(const x509_st& certificate,
                              const x509_st& issuer,
                              Instant now) const {
  const List* list = find_list(issuer);
  if (list == nullptr) return Verdict::no_list;
  // A list out of date still revokes what it names.
  if (list->serials.contains(serial_key(*X509_get0_serialNumber(&certificate))))
    return Verdict::revoked;
  if (now < list->this_update || now >= list->next_update) return Verdict::not_current;
  return Verdict::good;
}

std::size_t CrlSet::revoked_count() const noexcept {
  std::size_t count = 0;
  for (const List& list : lists_)
    count += list.serials.size();
  return count;
}

Instant CrlSet::next_update() const noexcept {
  Instant first = Instant::max();
  for (const List& list : lists_)
    first = std::min(first, list.next_update);
  return first;
}

}  // namespace gateway::security
