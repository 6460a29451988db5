#include "gateway/conformance/terminology/display.hpp"

#include <cstddef>

#include "gateway/base/text.hpp"

namespace gateway::conformance {
namespace {

// UTF-8 of U+00C0 to U+00DE is this byte and one more.
constexpr char kLatinLead = '\xC3';

// The second byte, from 0x80, of a capital of Latin-1; U+00D7 is the multiplication sign.
constexpr bool is_latin_capital(char c) noexcept {
  return static_cast<unsigned char>(c) <= 0x9E && c != '\x97';
}

bool is_beginning(std::string_view text, std::string_view longer) noexcept {
  return longer.size() >= text.size() &&
         equals_ignoring_case(longer.substr(0, text.size()), text) &&
         (longer.size() == text.size() || longer[text.size()] == '-');
}

}  // namespace

Designation read_designation(fhir::Node node) noexcept {
  return {.language = node.child("language").value(),
          .use = node.child("use"),
          .value = node.child("value").value()};
}

bool language_serves(std::string_view offered, std::string_view asked) noexcept {
  if (offered.empty() || asked.empty()) return false;
  return is_beginning(offered, asked) || is_beginning(asked, offered);
}

std::string folded_display(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  const std::string_view trimmed = trim(text);
  for (std::size_t i = 0; i < trimmed.size(); ++i) {
    const char c = trimmed[i];
    const bool follows_latin = i > 0 && trimmed[i - 1] == kLatinLead;
    if (is_space(c)) {
      if (folded.back() != ' ') folded.push_back(' ');
    } else if (follows_latin && is_latin_capital(c)) {
      folded.push_back(static_cast<char>(c + 0x20));
    } else {
      folded.push_back(to_lower(c));
    }
  }
  return folded;
}

bool is_same_display(std::string_view a, std::string_view b) {
  return a == b || folded_display(a) == folded_display(b);
}

}  // namespace gateway::conformance
