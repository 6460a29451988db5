#include "tests/suites/known_differences.hpp"

#include <fstream>

namespace gateway::suites {

std::optional<KnownDifferences> KnownDifferences::load(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) return std::nullopt;
  KnownDifferences known;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.front() == '#') continue;
    const std::size_t tab = line.find('\t');
    if (tab == std::string::npos || tab + 1 == line.size()) return std::nullopt;
    known.rows_.emplace(line.substr(0, tab), line.substr(tab + 1));
  }
  return known;
}

}  // namespace gateway::suites
