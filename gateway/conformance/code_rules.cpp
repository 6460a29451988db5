#include "gateway/conformance/code_rules.hpp"

#include <algorithm>
#include <cstddef>

#include "gateway/base/text.hpp"
#include "gateway/conformance/currency_codes.hpp"

namespace gateway::conformance {
namespace {

constexpr std::size_t kMaxTypeName = 127;

// Source: RFC 2045, section 5.1: any printable ASCII but space and the separators.
bool is_token_character(char c) {
  return c > ' ' && c < '\x7F' &&
         std::string_view("()<>@,;:\\\"/[]?=").find(c) == std::string_view::npos;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_token_character);
}

// What a type or subtype is called. Source: RFC 6838, section 4.2, restricted-name.
bool is_type_name(std::string_view text) {
  const auto is_letter_or_digit = [](char c) { return is_alpha(c) || is_digit(c); };
  const auto is_good = [&](char c) {
    return is_letter_or_digit(c) || std::string_view("!#$&-^_.+").find(c) != std::string_view::npos;
  };
  return !text.empty() && text.size() <= kMaxTypeName && is_letter_or_digit(text.front()) &&
         std::ranges::all_of(text, is_good);
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ')
    text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ')
    text.remove_suffix(1);
  return text;
}

// The text before the first `separator`; `text` keeps what follows it.
std::string_view cut(std::string_view& text, char separator) {
  const std::size_t at = text.find(separator);
  const std::string_view before = text.substr(0, at);
  text = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
  return before;
}

// The size of the quoted text at the beginning, with its quotes; 0 if it does not end.
std::size_t quoted_size(std::string_view text) {
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '"') return at + 1;
    const bool is_escape = text[at] == '\\';
    if (is_escape) ++at;
    if (at >= text.size() || (text[at] < ' ' && text[at] != '\t') || text[at] == '\x7F') return 0;
  }
  return 0;
}

// Takes one parameter and the semicolon behind it from `rest`; false if it is none.
// Deviation: a value that is not quoted may hold separators and spaces; common systems write it so.
bool take_parameter(std::string_view& rest) {
  const std::size_t equals = rest.find('=');
  if (equals == std::string_view::npos || !is_token(trimmed(rest.substr(0, equals)))) return false;
  rest = trimmed(rest.substr(equals + 1));
  if (!rest.starts_with('"')) {
    const auto is_plain = [](char c) { return c >= ' ' && c < '\x7F' && c != '"'; };
    const std::string_view value = trimmed(cut(rest, ';'));
    return !value.empty() && std::ranges::all_of(value, is_plain);
  }
  const std::size_t size = quoted_size(rest);
  rest = trimmed(rest.substr(size));
  if (size == 0 || rest.empty()) return size != 0;
  const bool has_more = rest.front() == ';';
  rest.remove_prefix(1);
  return has_more;
}

}  // namespace

Membership check_mime_type(std::string_view code) noexcept {
  std::string_view rest = code;
  std::string_view type = trimmed(cut(rest, ';'));
  const bool is_single = type.find('/') == std::string_view::npos;
  const std::string_view top = cut(type, '/');
  if (!is_type_name(top) || (!is_single && !is_type_name(type))) return Membership::not_in;
  while (!rest.empty()) {
    if (!take_parameter(rest)) return Membership::not_in;
  }
  return is_single ? Membership::cannot_tell : Membership::in;
}

Membership check_currency(std::string_view code) noexcept {
  const bool is_code = kCurrencies.contains(code) || kFormerCurrencies.contains(code);
  return is_code ? Membership::in : Membership::not_in;
}

}  // namespace gateway::conformance
