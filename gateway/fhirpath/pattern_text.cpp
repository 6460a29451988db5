#include "gateway/fhirpath/pattern_text.hpp"

#include <algorithm>
#include <array>

#include "gateway/base/encoding.hpp"
#include "gateway/base/text.hpp"

namespace gateway::fhirpath {
namespace {

constexpr std::size_t kUnicodeDigits = 4;

// `text` begins with a backslash.
bool is_unicode_escape(std::string_view text) noexcept {
  const std::string_view digits = text.substr(std::min<std::size_t>(2, text.size()));
  return text.starts_with("\\u") && digits.size() >= kUnicodeDigits &&
         std::ranges::all_of(digits.substr(0, kUnicodeDigits),
                             [](char c) { return hex_value(c) >= 0; });
}

// (?<name>, and neither (?<= nor (?<!.
bool is_named_group(std::string_view text) noexcept {
  constexpr std::string_view kBegin = "(?<";
  return text.starts_with(kBegin) && text.size() > kBegin.size() && text[kBegin.size()] != '=' &&
         text[kBegin.size()] != '!';
}

// The digits at the front that number a group: two if there are so many groups.
std::string_view group_digits(std::string_view text, int group_count) noexcept {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const auto count = static_cast<std::size_t>(end - text.begin());
  const bool has_two =
      count >= 2 && parse_integer<int>(text.substr(0, 2)).value_or(0) <= group_count;
  return text.substr(0, has_two ? 2 : std::min<std::size_t>(count, 1));
}

struct Bracket {
  char open;
  char close;
};
constexpr auto kBrackets = std::to_array<Bracket>({{'{', '}'}, {'<', '>'}});

SubstitutionPart in_brackets(std::string_view text) noexcept {
  const auto bracket = std::ranges::find(kBrackets, text[1], &Bracket::open);
  const std::size_t end =
      bracket == kBrackets.end() ? std::string_view::npos : text.find(bracket->close);
  if (end == std::string_view::npos) return {text.substr(0, 1)};
  const std::string_view name = text.substr(2, end - 2);
  const bool is_number = !name.empty() && std::ranges::all_of(name, is_digit);
  return {text.substr(0, end + 1), GroupName{name, is_number}};
}

// What a '$' at the front begins.
SubstitutionPart reference(std::string_view text, int group_count) noexcept {
  if (text.size() == 1) return {text};
  if (text[1] == '&') return {text.substr(0, 2), GroupName{"0", true}};
  const std::string_view digits = group_digits(text.substr(1), group_count);
  if (!digits.empty()) return {text.substr(0, 1 + digits.size()), GroupName{digits, true}};
  return in_brackets(text);
}

}  // namespace

std::string to_re2(std::string_view pattern) {
  std::string text;
  bool in_class = false;
  while (!pattern.empty()) {
    std::size_t taken = 1;
    if (pattern.front() == '\\' && is_unicode_escape(pattern)) {
      taken = 2 + kUnicodeDigits;
      text.append("\\x{").append(pattern.substr(2, kUnicodeDigits)).append("}");
    } else if (!in_class && is_named_group(pattern)) {
      taken = 3;
      text += "(?P<";
    } else {
      taken = pattern.front() == '\\' ? std::min<std::size_t>(2, pattern.size()) : 1;
      text += pattern.substr(0, taken);
      if (taken == 1 && pattern.front() == '[') in_class = true;
      if (taken == 1 && pattern.front() == ']') in_class = false;
    }
    pattern.remove_prefix(taken);
  }
  return text;
}

std::vector<SubstitutionPart> parts_of_substitution(std::string_view text, int group_count) {
  std::vector<SubstitutionPart> parts;
  while (!text.empty()) {
    const std::string_view plain = text.substr(0, text.find('$'));
    if (!plain.empty()) parts.push_back({plain});
    text.remove_prefix(plain.size());
    if (text.empty()) break;
    const bool is_doubled = text.starts_with("$$");
    const SubstitutionPart part =
        is_doubled ? SubstitutionPart{text.substr(0, 1)} : reference(text, group_count);
    parts.push_back(part);
    text.remove_prefix(is_doubled ? 2 : part.text.size());
  }
  return parts;
}

}  // namespace gateway::fhirpath
