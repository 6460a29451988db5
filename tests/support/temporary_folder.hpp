// TemporaryFolder: an empty folder of its own for each test, removed with all it holds.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace gateway::test {

class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const noexcept { return path_; }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }
  // Writes a file and returns its path.
  std::filesystem::path write(std::string_view name, std::string_view text) const;

 private:
  std::filesystem::path path_;
};

// The whole file; empty if it cannot be read.
std::string read_text_file(const std::filesystem::path& file);

}  // namespace gateway::test
