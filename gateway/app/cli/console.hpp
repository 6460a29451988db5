// Console: what a command reads from and writes to, so that tests can stand in for a terminal.
#pragma once

#include <iosfwd>

#include "gateway/base/result.hpp"

namespace gateway::app {

// LIFETIME: outlived by the streams.
struct Console {
  std::istream& in;
  std::ostream& out;  // results only
  std::ostream& err;  // what went wrong, and progress
  bool err_is_terminal = false;
};

// How a command ends.
inline constexpr int kExitFine = 0;
inline constexpr int kExitError = 1;  // an error was found, or the command could not do its work
inline constexpr int kExitUsage = 2;  // the command line is wrong

// One line on standard error. Returns kExitError.
int refuse(const Console& console, const Error& error);

}  // namespace gateway::app
