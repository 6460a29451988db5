// Packages made for tests: entries of tar, and gzip around them.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gateway::test {

// A header of ustar with a right checksum, followed by `content` padded to whole blocks.
std::string tar_entry(std::string_view path, std::string_view content, char type = '0');
// The same with bytes of the header overwritten first.
std::string tar_entry_with(std::string_view path,
                           std::string_view content,
                           std::size_t offset,
                           std::string_view bytes);
// The two blocks of zeros.
std::string tar_end();

std::string gzip(std::string_view text);

// A package as npm packs it.
std::string tgz(const std::vector<std::pair<std::string, std::string>>& files);

}  // namespace gateway::test
