// CrlSet: which certificates of the trusted CAs are revoked.
//
// OpenSSL verifies a whole revocation list again on every handshake. A CrlSet verifies each list
// once, when it is made, and keeps the revoked serial numbers; asking it costs a hash lookup. It is
// immutable: a new list means a new CrlSet.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"
#include "gateway/security/tls_pem.hpp"

namespace gateway::security {

// THREADS: check() and the other const members may be called from any thread.
class CrlSet {
 public:
  enum class Verdict : std::uint8_t {
    good,
    revoked,
    no_list,      // the issuer has no list here: refuse
    not_current,  // the issuer's list is past its nextUpdate or before its thisUpdate: refuse
  };

  // Takes the lists of the CAs in `issuers`, each checked against its issuer's key. A CA without a
  // list, and a list out of date, are not errors here: check() refuses what they cover.
  //
  // Errors: invalid, with TLS-CRL-ISSUER if no CA in `issuers` has the list's issuer name and may
  //         sign lists, TLS-CRL-SIGNATURE if none of them signed it, TLS-CRL-PARTIAL if a critical
  //         extension says that it covers a part of the CA's certificates or those of another CA,
  //         TLS-CRL-DUPLICATE if a CA has two lists, TLS-CRL-DATES if nextUpdate is missing.
  static Result<CrlSet> from_lists(std::span<const Crl> lists,
                                   std::span<const Certificate> issuers);

  // REQUIRES: the chain is verified, so `issuer` did sign `certificate`.
  Verdict check(const x509_st& certificate, const x509_st& issuer, Instant now) const;

  // How many certificates are revoked, over all lists.
  std::size_t revoked_count() const noexcept;
  // When the first of the lists goes out of date; Instant::max() without lists.
  Instant next_update() const noexcept;

 private:
  struct List {
    Certificate issuer;
    Instant this_update;
    Instant next_update;
    std::unordered_set<std::string> serials;  // DER of the serial number
  };

  const List* find_list(const x509_st& issuer) const;
  static Result<List> read_list(X509_crl_st& crl, std::span<const Certificate> issuers);

  std::vector<List> lists_;
};

}  // namespace gateway::security
