// Bytes and views of bytes: what hashing and encryption take and give.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::security {

using Bytes = std::vector<std::byte>;
using ByteView = std::span<const std::byte>;

// LIFETIME: views `text`.
inline ByteView as_bytes(std::string_view text) {
  return std::as_bytes(std::span(text));
}

// LIFETIME: views `text`, and writes into it.
inline std::span<std::byte> as_writable_bytes(std::string& text) {
  return std::as_writable_bytes(std::span(text));
}

// LIFETIME: views `bytes`.
inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace gateway::security
