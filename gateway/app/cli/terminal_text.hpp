// Terminal text: somebody else's text, made fit to be shown: nothing in it steers the terminal, and
// it is known how wide it is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gateway::app {

// A character as it is shown.
struct Cell {
  std::string text;
  std::size_t columns = 0;  // of a terminal: 0 for a mark on the character before, 2 for wide ones
  std::size_t bytes = 0;    // that it takes in the source
};

// A tab becomes kTabColumns spaces. What is not UTF-8, and characters that are not seen but change
// what is (escape, line feed, direction marks), become U+FFFD.
// REQUIRES: at < text.size().
Cell cell_at(std::string_view text, std::size_t at);

inline constexpr std::size_t kTabColumns = 4;

// The whole text, so shown.
std::string printable(std::string_view text);

}  // namespace gateway::app
