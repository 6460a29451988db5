#include <algorithm>
#include <array>
#include <optional>

#include "gateway/base/encoding.hpp"
#include "gateway/fhirpath/characters.hpp"
#include "gateway/fhirpath/token.hpp"

namespace gateway::fhirpath {
namespace {

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_space(char c) noexcept {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

struct EscapeRow {
  char letter;
  char meaning;
};
// Source: FHIRPath 2.0, #string.
constexpr auto kEscapes = std::to_array<EscapeRow>({{'\'', '\''},
                                                    {'"', '"'},
                                                    {'`', '`'},
                                                    {'r', '\r'},
                                                    {'n', '\n'},
                                                    {'t', '\t'},
                                                    {'f', '\f'},
                                                    {'\\', '\\'},
                                                    {'/', '/'}});

// The longest first.
constexpr auto kSymbols =
    std::to_array<std::string_view>({"<=", ">=", "!=", "!~", ".", ",", "(", ")", "[", "]", "{", "}",
                                     "+",  "-",  "*",  "/",  "|", "&", "%", "=", "~", "<", ">"});

}  // namespace

std::unexpected<SyntaxError> Lexer::refuse(std::string_view id, std::string message) const {
  return std::unexpected(SyntaxError{static_cast<std::uint32_t>(at_), id, std::move(message)});
}

Token Lexer::made(TokenKind kind, std::size_t begin) const {
  return {kind, static_cast<std::uint32_t>(begin), std::string(source_.substr(begin, at_ - begin))};
}

std::expected<void, SyntaxError> Lexer::skip_space() {
  for (;;) {
    while (is_space(peek()))
      ++at_;
    if (peek() != '/' || (peek(1) != '/' && peek(1) != '*')) return {};
    const std::string_view until = peek(1) == '/' ? "\n" : "*/";
    const std::size_t end = source_.find(until, at_ + 2);
    if (end == std::string_view::npos && until == "*/")
      return refuse("FHIRPATH-STRING", "the comment has no end");
    at_ = end == std::string_view::npos ? source_.size() : end + until.size();
  }
}

std::expected<Token, SyntaxError> Lexer::next() {
  GATEWAY_CHECK(skip_space());
  if (at_ == source_.size()) return Token{TokenKind::end, static_cast<std::uint32_t>(at_), ""};
  const char c = peek();
  if (c == '\'') return quoted(TokenKind::string, c);
  if (c == '`') return quoted(TokenKind::quoted_identifier, c);
  if (is_letter(c)) return word();
  if (is_digit(c)) return number();
  if (c == '@') return temporal();
  if (c == '$' && is_letter(peek(1))) {
    ++at_;
    Token token = word();
    token.kind = TokenKind::variable;
    return token;
  }
  return symbol();
}

std::expected<Token, SyntaxError> Lexer::quoted(TokenKind kind, char quote) {
  Token token{kind, static_cast<std::uint32_t>(at_), ""};
  ++at_;
  for (;;) {
    const std::size_t begin = at_;
    while (at_ < source_.size() && source_[at_] != quote && source_[at_] != '\\')
      ++at_;
    token.text.append(source_.substr(begin, at_ - begin));
    if (at_ == source_.size()) return refuse("FHIRPATH-STRING", "the string has no end");
    if (source_[at_++] == quote) return token;
    GATEWAY_CHECK(escape(token.text));
  }
}

// Behind the backslash. One in front of anything that is no escape stands for nothing.
// Source: FHIRPath 2.0, #string.
std::expected<void, SyntaxError> Lexer::escape(std::string& text) {
  const auto unit = code_unit();
  if (!unit) {
    const auto row = std::ranges::find(kEscapes, peek(), &EscapeRow::letter);
    if (row == kEscapes.end()) return {};
    ++at_;
    text.push_back(row->meaning);
    return {};
  }
  char32_t c = *unit;
  const bool is_high = c >= kFirstSurrogate && c < kLowSurrogate;
  if (is_high && peek() == '\\') {
    ++at_;
    const char32_t low = code_unit().value_or(0);
    if (low >= kLowSurrogate && low < kBehindSurrogates)
      c = 0x10000 + ((c - kFirstSurrogate) << 10U) + (low - kLowSurrogate);
  }
  if (!is_character(c)) return refuse("FHIRPATH-STRING", "the string has half of a surrogate pair");
  append_character(text, c);
  return {};
}

// u and four hexadecimal digits; nothing is read of anything else.
std::optional<char32_t> Lexer::code_unit() noexcept {
  constexpr std::size_t kDigits = 4;
  if (peek() != 'u') return std::nullopt;
  char32_t value = 0;
  for (std::size_t i = 1; i <= kDigits; ++i) {
    const int digit = hex_value(peek(i));
    if (digit < 0) return std::nullopt;
    value = value * 16 + static_cast<char32_t>(digit);
  }
  at_ += 1 + kDigits;
  return value;
}

Token Lexer::word() {
  const std::size_t begin = at_;
  while (is_letter(peek()) || is_digit(peek()))
    ++at_;
  return made(TokenKind::identifier, begin);
}

Token Lexer::number() {
  const std::size_t begin = at_;
  while (is_digit(peek()))
    ++at_;
  if (peek() == '.' && is_digit(peek(1))) {
    ++at_;
    while (is_digit(peek()))
      ++at_;
  } else if (peek() == 'L') {
    ++at_;
  }
  return made(TokenKind::number, begin);
}

// As far as the form of a date or a time goes; parse_literal() says whether it is one.
Token Lexer::temporal() {
  const std::size_t begin = ++at_;
  if (take_digits(4) && take_part('-', 2)) take_part('-', 2);
  if (peek() == 'T') {
    ++at_;
    if (take_digits(2) && take_part(':', 2) && take_part(':', 2) && peek() == '.' &&
        is_digit(peek(1))) {
      ++at_;
      while (is_digit(peek()))
        ++at_;
    }
    if (peek() == 'Z') {
      ++at_;
    } else if (take_part('+', 2) || take_part('-', 2)) {
      take_part(':', 2);
    }
  }
  Token token = made(TokenKind::temporal, begin);
  token.offset = static_cast<std::uint32_t>(begin - 1);
  return token;
}

bool Lexer::take_digits(std::size_t count) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    if (!is_digit(peek(i))) return false;
  }
  at_ += count;
  return true;
}

bool Lexer::take_part(char before, std::size_t digits) noexcept {
  if (peek() != before) return false;
  ++at_;
  if (take_digits(digits)) return true;
  --at_;
  return false;
}

std::expected<Token, SyntaxError> Lexer::symbol() {
  const std::string_view rest = source_.substr(at_);
  const auto found = std::ranges::find_if(
      kSymbols, [rest](std::string_view symbol) { return rest.starts_with(symbol); });
  if (found == kSymbols.end()) return refuse("FHIRPATH-TEXT", "a character that no expression has");
  const std::size_t begin = at_;
  at_ += found->size();
  return made(TokenKind::symbol, begin);
}

}  // namespace gateway::fhirpath
