#include "gateway/conformance/definition_file.hpp"

#include <cstring>

#include "gateway/conformance/definition_checks.hpp"

namespace gateway::conformance {
namespace {

constexpr std::array<char, 8> kMagic = {'B', 'R', 'Y', 'G', 'G', 'A', 'D', 'F'};
constexpr std::uint32_t kFormatVersion = 1;
constexpr std::uint32_t kByteOrderMark = 0x01020304;
constexpr std::size_t kAlignment = 8;
constexpr std::size_t kSectionCount = 13;

struct Header {
  std::array<char, 8> magic = kMagic;
  std::uint32_t version = kFormatVersion;
  std::uint32_t byte_order = kByteOrderMark;
  std::uint64_t file_size = 0;
  std::uint64_t checksum = 0;  // of everything after the header
  std::uint64_t section_count = kSectionCount;
};
static_assert(sizeof(Header) == 40);

struct SectionRow {
  std::uint32_t id = 0;
  std::uint32_t row_size = 0;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;  // bytes
};
static_assert(sizeof(SectionRow) == 24);

using SectionTable = std::array<SectionRow, kSectionCount>;

// Calls visit(id, array) for each section. The ids are part of the format.
template <typename Arrays, typename Visit>
void for_each_section(Arrays& arrays, Visit visit) {
  visit(1, arrays.types.types);
  visit(2, arrays.types.slots);
  visit(3, arrays.types.names);
  visit(4, arrays.types.name_hash);
  visit(5, arrays.types.type_hash);
  visit(6, arrays.types.text);
  visit(7, arrays.slot_targets);
  visit(8, arrays.target_sets);
  visit(9, arrays.target_types);
  visit(10, arrays.bindings);
  visit(11, arrays.concepts);
  visit(12, arrays.systems);
  visit(13, arrays.terms);
}

std::size_t aligned(std::size_t offset) {
  return (offset + kAlignment - 1) / kAlignment * kAlignment;
}

std::unexpected<Error> damaged(std::string_view why) {
  return fail(ErrorKind::malformed,
              "DEFS-DAMAGED",
              "The file of definitions is damaged: " + std::string(why) + ".");
}

template <typename Row>
Result<void> take(const SectionRow& row,
                  std::span<const std::byte> bytes,
                  std::span<const Row>& array) {
  if (row.row_size != sizeof(Row) || row.size % sizeof(Row) != 0) return damaged("row size");
  array = {reinterpret_cast<const Row*>(bytes.data() + row.offset),
           static_cast<std::size_t>(row.size / sizeof(Row))};
  return {};
}

Result<void> take(const SectionRow& row, std::span<const std::byte> bytes, std::string_view& text) {
  if (row.row_size != 1) return damaged("row size");
  text = {reinterpret_cast<const char*>(bytes.data() + row.offset),
          static_cast<std::size_t>(row.size)};
  return {};
}

Result<Header> read_header(std::span<const std::byte> bytes) {
  Header header;
  if (bytes.size() < sizeof(Header) ||
      std::memcmp(bytes.data(), kMagic.data(), kMagic.size()) != 0) {
    return fail(ErrorKind::malformed, "DEFS-NOT-OURS", "This is not a file of definitions.");
  }
  std::memcpy(&header, bytes.data(), sizeof(Header));
  if (header.version != kFormatVersion || header.byte_order != kByteOrderMark) {
    return fail(ErrorKind::malformed,
                "DEFS-VERSION",
                "The file of definitions was made for another version; make it again with "
                "brygga-schemac.");
  }
  if (header.file_size != bytes.size()) return damaged("size");
  if (header.section_count != kSectionCount) return damaged("number of sections");
  if (header.checksum != checksum_of(bytes.subspan(sizeof(Header)))) return damaged("checksum");
  return header;
}

}  // namespace

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

std::string to_file(const DefinitionArrays& arrays) {
  SectionTable sections;
  std::string file(sizeof(Header) + sizeof(SectionTable), '\0');
  std::size_t next = 0;
  for_each_section(arrays, [&](std::uint32_t id, const auto& array) {
    file.resize(aligned(file.size()), '\0');
    const std::size_t row_size = sizeof(*array.data());
    const std::size_t size = array.size() * row_size;
    sections[next++] = {id, static_cast<std::uint32_t>(row_size), file.size(), size};
    if (size > 0) file.append(reinterpret_cast<const char*>(array.data()), size);
  });
  file.resize(aligned(file.size()), '\0');
  std::memcpy(file.data() + sizeof(Header), sections.data(), sizeof(SectionTable));
  Header header;
  header.file_size = file.size();
  header.checksum = checksum_of(std::as_bytes(std::span(file)).subspan(sizeof(Header)));
  std::memcpy(file.data(), &header, sizeof(Header));
  return file;
}

Result<DefinitionArrays> from_file(std::span<const std::byte> bytes) {
  GATEWAY_CHECK(read_header(bytes));
  SectionTable sections;
  if (bytes.size() < sizeof(Header) + sizeof(SectionTable)) return damaged("size");
  std::memcpy(sections.data(), bytes.data() + sizeof(Header), sizeof(SectionTable));

  DefinitionArrays arrays;
  Result<void> taken;
  std::size_t next = 0;
  for_each_section(arrays, [&](std::uint32_t id, auto& array) {
    const SectionRow& row = sections[next++];
    if (!taken) return;
    if (row.id != id || row.offset % kAlignment != 0 || row.offset > bytes.size() ||
        row.size > bytes.size() - row.offset) {
      taken = damaged("section " + std::to_string(id));
    } else {
      taken = take(row, bytes, array);
    }
  });
  GATEWAY_CHECK(taken);
  if (const auto fault = find_fault(arrays)) return damaged(*fault);
  return arrays;
}

}  // namespace gateway::conformance
