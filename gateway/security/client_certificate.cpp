#include "gateway/security/client_certificate.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <ctime>
#include <memory>
#include <span>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

namespace gateway::security {
namespace {

constexpr std::string_view kCountry = "SE";
constexpr std::size_t kOrganisationDigits = 10;
constexpr std::size_t kMaxHsaIdLength = 31;

constexpr bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

constexpr bool is_ascii_alphanumeric(char c) noexcept {
  return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

std::unexpected<Error> refuse(std::string_view id, std::string message) {
  return fail(ErrorKind::unauthenticated, id, std::move(message));
}

Result<std::string> read_serial_number(const X509_NAME& subject) {
  const int first = X509_NAME_get_index_by_NID(&subject, NID_serialNumber, -1);
  if (first < 0) return refuse("TLS-SERIAL-NUMBER", "the certificate names no HSA-id");
  if (X509_NAME_get_index_by_NID(&subject, NID_serialNumber, first) >= 0)
    return refuse("TLS-SERIAL-NUMBER", "the certificate has more than one serialNumber");

  const ASN1_STRING* value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(&subject, first));
  // BMPString and the like would be read byte for byte as another text.
  const int type = ASN1_STRING_type(value);
  if (type != V_ASN1_PRINTABLESTRING && type != V_ASN1_UTF8STRING)
    return refuse("TLS-HSA-ID", "the certificate's serialNumber is in an alphabet not accepted");
  const unsigned char* bytes = ASN1_STRING_get0_data(value);
  // By length, not up to the first NUL: "SE1234567890-A\0-B" is refused, not shortened.
  std::string text(bytes, bytes + ASN1_STRING_length(value));
  if (!is_hsa_id(text)) return refuse("TLS-HSA-ID", "the certificate's serialNumber is no HSA-id");
  return text;
}

Result<std::string> print_name(const X509_NAME& name) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), &BIO_free);
  if (!memory || X509_NAME_print_ex(memory.get(), &name, 0, XN_FLAG_RFC2253) < 0)
    return refuse("TLS-CERTIFICATE", "the certificate's issuer cannot be read");
  char* text = nullptr;
  const long length = BIO_get_mem_data(memory.get(), &text);
  if (length <= 0) return refuse("TLS-CERTIFICATE", "the certificate's issuer is empty");
  return std::string(text, static_cast<std::size_t>(length));
}

Result<std::string> print_fingerprint(const X509& leaf) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  if (X509_digest(&leaf, EVP_sha256(), digest.data(), &length) != 1)
    return refuse("TLS-CERTIFICATE", "the certificate cannot be digested");
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : std::span(digest).first(length)) {
    text += kHex[byte >> 4U];
    text += kHex[byte & 0xFU];
  }
  return text;
}

Result<Instant> read_not_after(const X509& leaf) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(&leaf), &parts) != 1)
    return refuse("TLS-CERTIFICATE", "the certificate's end of validity cannot be read");
  return Instant(std::chrono::seconds(timegm(&parts)));
}

}  // namespace

bool is_hsa_id(std::string_view text) noexcept {
  if (text.size() > kMaxHsaIdLength || !text.starts_with(kCountry)) return false;
  text.remove_prefix(kCountry.size());
  if (text.size() < kOrganisationDigits + 2 || text[kOrganisationDigits] != '-') return false;
  return std::ranges::all_of(text.substr(0, kOrganisationDigits), is_digit) &&
         std::ranges::all_of(text.substr(kOrganisationDigits + 1), is_ascii_alphanumeric);
}

Result<ClientIdentity> read_identity(const x509_st& leaf) {
  ClientIdentity identity;
  GATEWAY_TRY(identity.hsa_id, read_serial_number(*X509_get_subject_name(&leaf)));
  GATEWAY_TRY(identity.issuer, print_name(*X509_get_issuer_name(&leaf)));
  GATEWAY_TRY(identity.fingerprint, print_fingerprint(leaf));
  GATEWAY_TRY(identity.not_after, read_not_after(leaf));
  return identity;
}

}  // namespace gateway::security
