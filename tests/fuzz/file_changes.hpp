// Changes of a good file, as fuzz targets of files of definitions make them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace gateway::test {

inline constexpr std::size_t kBytesOfChange = 4;

// Each change is four bytes: where, in three of them, the lowest first and beyond the end from the
// beginning again, and what stands there then.
inline std::string changed(std::string file, std::span<const std::uint8_t> changes) {
  for (; changes.size() >= kBytesOfChange; changes = changes.subspan(kBytesOfChange)) {
    const std::size_t offset =
        changes[0] | std::size_t{changes[1]} << 8U | std::size_t{changes[2]} << 16U;
    file[offset % file.size()] = static_cast<char>(changes[3]);
  }
  return file;
}

}  // namespace gateway::test
