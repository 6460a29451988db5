// A file of known differences: the name of a case and, after a tab, why it is right as it is.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace gateway::suites {

class KnownDifferences {
 public:
  // Nullopt if the file cannot be read or a line has no reason. '#' begins a comment line.
  static std::optional<KnownDifferences> load(const std::filesystem::path& file);

  bool contains(std::string_view name) const { return rows_.contains(name); }
  std::size_t size() const noexcept { return rows_.size(); }
  const std::map<std::string, std::string, std::less<>>& rows() const noexcept { return rows_; }

 private:
  std::map<std::string, std::string, std::less<>> rows_;
};

}  // namespace gateway::suites
