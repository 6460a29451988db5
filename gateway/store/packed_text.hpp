// PackedText: a text as it lies in a column. UUIDs and SHA-256 values in hex are most of our texts
// and take less than half as bytes.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "gateway/security/hash_bytes.hpp"

namespace gateway::store {

// A UUID in canonical lower case as 16 bytes, 64 lower-case hex digits as 32 bytes, anything else
// as it is. Equal texts have equal packed forms, different ones different forms.
//
// LIFETIME: views the text it was made from, unless is_bytes().
class PackedText {
 public:
  explicit PackedText(std::string_view text);

  bool is_bytes() const noexcept { return size_ != 0; }
  // REQUIRES: is_bytes().
  security::ByteView bytes() const noexcept { return security::ByteView(bytes_).first(size_); }
  std::string_view text() const noexcept { return text_; }

 private:
  std::string_view text_;
  std::array<std::byte, 32> bytes_{};
  std::size_t size_ = 0;
};

// The text that 16 or 32 packed bytes stand for.
std::string unpack(security::ByteView bytes);

// Binds the packed form; for a class like Statement.
template <typename Bound>
Bound& bind(Bound& statement, const PackedText& packed) {
  return packed.is_bytes() ? statement.bind(packed.bytes()) : statement.bind(packed.text());
}

// Reads a packed column; for a class like Statement.
template <typename Row>
std::string packed_column(const Row& row, int column) {
  return row.is_blob(column) ? unpack(row.blob(column)) : std::string(row.text(column));
}

}  // namespace gateway::store
