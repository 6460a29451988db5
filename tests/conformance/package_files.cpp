#include "tests/conformance/package_files.hpp"

#include <array>
#include <cstdio>

#include <zlib.h>

namespace gateway::test {
namespace {

constexpr std::size_t kBlock = 512;

void put(std::string& block, std::size_t offset, std::string_view bytes) {
  block.replace(offset, bytes.size(), bytes);
}

std::string octal(std::size_t value, int digits) {
  std::array<char, 32> text{};
  const int size = std::snprintf(text.data(), text.size(), "%0*zo", digits, value);
  return {text.data(), static_cast<std::size_t>(size)};
}

void put_checksum(std::string& block) {
  put(block, 148, "        ");
  std::size_t sum = 0;
  for (const char c : block)
    sum += static_cast<unsigned char>(c);
  put(block, 148, octal(sum, 6) + std::string("\0 ", 2));
}

std::string header(std::string_view path, std::size_t size, char type) {
  std::string block(kBlock, '\0');
  put(block, 0, path);
  put(block, 100, "0000644");
  put(block, 124, octal(size, 11));
  block[156] = type;
  put(block, 257, std::string_view("ustar\00000", 8));
  return block;
}

std::string padded(std::string_view content) {
  std::string text(content);
  text.resize((content.size() + kBlock - 1) / kBlock * kBlock, '\0');
  return text;
}

}  // namespace

std::string tar_entry(std::string_view path, std::string_view content, char type) {
  std::string block = header(path, content.size(), type);
  put_checksum(block);
  return block + padded(content);
}

std::string tar_entry_with(std::string_view path,
                           std::string_view content,
                           std::size_t offset,
                           std::string_view bytes) {
  std::string block = header(path, content.size(), '0');
  put(block, offset, bytes);
  put_checksum(block);
  return block + padded(content);
}

std::string tar_end() {
  return std::string(2 * kBlock, '\0');
}

std::string gzip(std::string_view text) {
  z_stream stream{};
  constexpr int kGzip = 15 + 16;
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    return {};
  }
  std::string packed(deflateBound(&stream, text.size()), '\0');
  std::string input(text);
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string tgz(const std::vector<std::pair<std::string, std::string>>& files) {
  std::string tar;
  for (const auto& [path, content] : files)
    tar += tar_entry("package/" + path, content);
  return gzip(tar + tar_end());
}

}  // namespace gateway::test
