// Array file: flat arrays that a program maps and uses in place.
//
//   header    magic, format version, byte order mark, size, checksums, section count
//   sections  one row each: id, size of a row, offset, size in bytes
//   data      the arrays, each at a multiple of 8 bytes
//
// What the arrays are is said by for_each_section(arrays, visit), found where `arrays` is declared:
// it calls visit(id, array) for each of them. The same arrays give the same bytes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"

namespace gateway::conformance {

struct ArrayFileKind {
  std::array<char, 8> magic = {};
  std::uint32_t version = 0;  // a change of a row or of a section needs a new one
};

inline constexpr std::size_t kArrayAlignment = 8;

struct ArrayFileHeader {
  std::array<char, 8> magic = {};
  std::uint32_t version = 0;
  std::uint32_t byte_order = 0;
  std::uint64_t size = 0;      // bytes, of the header too
  std::uint64_t checksum = 0;  // of everything after it
  std::uint64_t made_for = 0;  // the checksum of the file whose ids the rows use, or 0
  std::uint64_t section_count = 0;
};
static_assert(sizeof(ArrayFileHeader) == 48);

// Where that begins which the checksum is of.
inline constexpr std::size_t kChecksummedFrom = offsetof(ArrayFileHeader, made_for);

struct SectionRow {
  std::uint32_t id = 0;
  std::uint32_t row_size = 0;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;  // bytes
};
static_assert(sizeof(SectionRow) == 24);

// Finds damage, not malice.
std::uint64_t checksum_of(std::span<const std::byte> bytes) noexcept;

// The header of what `bytes` begin with; more may follow behind its size.
//
// Errors: malformed (DEFS-NOT-OURS: another kind of file; DEFS-VERSION: of another version of the
//         gateway or another byte order; DEFS-DAMAGED: truncated or changed).
Result<ArrayFileHeader> read_array_header(const ArrayFileKind& kind,
                                          std::span<const std::byte> bytes);

std::unexpected<Error> damaged_arrays(std::string_view why);

namespace detail {

// Puts `sections` and the header before what is in `file`.
void finish_array_file(const ArrayFileKind& kind,
                       std::uint64_t made_for,
                       std::span<const SectionRow> sections,
                       std::string& file);
// Room for the header and `sections` rows.
std::string begin_array_file(std::size_t sections);
SectionRow append_section(std::uint32_t id,
                          std::size_t row_size,
                          std::string_view bytes,
                          std::string& file);
// The bytes of section `index`, which must have this id.
Result<std::span<const std::byte>> section_bytes(std::span<const std::byte> bytes,
                                                 std::size_t index,
                                                 std::uint32_t id,
                                                 std::size_t row_size);

template <typename Row>
void point_at(std::span<const std::byte> bytes, std::span<const Row>& array) {
  array = {reinterpret_cast<const Row*>(bytes.data()), bytes.size() / sizeof(Row)};
}
inline void point_at(std::span<const std::byte> bytes, std::string_view& text) {
  text = {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

template <typename Arrays>
std::size_t section_count(const Arrays& arrays) {
  std::size_t count = 0;
  for_each_section(arrays, [&count](std::uint32_t, const auto&) { ++count; });
  return count;
}

}  // namespace detail

template <typename Arrays>
std::string write_arrays(const ArrayFileKind& kind, std::uint64_t made_for, const Arrays& arrays) {
  std::vector<SectionRow> sections;
  std::string file = detail::begin_array_file(detail::section_count(arrays));
  for_each_section(arrays, [&](std::uint32_t id, const auto& array) {
    const std::size_t row_size = sizeof(*array.data());
    const std::string_view bytes(reinterpret_cast<const char*>(array.data()),
                                 array.size() * row_size);
    sections.push_back(detail::append_section(id, row_size, bytes, file));
  });
  detail::finish_array_file(kind, made_for, sections, file);
  return file;
}

// The arrays in `bytes`, whose header was read. Their sections lie inside; what their rows say is
// not checked. REQUIRES: `bytes` begin at a multiple of kArrayAlignment. LIFETIME: the arrays point
// into `bytes`.
//
// Errors: malformed (DEFS-DAMAGED: sections that are not consistent).
template <typename Arrays>
Result<Arrays> read_arrays(const ArrayFileHeader& header, std::span<const std::byte> bytes) {
  Arrays arrays;
  if (header.section_count != detail::section_count(arrays))
    return damaged_arrays("number of sections");
  Result<void> taken;
  std::size_t next = 0;
  for_each_section(arrays, [&](std::uint32_t id, auto& array) {
    if (!taken) return;
    const auto section =
        detail::section_bytes(bytes.first(header.size), next++, id, sizeof(*array.data()));
    if (section) {
      detail::point_at(*section, array);
    } else {
      taken = std::unexpected(section.error());
    }
  });
  GATEWAY_CHECK(taken);
  return arrays;
}

}  // namespace gateway::conformance
