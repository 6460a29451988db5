// Counts the cases of a suite and prints those that fail.
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>

namespace gateway::test {

class SuiteReport {
 public:
  void add(bool passed, std::string_view name, std::string_view why) {
    ++(passed ? passed_ : failed_);
    if (!passed) std::cout << "FAILED " << name << ": " << why << '\n';
  }

  // Prints the last line; the value of the program.
  int finish() const {
    std::cout << passed_ << " passed, " << failed_ << " failed\n";
    return failed_ == 0 && passed_ > 0 ? 0 : 1;
  }

 private:
  std::size_t passed_ = 0;
  std::size_t failed_ = 0;
};

inline std::string file_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace gateway::test
