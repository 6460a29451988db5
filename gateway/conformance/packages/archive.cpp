#include "gateway/conformance/packages/archive.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/conformance/packages/gzip_stream.hpp"
#include "gateway/conformance/packages/tar_header.hpp"

namespace gateway::conformance {
namespace {

constexpr std::size_t kPiece = std::size_t{64} * 1024;

std::unexpected<Error> too_large(std::string sentence) {
  return fail(ErrorKind::too_large, "ARCHIVE-SIZE", std::move(sentence));
}

bool is_inside(std::string_view path) {
  const bool has_odd = std::ranges::any_of(
      path, [](char c) { return c == '\\' || static_cast<unsigned char>(c) < 0x20; });
  if (path.empty() || path.front() == '/' || has_odd) return false;
  return std::ranges::count(split(path, '/'), std::string_view("..")) == 0;
}

class TarReader {
 public:
  TarReader(GzipStream& stream, const ArchiveLimits& limits, const ArchiveFilter& keep)
      : stream_(stream), limits_(limits), keep_(keep) {}

  Result<ArchiveFiles> read_all() {
    while (true) {
      TarBlock block{};
      GATEWAY_CHECK(fill(block));
      if (is_zero_block(block)) break;
      if (++entries_ > limits_.max_files) return too_large("The archive has too many files.");
      GATEWAY_TRY(TarHeader header, read_tar_header(block));
      GATEWAY_CHECK(take(std::move(header)));
    }
    GATEWAY_CHECK(read_to_end());
    return std::move(files_);
  }

 private:
  Result<void> fill(std::span<char> out) {
    GATEWAY_TRY(const std::size_t filled, stream_.read(out));
    if (filled == out.size()) return {};
    return fail(ErrorKind::malformed, "ARCHIVE-TRUNCATED", "The archive ends before its end mark.");
  }

  // The checksum of gzip comes after the last byte.
  Result<void> read_to_end() {
    std::size_t filled = kPiece;
    while (filled == kPiece) {
      GATEWAY_TRY(filled, stream_.read(piece_));
    }
    return {};
  }

  // The content of an entry, which fills whole blocks; kept only if wanted.
  Result<std::string> content(std::uint64_t bytes, bool is_wanted) {
    std::string text;
    for (std::uint64_t left = bytes; left > 0;) {
      const auto used = static_cast<std::size_t>(std::min<std::uint64_t>(left, kPiece));
      const std::size_t padded = (used + kTarBlock - 1) / kTarBlock * kTarBlock;
      GATEWAY_CHECK(fill(std::span(piece_).first(padded)));
      if (is_wanted) text.append(piece_.data(), used);
      left -= used;
    }
    return text;
  }

  Result<std::string> note(std::uint64_t bytes, std::size_t limit) {
    if (bytes > limit) return too_large("A name in the archive is too long.");
    return content(bytes, true);
  }

  Result<void> take(TarHeader header) {
    if (header.kind == TarKind::without_body) {
      next_ = {};
      return {};
    }
    if (header.kind == TarKind::long_name) {
      GATEWAY_TRY(std::string name, note(header.bytes, kMaxArchivePathBytes));
      name.resize(std::min(name.find('\0'), name.size()));
      next_.path = std::move(name);
      return {};
    }
    if (header.kind == TarKind::pax_header) {
      GATEWAY_TRY(const std::string text, note(header.bytes, kMaxPaxBytes));
      GATEWAY_TRY(PaxRecords records, read_pax_records(text));
      if (records.path) next_.path = std::move(records.path);
      if (records.bytes) next_.bytes = records.bytes;
      return {};
    }
    if (header.kind != TarKind::note) {
      header.path = next_.path.value_or(header.path);
      header.bytes = next_.bytes.value_or(header.bytes);
      next_ = {};
    }
    return take_content(header);
  }

  Result<void> take_content(const TarHeader& header) {
    const bool is_file = header.kind == TarKind::file;
    std::string_view path = header.path;
    while (path.starts_with("./"))
      path.remove_prefix(2);
    if (is_file && !is_inside(path)) {
      return fail(
          ErrorKind::malformed, "ARCHIVE-PATH", "The archive has a path that leads out of it.");
    }
    if (path.size() > kMaxArchivePathBytes) return too_large("A name in the archive is too long.");
    if (header.bytes > limits_.max_file_bytes)
      return too_large("A file in the archive is too large.");
    const bool is_wanted = is_file && keep_(path);
    GATEWAY_TRY(std::string text, content(header.bytes, is_wanted));
    if (is_wanted) files_.insert_or_assign(std::string(path), std::move(text));
    return {};
  }

  GzipStream& stream_;
  const ArchiveLimits& limits_;
  const ArchiveFilter& keep_;
  ArchiveFiles files_;
  PaxRecords next_;  // what was said of the entry to come
  std::size_t entries_ = 0;
  std::array<char, kPiece> piece_{};
};

}  // namespace

Result<ArchiveFiles> read_archive(std::string_view tgz,
                                  const ArchiveLimits& limits,
                                  const ArchiveFilter& keep) {
  if (tgz.size() > limits.max_packed_bytes) return too_large("The archive is too large.");
  GzipStream stream(tgz, {limits.max_unpacked_bytes, limits.max_ratio});
  return TarReader(stream, limits, keep).read_all();
}

}  // namespace gateway::conformance
