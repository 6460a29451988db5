// TlsMaterial: certificate, key, trusted CAs and revocation lists, checked together and immutable.
// CurrentTls: the material in force, replaced as a whole.
//
//   GATEWAY_TRY(const auto tls, CurrentTls::load(files, clock));
//   tls->reload();                          // on SIGHUP, and when a file changes
//   const auto material = tls->material();  // kept for as long as a connection lives
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"
#include "gateway/security/client_certificate.hpp"
#include "gateway/security/crl_set.hpp"
#include "gateway/security/tls_context.hpp"

struct stack_st_X509;
struct x509_store_ctx_st;

namespace gateway::security {

struct TlsFiles {
  std::filesystem::path certificate;  // ours, then the CAs up to the root
  std::filesystem::path key;          // ours, without a password
  std::filesystem::path trust;        // the CAs we trust, roots and those between
  std::filesystem::path crl;          // one list for each of them
};

// THREADS: all members may be called from any thread.
class TlsMaterial {
  struct Private {
    explicit Private() = default;
  };

 public:
  // Reads and checks the files. `generation` tells two materials apart.
  //
  // Errors: those of load_pem, parse_*, make_trust_store, make_server_context and
  //         CrlSet::from_lists; invalid, with TLS-CERTIFICATE-DATES, if our own certificate is not
  //         valid now.
  // LIFETIME: `clock` outlives the material.
  static Result<std::shared_ptr<const TlsMaterial>> load(const TlsFiles& files,
                                                         const Clock& clock,
                                                         std::uint64_t generation);
  TlsMaterial(Private, const Clock& clock, std::uint64_t generation)
      : clock_(clock), generation_(generation) {}
  TlsMaterial(const TlsMaterial&) = delete;
  TlsMaterial& operator=(const TlsMaterial&) = delete;

  std::uint64_t generation() const noexcept { return generation_; }
  const CrlSet& revoked() const noexcept { return revoked_; }

  // For accepting: clients need a certificate (partner), or are not asked for one (people).
  ssl_ctx_st& partner_context() const noexcept { return *partner_; }
  ssl_ctx_st& people_context() const noexcept { return *people_; }

  // For calling a partner: the settings, our certificate and our trust are put into `context`.
  Result<void> configure_client(ssl_ctx_st& context) const;
  // For SSL_CTX_set_cert_verify_callback of such a context: the chain, then the revocation lists,
  // then that the server is the system with this HSA-id. On false the reason is in `chain`.
  bool verify_server(x509_store_ctx_st& chain, std::string_view hsa_id) const;

  // Would the chain that a live connection was accepted with be accepted now? Looks at dates,
  // revocation and that its root is still trusted; the signatures have not changed.
  bool still_accepts(const stack_st_X509& chain) const;

 private:
  Result<void> read(const TlsFiles& files);
  Result<void> make_contexts();
  bool verify_chain(x509_store_ctx_st& chain) const;
  int find_fault(const stack_st_X509& chain) const;
  static int verify_client(x509_store_ctx_st* chain, void* material);

  const Clock& clock_;
  std::uint64_t generation_;
  std::vector<Certificate> own_;
  PrivateKey key_;
  std::vector<Certificate> trusted_;
  CrlSet revoked_;
  TrustStore store_;
  TlsContext partner_;
  TlsContext people_;
};

// THREADS: all members may be called from any thread.
class CurrentTls {
  struct Private {
    explicit Private() = default;
  };

 public:
  CurrentTls(Private, TlsFiles files, const Clock& clock)
      : files_(std::move(files)), clock_(clock) {}
  // Errors: as TlsMaterial::load.
  static Result<std::unique_ptr<CurrentTls>> load(TlsFiles files, const Clock& clock);

  std::shared_ptr<const TlsMaterial> material() const;
  // Grows with every reload; cheap enough to ask before each request.
  std::uint64_t generation() const noexcept { return generation_.load(std::memory_order_acquire); }

  // Reads the files again. On an error the old material stays in force, whose lists go out of date
  // by themselves.
  //
  // Errors: as TlsMaterial::load.
  Result<void> reload();

 private:
  TlsFiles files_;
  const Clock& clock_;
  std::mutex reloading_;  // one reload at a time, so that generations follow each other
  mutable std::mutex mutex_;
  std::shared_ptr<const TlsMaterial> material_;  // under mutex_
  std::atomic<std::uint64_t> generation_ = 0;
};

}  // namespace gateway::security
