// Archive: the files of a .tgz (tar in gzip), in memory.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"

namespace gateway::conformance {

struct ArchiveLimits {
  std::size_t max_packed_bytes = std::size_t{128} * 1024 * 1024;
  std::size_t max_unpacked_bytes = std::size_t{1} << 30;
  std::size_t max_files = 100'000;  // entries of every kind
  std::size_t max_file_bytes = std::size_t{64} * 1024 * 1024;
  std::size_t max_ratio = 200;  // see GzipLimits
};

// Longest path, and longest PAX header.
inline constexpr std::size_t kMaxArchivePathBytes = 4096;
inline constexpr std::size_t kMaxPaxBytes = std::size_t{64} * 1024;

// Content by path; "./" before a path is taken off. Of two files of one path the later one counts,
// as when tar unpacks them.
using ArchiveFiles = std::map<std::string, std::string, std::less<>>;

// Which files to keep. The others are checked and cost no memory.
using ArchiveFilter = std::function<bool(std::string_view path)>;

// Only regular files are read: folders, links and devices are passed over. Nothing is written
// anywhere.
//
// Errors: malformed (ARCHIVE-DAMAGED, ARCHIVE-TRUNCATED, ARCHIVE-TAR: not a tar, a wrong checksum;
//         ARCHIVE-PATH: a path that is absolute, has a part "..", a backslash or a control
//         character), too_large (ARCHIVE-SIZE, ARCHIVE-BOMB), internal (ARCHIVE-MEMORY).
Result<ArchiveFiles> read_archive(std::string_view tgz,
                                  const ArchiveLimits& limits,
                                  const ArchiveFilter& keep);

}  // namespace gateway::conformance
