#include "gateway/conformance/packages/gzip_stream.hpp"

#include <algorithm>
#include <limits>

#define ZLIB_CONST
#include <zlib.h>

namespace gateway::conformance {
namespace {

// zlib counts in unsigned int.
constexpr std::size_t kMaxStep = std::numeric_limits<uInt>::max();
// The largest window, and a header of gzip and no other.
constexpr int kGzipOnly = 15 + 16;

std::unexpected<Error> damaged() {
  return fail(ErrorKind::malformed, "ARCHIVE-DAMAGED", "The archive is not what gzip wrote.");
}

}  // namespace

void GzipStream::Close::operator()(z_stream_s* stream) const noexcept {
  inflateEnd(stream);
  std::default_delete<z_stream_s>()(stream);
}

Result<void> GzipStream::open() {
  auto stream = std::make_unique<z_stream_s>();
  if (inflateInit2(stream.get(), kGzipOnly) != Z_OK) {
    return fail(ErrorKind::internal, "ARCHIVE-MEMORY", "There is no memory to unpack an archive.");
  }
  stream_.reset(stream.release());
  return {};
}

Result<void> GzipStream::count(std::size_t bytes) {
  unpacked_ += bytes;
  const bool is_bomb = unpacked_ > kRatioFree && unpacked_ / limits_.max_ratio > taken_;
  if (!is_bomb && unpacked_ <= limits_.max_unpacked_bytes) return {};
  return fail(ErrorKind::too_large, "ARCHIVE-BOMB", "The archive unpacks to more than is allowed.");
}

// What follows a member: another one, nothing, or the zeros that fill a tape.
Result<void> GzipStream::end_member() {
  has_ended_ = left_.find_first_not_of('\0') == std::string_view::npos;
  if (!has_ended_ && inflateReset(stream_.get()) != Z_OK) return damaged();
  return {};
}

Result<std::size_t> GzipStream::inflate_some(std::span<char> out) {
  const std::size_t offered = std::min(left_.size(), kMaxStep);
  const std::size_t room = std::min(out.size(), kMaxStep);
  stream_->next_in = reinterpret_cast<const Bytef*>(left_.data());
  stream_->avail_in = static_cast<uInt>(offered);
  stream_->next_out = reinterpret_cast<Bytef*>(out.data());
  stream_->avail_out = static_cast<uInt>(room);
  const int code = inflate(stream_.get(), Z_NO_FLUSH);
  const std::size_t taken = offered - stream_->avail_in;
  const std::size_t made = room - stream_->avail_out;
  left_.remove_prefix(taken);
  taken_ += taken;

  switch (code) {
    case Z_OK: break;
    case Z_STREAM_END: GATEWAY_CHECK(end_member()); break;
    case Z_BUF_ERROR:
      return fail(
          ErrorKind::malformed, "ARCHIVE-TRUNCATED", "The archive ends before its content does.");
    case Z_MEM_ERROR:
      return fail(
          ErrorKind::internal, "ARCHIVE-MEMORY", "There is no memory to unpack an archive.");
    default: return damaged();
  }
  GATEWAY_CHECK(count(made));
  return made;
}

Result<std::size_t> GzipStream::read(std::span<char> out) {
  if (!stream_) GATEWAY_CHECK(open());
  std::size_t filled = 0;
  while (filled < out.size() && !has_ended_) {
    GATEWAY_TRY(const std::size_t made, inflate_some(out.subspan(filled)));
    filled += made;
  }
  return filled;
}

}  // namespace gateway::conformance
