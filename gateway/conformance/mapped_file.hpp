// MappedFile: a file seen as memory, read-only.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <utility>

#include "gateway/base/result.hpp"

namespace gateway::conformance {

// The file must not be shortened while it is mapped; replace it by renaming another one over it.
//
// LIFETIME: bytes() is valid as long as the object it was taken from, or the one moved to.
// THREADS: any thread may read.
class MappedFile {
 public:
  static constexpr std::size_t kMaxBytes = std::size_t{1} << 30;

  // Errors: not_found (DEFS-FILE-MISSING: it cannot be opened), malformed (DEFS-FILE-EMPTY),
  //         too_large (DEFS-FILE-SIZE: over kMaxBytes), unavailable (DEFS-FILE-MAP).
  static Result<MappedFile> open(const std::filesystem::path& path);

  MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
  MappedFile& operator=(MappedFile&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~MappedFile();

  std::span<const std::byte> bytes() const noexcept { return bytes_; }

  // `part` of the bytes need not be kept in memory: whoever asks again gets it from the file.
  void forget(std::span<const std::byte> part) const noexcept;

 private:
  explicit MappedFile(std::span<std::byte> bytes) : bytes_(bytes) {}

  std::span<std::byte> bytes_;  // mapped read-only; munmap() wants a pointer to what is not const
};

}  // namespace gateway::conformance
