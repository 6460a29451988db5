// Progress: one line on a terminal that says how far a long command is.
#pragma once

#include <cstddef>
#include <ostream>
#include <string_view>

#include "gateway/app/cli/console.hpp"

namespace gateway::app {

// Writes nothing if standard error is no terminal, or if there is one file only.
//
// THREADS: one.
class Progress {
 public:
  Progress(const Console& console, std::size_t files)
      : err_(console.err), files_(files), is_shown_(console.err_is_terminal && files > 1) {}
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() { clear(); }

  // The next file begins.
  void begin(std::string_view name);
  // Takes the line away, so that results can stand in its place.
  void clear();

 private:
  std::ostream& err_;
  std::size_t files_;
  std::size_t begun_ = 0;
  bool is_shown_;
};

}  // namespace gateway::app
