#include "gateway/conformance/array_file.hpp"

#include <cstring>

namespace gateway::conformance {
namespace {

constexpr std::uint32_t kByteOrderMark = 0x01020304;

std::size_t aligned(std::size_t offset) {
  return (offset + kArrayAlignment - 1) / kArrayAlignment * kArrayAlignment;
}

}  // namespace

std::unexpected<Error> damaged_arrays(std::string_view why) {
  return fail(ErrorKind::malformed,
              "DEFS-DAMAGED",
              "The file of definitions is damaged: " + std::string(why) + ".");
}

// Four sums side by side, so that the multiplications do not wait for each other.
std::uint64_t checksum_of(std::span<const std::byte> bytes) noexcept {
  constexpr std::uint64_t kPrime = 0x9E3779B185EBCA87;
  std::array<std::uint64_t, 4> sums = {1, 2, 3, 4};
  constexpr std::size_t kStep = sizeof(sums);
  std::size_t at = 0;
  for (; at + kStep <= bytes.size(); at += kStep) {
    std::array<std::uint64_t, 4> words = {};
    std::memcpy(words.data(), bytes.data() + at, kStep);
    for (std::size_t i = 0; i < words.size(); ++i) {
      sums[i] = (sums[i] ^ words[i]) * kPrime;
      sums[i] ^= sums[i] >> 29;
    }
  }
  for (; at < bytes.size(); ++at) {
    sums[0] = (sums[0] ^ std::to_integer<std::uint64_t>(bytes[at])) * kPrime;
  }
  std::uint64_t sum = bytes.size();
  for (const std::uint64_t part : sums)
    sum = (sum ^ part) * kPrime;
  return sum ^ (sum >> 32);
}

Result<ArrayFileHeader> read_array_header(const ArrayFileKind& kind,
                                          std::span<const std::byte> bytes) {
  ArrayFileHeader header;
  if (bytes.size() < sizeof(header) ||
      std::memcmp(bytes.data(), kind.magic.data(), kind.magic.size()) != 0) {
    return fail(ErrorKind::malformed, "DEFS-NOT-OURS", "This is not a file of definitions.");
  }
  std::memcpy(&header, bytes.data(), sizeof(header));
  if (header.version != kind.version || header.byte_order != kByteOrderMark) {
    return fail(ErrorKind::malformed,
                "DEFS-VERSION",
                "The file of definitions was made for another version; make it again with "
                "brygga-schemac.");
  }
  if (header.size < sizeof(header) || header.size > bytes.size()) return damaged_arrays("size");
  const auto content = bytes.first(header.size).subspan(kChecksummedFrom);
  if (header.checksum != checksum_of(content)) return damaged_arrays("checksum");
  return header;
}

namespace detail {

std::string begin_array_file(std::size_t sections) {
  return std::string(sizeof(ArrayFileHeader) + sections * sizeof(SectionRow), '\0');
}

SectionRow append_section(std::uint32_t id,
                          std::size_t row_size,
                          std::string_view bytes,
                          std::string& file) {
  file.resize(aligned(file.size()), '\0');
  const SectionRow row{id, static_cast<std::uint32_t>(row_size), file.size(), bytes.size()};
  file.append(bytes);
  return row;
}

void finish_array_file(const ArrayFileKind& kind,
                       std::uint64_t made_for,
                       std::span<const SectionRow> sections,
                       std::string& file) {
  file.resize(aligned(file.size()), '\0');
  std::memcpy(file.data() + sizeof(ArrayFileHeader), sections.data(), sections.size_bytes());
  ArrayFileHeader header{.magic = kind.magic,
                         .version = kind.version,
                         .byte_order = kByteOrderMark,
                         .size = file.size(),
                         .checksum = 0,
                         .made_for = made_for,
                         .section_count = sections.size()};
  std::memcpy(file.data(), &header, sizeof(header));
  header.checksum = checksum_of(std::as_bytes(std::span(file)).subspan(kChecksummedFrom));
  std::memcpy(file.data(), &header, sizeof(header));
}

Result<std::span<const std::byte>> section_bytes(std::span<const std::byte> bytes,
                                                 std::size_t index,
                                                 std::uint32_t id,
                                                 std::size_t row_size) {
  const std::size_t at = sizeof(ArrayFileHeader) + index * sizeof(SectionRow);
  SectionRow row;
  if (at > bytes.size() || bytes.size() - at < sizeof(row)) return damaged_arrays("size");
  std::memcpy(&row, bytes.data() + at, sizeof(row));
  const bool is_inside = row.offset <= bytes.size() && row.size <= bytes.size() - row.offset;
  if (row.id != id || row.row_size != row_size || row.offset % kArrayAlignment != 0 || !is_inside ||
      row.size % row_size != 0) {
    return damaged_arrays("section " + std::to_string(id));
  }
  return bytes.subspan(row.offset, row.size);
}

}  // namespace detail
}  // namespace gateway::conformance
