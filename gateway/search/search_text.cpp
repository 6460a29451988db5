#include "gateway/search/search_text.hpp"

#include <array>

#include <utf8proc.h>

#include "gateway/base/text.hpp"
#include "gateway/fhirpath/characters.hpp"

namespace gateway::search {
namespace {

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

// A character without case, marks and compatible forms; a space of another width is a space.
void append_folded(char32_t code, std::string& out) {
  constexpr auto kOptions =
      static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                                     UTF8PROC_STRIPMARK | UTF8PROC_IGNORE);
  std::array<utf8proc_int32_t, 32> parts{};  // Unicode's longest decomposition has 18
  int boundary = 0;
  const auto count = utf8proc_decompose_char(static_cast<utf8proc_int32_t>(code),
                                             parts.data(),
                                             static_cast<utf8proc_ssize_t>(parts.size()),
                                             kOptions,
                                             &boundary);
  for (std::size_t i = 0; i < parts.size() && static_cast<utf8proc_ssize_t>(i) < count; ++i)
    fhirpath::append_character(out, static_cast<char32_t>(parts.at(i)));
}

// å ä ö, composed or as a letter and its mark.
struct SwedishLetter {
  char32_t upper;
  char32_t lower;
  char letter;
  char32_t mark;
  char sorted;  // behind 'z'
};
constexpr auto kSwedish = std::to_array<SwedishLetter>({
    {U'Å', U'å', 'a', U'\u030A', '{'},
    {U'Ä', U'ä', 'a', U'\u0308', '|'},
    {U'Ö', U'ö', 'o', U'\u0308', '}'},
});

void append_swedish(char32_t code, std::string& out) {
  for (const SwedishLetter& each : kSwedish) {
    const bool is_mark = code == each.mark && out.ends_with(each.letter);
    if (is_mark) out.pop_back();
    if (!is_mark && code != each.upper && code != each.lower) continue;
    out += each.sorted;
    return;
  }
  append_folded(code, out);
}

std::string with_single_spaces(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (!is_space(c)) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

}  // namespace

std::string folded(std::string_view text) {
  if (!is_utf8(text)) return {};
  std::string plain;
  plain.reserve(text.size());
  while (!text.empty()) {
    const std::string_view character = fhirpath::first_character(text);
    append_folded(fhirpath::code_point(character), plain);
    text.remove_prefix(character.size());
  }
  return with_single_spaces(plain);
}

std::string sort_text(std::string_view text) {
  if (!is_utf8(text)) return {};
  std::string plain;
  plain.reserve(text.size());
  while (!text.empty()) {
    const std::string_view character = fhirpath::first_character(text);
    text.remove_prefix(character.size());
    append_swedish(fhirpath::code_point(character), plain);
  }
  return with_single_spaces(plain);
}

std::string_view first_characters(std::string_view folded, std::size_t characters) noexcept {
  return folded.substr(0, fhirpath::byte_of_character(folded, characters));
}

std::vector<std::string_view> prefixes_of(std::string_view folded) {
  std::vector<std::string_view> prefixes;
  std::size_t end = 0;
  while (prefixes.size() < kMaxPrefix && end < folded.size()) {
    end += fhirpath::first_character(folded.substr(end)).size();
    prefixes.push_back(folded.substr(0, end));
  }
  return prefixes;
}

}  // namespace gateway::search
