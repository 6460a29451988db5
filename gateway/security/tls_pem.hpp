// PEM files of certificates, keys and revocation lists, read into OpenSSL's objects.
//
// No type of OpenSSL is complete here: a file that uses this header need not include OpenSSL.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"

struct X509_crl_st;
struct evp_pkey_st;
struct x509_st;

namespace gateway::security {

struct FreeCertificate {
  void operator()(x509_st* certificate) const noexcept;
};
struct FreeKey {
  void operator()(evp_pkey_st* key) const noexcept;
};
struct FreeCrl {
  void operator()(X509_crl_st* crl) const noexcept;
};

using Certificate = std::unique_ptr<x509_st, FreeCertificate>;
using PrivateKey = std::unique_ptr<evp_pkey_st, FreeKey>;
using Crl = std::unique_ptr<X509_crl_st, FreeCrl>;

// The largest file read: a national CA's revocation list stays far below it.
inline constexpr std::size_t kMaxPemBytes = std::size_t{64} << 20U;

// Errors: unavailable, with TLS-FILE, if the file cannot be read or is longer than kMaxPemBytes.
Result<std::string> load_pem(const std::filesystem::path& file);

// Every certificate or list in `pem`, in order. Text between the blocks is ignored.
//
// Errors: malformed, with TLS-PEM, if a block cannot be read or has another type; for certificates
//         also if there is none. A text without any revocation list is an empty result.
Result<std::vector<Certificate>> parse_certificates(std::string_view pem);
Result<std::vector<Crl>> parse_crls(std::string_view pem);

// Errors: malformed, with TLS-PEM, if `pem` holds no private key or one locked with a password.
Result<PrivateKey> parse_private_key(std::string_view pem);

}  // namespace gateway::security
