#include "gateway/search/escapes.hpp"

namespace gateway::search {

std::size_t find_unescaped(std::string_view text, char wanted) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == wanted) {
      return i;
    }
  }
  return std::string_view::npos;
}

std::vector<std::string_view> split_alternatives(std::string_view value) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t comma = find_unescaped(value, ',');
    parts.push_back(value.substr(0, comma));
    if (comma == std::string_view::npos) return parts;
    value.remove_prefix(comma + 1);
  }
}

std::string unescape(std::string_view value) {
  std::string text;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool escapes = value[i] == '\\' && i + 1 < value.size() &&
                         std::string_view(",|$\\").find(value[i + 1]) != std::string_view::npos;
    if (escapes) ++i;
    text += value[i];
  }
  return text;
}

}  // namespace gateway::search
