#include "gateway/security/tls_pem.hpp"

#include <fstream>
#include <system_error>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace gateway::security {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

Bio open(std::string_view text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free};
}

std::unexpected<Error> unreadable(std::string what) {
  ERR_clear_error();
  return fail(ErrorKind::malformed, "TLS-PEM", std::move(what));
}

// True if the last read stopped because there is no further block, not because one is broken.
bool is_at_end() {
  const unsigned long error = ERR_peek_last_error();
  const bool at_end = error == 0 || (ERR_GET_LIB(error) == ERR_LIB_PEM &&
                                     ERR_GET_REASON(error) == PEM_R_NO_START_LINE);
  ERR_clear_error();
  return at_end;
}

// Never asks the terminal for a password.
int refuse_password(char*, int, int, void*) {
  return -1;
}

}  // namespace

void FreeCertificate::operator()(x509_st* certificate) const noexcept {
  X509_free(certificate);
}
void FreeKey::operator()(evp_pkey_st* key) const noexcept {
  EVP_PKEY_free(key);
}
void FreeCrl::operator()(X509_crl_st* crl) const noexcept {
  X509_CRL_free(crl);
}

Result<std::string> load_pem(const std::filesystem::path& file) {
  const auto refuse = [&file](std::string_view why) {
    return fail(ErrorKind::unavailable, "TLS-FILE", file.string() + ": " + std::string(why));
  };
  std::error_code failed;
  const auto size = std::filesystem::file_size(file, failed);
  if (failed) return refuse("the file cannot be read");
  if (size > kMaxPemBytes) return refuse("the file is too large");
  std::ifstream stream(file, std::ios::binary);
  std::string text(size, '\0');
  if (!stream.read(text.data(), static_cast<std::streamsize>(size)))
    return refuse("the file cannot be read");
  return text;
}

Result<std::vector<Certificate>> parse_certificates(std::string_view pem) {
  ERR_clear_error();
  const Bio bio = open(pem);
  std::vector<Certificate> certificates;
  while (Certificate next{PEM_read_bio_X509(bio.get(), nullptr, &refuse_password, nullptr)})
    certificates.push_back(std::move(next));
  if (!is_at_end()) return unreadable("a certificate cannot be read");
  if (certificates.empty()) return unreadable("the file holds no certificate");
  return certificates;
}

Result<std::vector<Crl>> parse_crls(std::string_view pem) {
  ERR_clear_error();
  const Bio bio = open(pem);
  std::vector<Crl> lists;
  while (Crl next{PEM_read_bio_X509_CRL(bio.get(), nullptr, &refuse_password, nullptr)})
    lists.push_back(std::move(next));
  if (!is_at_end()) return unreadable("a revocation list cannot be read");
  return lists;
}

Result<PrivateKey> parse_private_key(std::string_view pem) {
  ERR_clear_error();
  const Bio bio = open(pem);
  PrivateKey key{PEM_read_bio_PrivateKey(bio.get(), nullptr, &refuse_password, nullptr)};
  if (!key) return unreadable("the file holds no private key, or one locked with a password");
  return key;
}

}  // namespace gateway::security
