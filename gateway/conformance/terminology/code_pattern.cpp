#include "gateway/conformance/terminology/code_pattern.hpp"

#include <cstddef>

#include "gateway/base/text.hpp"

namespace gateway::conformance {
namespace {

bool is_letter_or_digit(char c) noexcept {
  return is_alpha(c) || is_digit(c);
}

struct PatternPart {
  std::string_view characters;  // as a class has them between its brackets
  unsigned count = 1;
};

// Letters, digits and ranges of them: "A-Z0-9".
bool is_class_text(std::string_view text) noexcept {
  if (text.empty()) return false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_letter_or_digit(text[at])) return false;
    if (at + 1 == text.size() || text[at + 1] != '-') continue;
    if (at + 2 == text.size() || !is_letter_or_digit(text[at + 2])) return false;
    at += 2;
  }
  return true;
}

bool is_of(const PatternPart& part, char c) noexcept {
  const std::string_view text = part.characters;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool is_range = at + 2 < text.size() && text[at + 1] == '-';
    const char last = is_range ? text[at + 2] : text[at];
    if (c >= text[at] && c <= last) return true;
    if (is_range) at += 2;
  }
  return false;
}

// Takes the first part from `pattern`.
std::optional<PatternPart> take_part(std::string_view& pattern) noexcept {
  PatternPart part;
  if (pattern.starts_with('[')) {
    const std::size_t end = pattern.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    part.characters = pattern.substr(1, end - 1);
    pattern.remove_prefix(end + 1);
  } else {
    part.characters = pattern.substr(0, 1);
    pattern.remove_prefix(1);
  }
  if (!is_class_text(part.characters)) return std::nullopt;
  if (!pattern.starts_with('{')) return part;
  const std::size_t end = pattern.find('}');
  if (end == std::string_view::npos) return std::nullopt;
  const auto count = parse_integer<unsigned>(pattern.substr(1, end - 1));
  if (!count || *count > kMaxPatternCount) return std::nullopt;
  part.count = *count;
  pattern.remove_prefix(end + 1);
  return part;
}

}  // namespace

std::optional<bool> matches_code_pattern(std::string_view pattern, std::string_view code) noexcept {
  bool is_match = true;
  while (!pattern.empty()) {
    const auto part = take_part(pattern);
    if (!part) return std::nullopt;
    for (unsigned count = 0; is_match && count < part->count; ++count) {
      is_match = !code.empty() && is_of(*part, code.front());
      if (is_match) code.remove_prefix(1);
    }
  }
  return is_match && code.empty();
}

}  // namespace gateway::conformance
