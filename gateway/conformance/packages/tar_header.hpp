// TarHeader: one header block of a tar archive.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"

namespace gateway::conformance {

inline constexpr std::size_t kTarBlock = 512;
using TarBlock = std::array<char, kTarBlock>;

enum class TarKind : std::uint8_t {
  file,
  long_name,     // GNU: the content is the name of the next entry
  pax_header,    // the content is about the next entry
  note,          // about the next entry too, but of no use here; skipped with its content
  without_body,  // folders, links, devices: nothing follows, whatever the size says
  other,         // skipped with its content
};

struct TarHeader {
  TarKind kind = TarKind::other;
  std::string path;
  std::uint64_t bytes = 0;  // of content, without the padding to whole blocks
};

bool is_zero_block(const TarBlock& block) noexcept;

// Errors: malformed (ARCHIVE-TAR: a wrong checksum, or a number that is none).
// Source: POSIX.1-2017, pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format".
Result<TarHeader> read_tar_header(const TarBlock& block);

// What a PAX header says of the next entry; what it does not say is empty.
struct PaxRecords {
  std::optional<std::string> path;
  std::optional<std::uint64_t> bytes;
};
// Errors: malformed (ARCHIVE-TAR).
// Source: POSIX.1-2017, pax, "pax Extended Header".
Result<PaxRecords> read_pax_records(std::string_view text);

}  // namespace gateway::conformance
