#include "tests/suites/validator_locations.hpp"

#include <array>
#include <charconv>
#include <cstddef>

namespace {

enum class Shift { first_entry, entry_from_one, all_from_one };

struct Row {
  std::string_view id;
  Shift shift;
};

constexpr std::array kRows = {
    Row{"VAL-BUNDLE-FULL-URL-RELATIVE", Shift::first_entry},
    Row{"VAL-BUNDLE-FULL-URL-ID", Shift::first_entry},
    Row{"VAL-BUNDLE-UNREACHABLE", Shift::entry_from_one},
    Row{"VAL-BUNDLE-PART", Shift::all_from_one},
};

// `text` with the number in each pair of brackets moved, or in the first one only.
std::string moved(const std::string& text, Shift shift) {
  std::string out;
  bool is_first = true;
  for (std::size_t at = 0; at < text.size(); ++at) {
    out += text[at];
    const bool is_moved = text[at] == '[' && (is_first || shift == Shift::all_from_one);
    if (!is_moved) continue;
    std::size_t number = 0;
    const char* const begin = text.data() + at + 1;
    const auto read = std::from_chars(begin, text.data() + text.size(), number);
    out += std::to_string(shift == Shift::first_entry ? 0 : number + 1);
    at += static_cast<std::size_t>(read.ptr - begin);
    is_first = false;
  }
  return out;
}

void erase_between(std::string& text, std::string_view open, std::string_view close) {
  for (std::size_t at = text.find(open); at != std::string::npos; at = text.find(open)) {
    const std::size_t end = text.find(close, at);
    if (end == std::string::npos) return;
    text.erase(at, end + close.size() - at);
  }
}

}  // namespace

std::string reference_location(std::string_view id, const std::string& expression) {
  for (const Row& row : kRows) {
    if (row.id == id) return moved(expression, row.shift);
  }
  return expression;
}

std::string plain_location(std::string text) {
  erase_between(text, "/*", "*/");
  erase_between(text, "[url='", "']");
  return text;
}
