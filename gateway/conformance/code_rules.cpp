#include "gateway/conformance/code_rules.hpp"

#include <algorithm>
#include <cstddef>

namespace gateway::conformance {
namespace {

constexpr std::size_t kCurrencyLength = 3;

// Source: RFC 2045, section 5.1: any printable ASCII but space and the separators.
bool is_token_character(char c) {
  return c > ' ' && c < '\x7F' &&
         std::string_view("()<>@,;:\\\"/[]?=").find(c) == std::string_view::npos;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_token_character);
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

bool is_parameter(std::string_view text) {
  const std::string_view name = cut(text, '=');
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    text = text.substr(1, text.size() - 2);
    return is_token(name) && text.find('"') == std::string_view::npos;
  }
  // Deviation: a value that is not quoted may hold separators and spaces; common systems write it
  // so.
  const auto is_plain = [](char c) { return c >= ' ' && c < '\x7F' && c != '"'; };
  return is_token(name) && !text.empty() && std::ranges::all_of(text, is_plain);
}

}  // namespace

Membership check_mime_type(std::string_view code) noexcept {
  std::string_view rest = code;
  std::string_view type = trimmed(cut(rest, ';'));
  const bool is_single = type.find('/') == std::string_view::npos;
  const std::string_view top = cut(type, '/');
  if (!is_token(top) || (!is_single && !is_token(type))) return Membership::not_in;
  while (!rest.empty()) {
    if (!is_parameter(trimmed(cut(rest, ';')))) return Membership::not_in;
  }
  return is_single ? Membership::cannot_tell : Membership::in;
}

Membership check_currency(std::string_view code) noexcept {
  const bool is_code = code.size() == kCurrencyLength &&
                       std::ranges::all_of(code, [](char c) { return c >= 'A' && c <= 'Z'; });
  return is_code ? Membership::cannot_tell : Membership::not_in;
}

}  // namespace gateway::conformance
