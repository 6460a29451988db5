#include "gateway/security/hash.hpp"

#include <cstdlib>
#include <utility>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

namespace gateway::security {
namespace {

template <auto free_function>
struct Freed {
  template <typename T>
  void operator()(T* object) const noexcept {
    free_function(object);
  }
};
using MessageDigest = std::unique_ptr<EVP_MD, Freed<EVP_MD_free>>;
using DigestRun = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using Mac = std::unique_ptr<EVP_MAC, Freed<EVP_MAC_free>>;
using MacRun = std::unique_ptr<EVP_MAC_CTX, Freed<EVP_MAC_CTX_free>>;
using Kdf = std::unique_ptr<EVP_KDF, Freed<EVP_KDF_free>>;
using KdfRun = std::unique_ptr<EVP_KDF_CTX, Freed<EVP_KDF_CTX_free>>;

void must(bool worked) {
  if (!worked) std::abort();
}

unsigned char* raw_out(std::span<std::byte> bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}
const unsigned char* raw(ByteView bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

// The library's parameters are not const, although it only reads them.
OSSL_PARAM octets(const char* name, Bytes& bytes) {
  return OSSL_PARAM_construct_octet_string(name, bytes.data(), bytes.size());
}

}  // namespace

struct Hash::Algorithms {
  MessageDigest sha256{EVP_MD_fetch(nullptr, "SHA256", nullptr)};
  Kdf hkdf{EVP_KDF_fetch(nullptr, "HKDF", nullptr)};
};

Hash::Hash() : algorithms_(std::make_unique<Algorithms>()) {
  must(algorithms_->sha256 != nullptr && algorithms_->hkdf != nullptr);
}
Hash::~Hash() = default;
Hash::Hash(Hash&&) noexcept = default;
Hash& Hash::operator=(Hash&&) noexcept = default;

Digest Hash::sha256(std::initializer_list<ByteView> parts) const {
  const DigestRun run(EVP_MD_CTX_new());
  must(run != nullptr && EVP_DigestInit_ex2(run.get(), algorithms_->sha256.get(), nullptr) == 1);
  for (const auto part : parts)
    must(EVP_DigestUpdate(run.get(), part.data(), part.size()) == 1);
  Digest digest{};
  must(EVP_DigestFinal_ex(run.get(), raw_out(digest), nullptr) == 1);
  return digest;
}

void Hash::hkdf(ByteView key,
                ByteView salt,
                std::string_view purpose,
                std::span<std::byte> out) const {
  const KdfRun run(EVP_KDF_CTX_new(algorithms_->hkdf.get()));
  must(run != nullptr);
  std::string digest_name = "SHA256";
  Bytes key_copy(key.begin(), key.end());
  // No salt is a salt of zeros (RFC 5869, 2.2).
  Bytes salt_copy(salt.begin(), salt.end());
  if (salt_copy.empty()) salt_copy.resize(kDigestBytes);
  const auto purpose_bytes = as_bytes(purpose);
  Bytes purpose_copy(purpose_bytes.begin(), purpose_bytes.end());
  const std::array<OSSL_PARAM, 5> parameters = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest_name.data(), 0),
      octets(OSSL_KDF_PARAM_KEY, key_copy),
      octets(OSSL_KDF_PARAM_SALT, salt_copy),
      octets(OSSL_KDF_PARAM_INFO, purpose_copy),
      OSSL_PARAM_construct_end()};
  must(EVP_KDF_derive(run.get(), raw_out(out), out.size(), parameters.data()) == 1);
  OPENSSL_cleanse(key_copy.data(), key_copy.size());
}

struct KeyedHash::Keyed {
  Mac mac{EVP_MAC_fetch(nullptr, "HMAC", nullptr)};
  MacRun start;
};

KeyedHash::KeyedHash(ByteView key) : keyed_(std::make_unique<Keyed>()) {
  must(keyed_->mac != nullptr);
  keyed_->start.reset(EVP_MAC_CTX_new(keyed_->mac.get()));
  std::string digest_name = "SHA256";
  const std::array<OSSL_PARAM, 2> parameters = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest_name.data(), 0),
      OSSL_PARAM_construct_end()};
  must(keyed_->start != nullptr &&
       EVP_MAC_init(keyed_->start.get(), raw(key), key.size(), parameters.data()) == 1);
}
KeyedHash::~KeyedHash() = default;
KeyedHash::KeyedHash(KeyedHash&&) noexcept = default;
KeyedHash& KeyedHash::operator=(KeyedHash&&) noexcept = default;

Digest KeyedHash::operator()(std::initializer_list<ByteView> parts) const {
  const MacRun run(EVP_MAC_CTX_dup(keyed_->start.get()));
  must(run != nullptr);
  for (const auto part : parts)
    must(EVP_MAC_update(run.get(), raw(part), part.size()) == 1);
  Digest digest{};
  std::size_t length = 0;
  must(EVP_MAC_final(run.get(), raw_out(digest), &length, digest.size()) == 1 &&
       length == digest.size());
  return digest;
}

std::string to_hex(ByteView bytes) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const auto byte : bytes) {
    const auto value = std::to_integer<unsigned>(byte);
    text.push_back(kHex[value >> 4U]);
    text.push_back(kHex[value & 15U]);
  }
  return text;
}

}  // namespace gateway::security
