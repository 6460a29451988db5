#include "gateway/conformance/packages/tar_header.hpp"

#include <algorithm>
#include <limits>

#include "gateway/base/text.hpp"

namespace gateway::conformance {
namespace {

struct Field {
  std::size_t begin;
  std::size_t size;
};
constexpr Field kName{0, 100};
constexpr Field kSize{124, 12};
constexpr Field kChecksum{148, 8};
constexpr Field kMagic{257, 5};
constexpr Field kPrefix{345, 155};
constexpr std::size_t kTypeFlag = 156;

struct FlagRow {
  char flag;
  TarKind kind;
};
// '7' is a file that some systems lay out in one piece.
constexpr FlagRow kFlags[] = {
    {'0', TarKind::file},
    {'\0', TarKind::file},
    {'7', TarKind::file},
    {'L', TarKind::long_name},
    {'K', TarKind::note},
    {'g', TarKind::note},
    {'x', TarKind::pax_header},
    {'1', TarKind::without_body},
    {'2', TarKind::without_body},
    {'3', TarKind::without_body},
    {'4', TarKind::without_body},
    {'5', TarKind::without_body},
    {'6', TarKind::without_body},
};

std::unexpected<Error> not_tar(std::string sentence) {
  return fail(ErrorKind::malformed, "ARCHIVE-TAR", std::move(sentence));
}

std::string_view bytes_of(const TarBlock& block, Field field) noexcept {
  return std::string_view(block.data(), block.size()).substr(field.begin, field.size);
}

// A field of text ends at a NUL or where it is full.
std::string_view text_of(const TarBlock& block, Field field) noexcept {
  const std::string_view bytes = bytes_of(block, field);
  return bytes.substr(0, bytes.find('\0'));
}

// Octal digits, with spaces or NULs before and after.
std::optional<std::uint64_t> parse_octal(std::string_view text) noexcept {
  constexpr std::string_view kPadding(" \0", 2);
  const std::size_t begin = std::min(text.find_first_not_of(kPadding), text.size());
  text.remove_prefix(begin);
  text = text.substr(0, text.find_first_of(kPadding));
  std::uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '7' || value >> 60U != 0) return std::nullopt;
    value = value * 8 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

// GNU writes numbers that octal has no room for as bytes, after a byte 0x80.
std::optional<std::uint64_t> parse_number(std::string_view text) noexcept {
  if ((static_cast<unsigned char>(text.front()) & 0x80U) == 0) return parse_octal(text);
  if (static_cast<unsigned char>(text.front()) != 0x80U) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : text.substr(1)) {
    if (value >> 56U != 0) return std::nullopt;
    value = value << 8U | static_cast<unsigned char>(c);
  }
  return value;
}

// The sum of all bytes, those of the checksum itself taken for spaces. Old programs summed signed
// bytes.
bool has_right_checksum(const TarBlock& block) noexcept {
  const auto written = parse_octal(bytes_of(block, kChecksum));
  std::int64_t unsigned_sum = 0;
  std::int64_t signed_sum = 0;
  for (std::size_t i = 0; i < block.size(); ++i) {
    const bool is_own = i >= kChecksum.begin && i < kChecksum.begin + kChecksum.size;
    const char c = is_own ? ' ' : block[i];
    unsigned_sum += static_cast<unsigned char>(c);
    signed_sum += static_cast<signed char>(c);
  }
  if (!written) return false;
  const auto sum = static_cast<std::int64_t>(*written);
  return sum == unsigned_sum || sum == signed_sum;
}

}  // namespace

bool is_zero_block(const TarBlock& block) noexcept {
  return std::ranges::all_of(block, [](char c) { return c == '\0'; });
}

Result<TarHeader> read_tar_header(const TarBlock& block) {
  if (!has_right_checksum(block)) return not_tar("A header of the archive is damaged.");
  const auto bytes = parse_number(bytes_of(block, kSize));
  if (!bytes) return not_tar("A header of the archive has a size that is no number.");

  TarHeader header;
  header.bytes = *bytes;
  header.path = text_of(block, kName);
  // The prefix is part of the name in POSIX's form only; GNU keeps times there.
  const bool is_posix =
      bytes_of(block, kMagic) == "ustar" && block[kMagic.begin + kMagic.size] == 0;
  const std::string_view prefix = text_of(block, kPrefix);
  if (is_posix && !prefix.empty()) header.path = std::string(prefix) + "/" + header.path;
  for (const FlagRow& row : kFlags) {
    if (row.flag == block[kTypeFlag]) header.kind = row.kind;
  }
  // Before POSIX a folder was a file whose name ends so.
  if (header.kind == TarKind::file && header.path.ends_with('/')) {
    header.kind = TarKind::without_body;
  }
  return header;
}

// Each record is "LENGTH KEY=VALUE\n"; the length counts the whole record.
Result<PaxRecords> read_pax_records(std::string_view text) {
  PaxRecords records;
  while (!text.empty()) {
    const Halves halves = split_once(text, ' ');
    const auto length = parse_integer<std::size_t>(halves.before);
    const bool fits = length && *length > halves.before.size() + 1 && *length <= text.size();
    if (!halves.found || !fits || text[*length - 1] != '\n') {
      return not_tar("A PAX header of the archive is damaged.");
    }
    const std::size_t begin = halves.before.size() + 1;
    const Halves record = split_once(text.substr(begin, *length - begin - 1), '=');
    text.remove_prefix(*length);
    if (record.before == "path") records.path = std::string(record.after);
    if (record.before != "size") continue;
    records.bytes = parse_integer<std::uint64_t>(record.after);
    if (!records.bytes) return not_tar("A PAX header of the archive has a size that is no number.");
  }
  return records;
}

}  // namespace gateway::conformance
