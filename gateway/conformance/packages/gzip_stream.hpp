// GzipStream: what gzip packed, unpacked a piece at a time, so that nothing grows before it is
// seen.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "gateway/base/result.hpp"

struct z_stream_s;  // NOLINT(readability-identifier-naming): of zlib

namespace gateway::conformance {

// How much may come out of how much.
struct GzipLimits {
  std::size_t max_unpacked_bytes = std::size_t{1} << 30;
  // Bytes out for a byte in. Definitions in JSON or XML come to 10 to 30; deflate can reach 1,032.
  std::size_t max_ratio = 200;
};

// Several members one after the other are one text, as for gzip(1); zeros may follow the last one.
//
// LIFETIME: outlived by `packed`.
// THREADS: one.
// Source: RFC 1952.
class GzipStream {
 public:
  // The ratio is looked at only beyond so many bytes: short texts may repeat themselves.
  static constexpr std::size_t kRatioFree = std::size_t{4} * 1024 * 1024;

  GzipStream(std::string_view packed, GzipLimits limits) : left_(packed), limits_(limits) {}

  // Fills `out` as far as there is something; fewer bytes only at the end, where every checksum was
  // right.
  //
  // Errors: malformed (ARCHIVE-DAMAGED: not gzip, a wrong checksum or length; ARCHIVE-TRUNCATED),
  //         too_large (ARCHIVE-BOMB: over one of the limits), internal (ARCHIVE-MEMORY).
  Result<std::size_t> read(std::span<char> out);

 private:
  struct Close {
    void operator()(z_stream_s* stream) const noexcept;
  };

  Result<void> open();
  Result<std::size_t> inflate_some(std::span<char> out);
  Result<void> end_member();
  Result<void> count(std::size_t bytes);

  std::unique_ptr<z_stream_s, Close> stream_;
  std::string_view left_;  // not yet taken
  GzipLimits limits_;
  std::size_t taken_ = 0;
  std::size_t unpacked_ = 0;
  bool has_ended_ = false;
};

}  // namespace gateway::conformance
