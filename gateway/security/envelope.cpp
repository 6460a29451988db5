#include "gateway/security/envelope.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace gateway::security {
namespace {

struct FreeCipher {
  void operator()(EVP_CIPHER* cipher) const noexcept { EVP_CIPHER_free(cipher); }
  void operator()(EVP_CIPHER_CTX* run) const noexcept { EVP_CIPHER_CTX_free(run); }
};
using Cipher = std::unique_ptr<EVP_CIPHER, FreeCipher>;
using Run = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

void must(bool worked) {
  if (!worked) std::abort();
}

unsigned char* raw_out(std::span<std::byte> bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}
const unsigned char* raw(ByteView bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
std::unexpected<Error> cannot_open() {
  return fail(ErrorKind::internal, "ENVELOPE-OPEN", "Stored bytes fail their integrity check.");
}
int length_of(ByteView bytes) {
  must(std::in_range<int>(bytes.size()));
  return static_cast<int>(bytes.size());
}

}  // namespace

SecretKey SecretKey::random(RandomSource& source) {
  SecretKey key;
  source.fill(key.bytes_);
  return key;
}

SecretKey::SecretKey(SecretKey&& other) noexcept : bytes_(other.bytes_) {
  other.wipe();
}

SecretKey& SecretKey::operator=(SecretKey&& other) noexcept {
  if (this != &other) {
    bytes_ = other.bytes_;
    other.wipe();
  }
  return *this;
}

void SecretKey::wipe() noexcept {
  OPENSSL_cleanse(bytes_.data(), bytes_.size());
}

struct Envelope::Ciphers {
  Cipher gcm{EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr)};
  Cipher wrap{EVP_CIPHER_fetch(nullptr, "AES-256-WRAP-PAD", nullptr)};
};

Envelope::Envelope() : ciphers_(std::make_unique<Ciphers>()) {
  must(ciphers_->gcm != nullptr && ciphers_->wrap != nullptr);
}
Envelope::~Envelope() = default;
Envelope::Envelope(Envelope&&) noexcept = default;
Envelope& Envelope::operator=(Envelope&&) noexcept = default;

Bytes Envelope::seal(const SecretKey& key,
                     ByteView content,
                     ByteView associated,
                     RandomSource& random) const {
  Bytes sealed(content.size() + kSealOverhead);
  seal_into(sealed, key, content, associated, random);
  return sealed;
}

void Envelope::seal_into(std::span<std::byte> out,
                         const SecretKey& key,
                         ByteView content,
                         ByteView associated,
                         RandomSource& random) const {
  const auto nonce = out.first(kNonceBytes);
  random.fill(nonce);

  const Run run(EVP_CIPHER_CTX_new());
  must(run != nullptr);
  must(EVP_EncryptInit_ex2(run.get(), ciphers_->gcm.get(), raw(key.view()), raw(nonce), nullptr) ==
       1);
  int written = 0;
  must(EVP_EncryptUpdate(run.get(), nullptr, &written, raw(associated), length_of(associated)) ==
       1);
  const auto body = out.subspan(kNonceBytes, content.size());
  must(EVP_EncryptUpdate(run.get(), raw_out(body), &written, raw(content), length_of(content)) ==
       1);
  const auto tag = out.last(kTagBytes);
  must(EVP_EncryptFinal_ex(run.get(), raw_out(tag), &written) == 1);
  must(EVP_CIPHER_CTX_ctrl(run.get(), EVP_CTRL_AEAD_GET_TAG, kTagBytes, tag.data()) == 1);
}

Result<Bytes> Envelope::open(const SecretKey& key, ByteView sealed, ByteView associated) const {
  if (sealed.size() < kSealOverhead) return cannot_open();
  Bytes content(sealed.size() - kSealOverhead);
  if (!open_into(content, key, sealed, associated)) return cannot_open();
  return content;
}

bool Envelope::open_into(std::span<std::byte> content,
                         const SecretKey& key,
                         ByteView sealed,
                         ByteView associated) const {
  const auto body = sealed.subspan(kNonceBytes, content.size());
  std::array<std::byte, kTagBytes> tag{};
  std::ranges::copy(sealed.last(kTagBytes), tag.begin());

  const Run run(EVP_CIPHER_CTX_new());
  must(run != nullptr);
  must(EVP_DecryptInit_ex2(run.get(), ciphers_->gcm.get(), raw(key.view()), raw(sealed), nullptr) ==
       1);
  int written = 0;
  must(EVP_DecryptUpdate(run.get(), nullptr, &written, raw(associated), length_of(associated)) ==
       1);
  must(EVP_DecryptUpdate(run.get(), raw_out(content), &written, raw(body), length_of(body)) == 1);
  must(EVP_CIPHER_CTX_ctrl(run.get(), EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag.data()) == 1);
  if (EVP_DecryptFinal_ex(run.get(), raw_out(tag), &written) == 1) return true;
  OPENSSL_cleanse(content.data(), content.size());
  return false;
}

SealedKey Envelope::seal_key(const SecretKey& sealing,
                             const SecretKey& key,
                             ByteView associated,
                             RandomSource& random) const {
  SealedKey sealed{};
  seal_into(sealed, sealing, key.view(), associated, random);
  return sealed;
}

Result<SecretKey> Envelope::open_key(const SecretKey& sealing,
                                     ByteView sealed,
                                     ByteView associated) const {
  SecretKey key;
  if (sealed.size() != SealedKey{}.size()) return cannot_open();
  if (!open_into(key.bytes(), sealing, sealed, associated)) return cannot_open();
  return key;
}

WrappedKey Envelope::wrap(const SecretKey& wrapping, const SecretKey& key) const {
  const Run run(EVP_CIPHER_CTX_new());
  must(run != nullptr);
  must(EVP_EncryptInit_ex2(
           run.get(), ciphers_->wrap.get(), raw(wrapping.view()), nullptr, nullptr) == 1);
  WrappedKey wrapped{};
  int written = 0;
  must(EVP_EncryptUpdate(run.get(), raw_out(wrapped), &written, raw(key.view()), kKeyBytes) == 1 &&
       written == static_cast<int>(wrapped.size()));
  return wrapped;
}

Result<SecretKey> Envelope::unwrap(const SecretKey& wrapping, ByteView wrapped) const {
  auto refused = [] {
    return fail(ErrorKind::internal, "ENVELOPE-UNWRAP", "A stored key fails its integrity check.");
  };
  if (wrapped.size() != WrappedKey{}.size()) return refused();
  const Run run(EVP_CIPHER_CTX_new());
  must(run != nullptr);
  must(EVP_DecryptInit_ex2(
           run.get(), ciphers_->wrap.get(), raw(wrapping.view()), nullptr, nullptr) == 1);
  // The library writes the padding too before it cuts it off.
  WrappedKey clear{};
  int written = 0;
  const bool opened =
      EVP_DecryptUpdate(run.get(), raw_out(clear), &written, raw(wrapped), length_of(wrapped)) ==
          1 &&
      written == static_cast<int>(kKeyBytes);
  SecretKey key;
  if (opened) std::ranges::copy(std::span(clear).first(kKeyBytes), key.bytes().begin());
  OPENSSL_cleanse(clear.data(), clear.size());
  if (!opened) return refused();
  return key;
}

}  // namespace gateway::security
