// Lexer: the words of a FHIRPath expression.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"

namespace gateway::fhirpath {

enum class TokenKind : std::uint8_t {
  end,
  identifier,         // also the words that are operators or units: the parser knows by the place
  quoted_identifier,  // `…`; `text` is what is meant
  string,             // '…'; `text` is what is meant
  number,             // digits, digits.digits, or digits and L
  temporal,           // without its '@'
  variable,           // $this, $index, $total; `text` is without '$'
  symbol,             // one of . , ( ) [ ] { } + - * / | & % = ~ < > <= >= != !~
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::uint32_t offset = 0;  // byte where it begins
  std::string text;

  bool is(TokenKind of, std::string_view words) const noexcept {
    return kind == of && text == words;
  }
  bool is_symbol(std::string_view symbol) const noexcept { return is(TokenKind::symbol, symbol); }
};

// What cannot be read of an expression, and where.
struct SyntaxError {
  std::uint32_t offset = 0;
  std::string_view id;  // FHIRPATH-…
  std::string message;
};

// Reads one token after another. White space and comments (// to the end of the line, /* … */)
// stand between them. Source: FHIRPath 2.0, #lexical-elements; grammar fhirpath.g4.
//
// LIFETIME: no longer than `source`. THREADS: one. REQUIRES: UTF-8.
class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source) {}

  // Errors: malformed (FHIRPATH-TEXT: a character that no token has; FHIRPATH-STRING: a string or a
  //         comment without end, or half of a surrogate pair).
  std::expected<Token, SyntaxError> next();

 private:
  std::expected<void, SyntaxError> skip_space();
  std::expected<Token, SyntaxError> quoted(TokenKind kind, char quote);
  std::expected<void, SyntaxError> escape(std::string& text);
  std::optional<char32_t> code_unit() noexcept;
  Token word();
  Token number();
  Token temporal();
  bool take_digits(std::size_t count) noexcept;
  bool take_part(char before, std::size_t digits) noexcept;
  std::expected<Token, SyntaxError> symbol();
  std::unexpected<SyntaxError> refuse(std::string_view id, std::string message) const;
  char peek(std::size_t ahead = 0) const noexcept {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }
  Token made(TokenKind kind, std::size_t begin) const;

  std::string_view source_;
  std::size_t at_ = 0;
};

}  // namespace gateway::fhirpath
