#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/fhirpath/ast.hpp"
#include "gateway/fhirpath/temporal.hpp"

namespace gateway::fhirpath {
namespace {

struct OperatorRow {
  std::string_view text;
  bool is_word;
  Operator op;
  unsigned precedence;  // the higher binds first
};
constexpr auto kOperators = std::to_array<OperatorRow>({
    {"*", false, Operator::multiply, 10},    {"/", false, Operator::divide, 10},
    {"div", true, Operator::div, 10},        {"mod", true, Operator::mod, 10},
    {"+", false, Operator::add, 9},          {"-", false, Operator::subtract, 9},
    {"&", false, Operator::concatenate, 9},  {"is", true, Operator::is, 8},
    {"as", true, Operator::as, 8},           {"|", false, Operator::unite, 7},
    {"<", false, Operator::less, 6},         {"<=", false, Operator::less_or_equal, 6},
    {">", false, Operator::greater, 6},      {">=", false, Operator::greater_or_equal, 6},
    {"=", false, Operator::equal, 5},        {"~", false, Operator::equivalent, 5},
    {"!=", false, Operator::not_equal, 5},   {"!~", false, Operator::not_equivalent, 5},
    {"in", true, Operator::in, 4},           {"contains", true, Operator::contains, 4},
    {"and", true, Operator::logical_and, 3}, {"or", true, Operator::logical_or, 2},
    {"xor", true, Operator::logical_xor, 2}, {"implies", true, Operator::implies, 1},
});
constexpr unsigned kSign = 11;  // -a * b is (-a) * b, and -a.b is -(a.b)

// Words of the grammar that are no names by themselves. Source: grammar fhirpath.g4, identifier.
// Behind a point no operator can stand, so they are names there, as other engines take them:
// Narrative.div.
constexpr auto kReserved =
    std::to_array<std::string_view>({"and", "div", "false", "implies", "mod", "or", "true", "xor"});

const OperatorRow* find_operator(const Token& token) noexcept {
  const TokenKind kind = token.kind;
  const auto row = std::ranges::find_if(kOperators, [&](const OperatorRow& each) {
    return kind == (each.is_word ? TokenKind::identifier : TokenKind::symbol) &&
           token.text == each.text;
  });
  return row == kOperators.end() ? nullptr : &*row;
}

using Parsed = std::expected<std::uint32_t, SyntaxError>;

class Parser {
 public:
  explicit Parser(std::string_view source) : lexer_(source) {}

  std::expected<Ast, SyntaxError> run() {
    GATEWAY_CHECK(advance());
    GATEWAY_TRY(ast_.root, expression(0));
    if (token_.kind != TokenKind::end) return refuse("the expression goes on where it should end");
    return std::move(ast_);
  }

 private:
  std::unexpected<SyntaxError> refuse(std::string message) const {
    return std::unexpected(SyntaxError{token_.offset, "FHIRPATH-SYNTAX", std::move(message)});
  }

  std::expected<void, SyntaxError> advance() {
    GATEWAY_TRY(token_, lexer_.next());
    return {};
  }

  std::expected<void, SyntaxError> expect(std::string_view symbol) {
    if (!token_.is_symbol(symbol)) return refuse("'" + std::string(symbol) + "' is missing");
    return advance();
  }

  // The depth of a node is one more than that of its deepest part.
  Parsed add(AstNode node) {
    std::size_t deepest = node.source == kNoAst ? 0 : depths_[node.source];
    for (const std::uint32_t argument : node.arguments)
      deepest = std::max(deepest, depths_[argument]);
    if (deepest >= kMaxExpressionDepth) return too_deep();
    ast_.nodes.push_back(std::move(node));
    depths_.push_back(deepest + 1);
    return static_cast<std::uint32_t>(ast_.nodes.size() - 1);
  }

  std::unexpected<SyntaxError> too_deep() const {
    return std::unexpected(
        SyntaxError{token_.offset, "FHIRPATH-LIMIT", "the expression is nested too deeply"});
  }

  Parsed expression(unsigned lowest);
  Parsed operand();
  Parsed binary(std::uint32_t left, const OperatorRow& row);
  Parsed postfix(std::uint32_t term);
  Parsed member_or_call(std::uint32_t source);
  Parsed term();
  Parsed external();
  Parsed number();
  Parsed type_name();
  enum class Words : std::uint8_t { reserved, free };
  std::expected<std::string, SyntaxError> name(Words words = Words::reserved);
  std::expected<std::vector<std::uint32_t>, SyntaxError> arguments();

  Lexer lexer_;
  Token token_;
  Ast ast_;
  std::vector<std::size_t> depths_;
  std::size_t nesting_ = 0;  // of calls of expression(), which is the depth of the stack
};

Parsed Parser::expression(unsigned lowest) {
  if (nesting_ == kMaxExpressionDepth) return too_deep();
  ++nesting_;
  GATEWAY_TRY(std::uint32_t left, operand());
  for (;;) {
    const OperatorRow* row = find_operator(token_);
    if (row == nullptr || row->precedence < lowest) break;
    GATEWAY_TRY(left, binary(left, *row));
  }
  --nesting_;
  return left;
}

Parsed Parser::operand() {
  const bool is_minus = token_.is_symbol("-");
  if (!is_minus && !token_.is_symbol("+")) {
    GATEWAY_TRY(const std::uint32_t first, term());
    return postfix(first);
  }
  AstNode node{.kind = is_minus ? AstKind::negate : AstKind::plus, .offset = token_.offset};
  GATEWAY_CHECK(advance());
  GATEWAY_TRY(node.source, expression(kSign));
  return add(std::move(node));
}

Parsed Parser::binary(std::uint32_t left, const OperatorRow& row) {
  AstNode node{.kind = AstKind::binary, .op = row.op, .offset = token_.offset, .source = left};
  GATEWAY_CHECK(advance());
  const bool takes_type = row.op == Operator::is || row.op == Operator::as;
  GATEWAY_TRY(const std::uint32_t right, takes_type ? type_name() : expression(row.precedence + 1));
  node.arguments.push_back(right);
  return add(std::move(node));
}

Parsed Parser::postfix(std::uint32_t term) {
  for (;;) {
    if (token_.is_symbol(".")) {
      GATEWAY_CHECK(advance());
      GATEWAY_TRY(term, member_or_call(term));
    } else if (token_.is_symbol("[")) {
      AstNode node{.kind = AstKind::indexer, .offset = token_.offset, .source = term};
      GATEWAY_CHECK(advance());
      GATEWAY_TRY(const std::uint32_t index, expression(0));
      node.arguments.push_back(index);
      GATEWAY_CHECK(expect("]"));
      GATEWAY_TRY(term, add(std::move(node)));
    } else {
      return term;
    }
  }
}

std::expected<std::string, SyntaxError> Parser::name(Words words) {
  const bool is_name =
      token_.kind == TokenKind::quoted_identifier ||
      (token_.kind == TokenKind::identifier &&
       (words == Words::free || std::ranges::find(kReserved, token_.text) == kReserved.end()));
  if (!is_name) return refuse("a name is missing");
  std::string text = std::move(token_.text);
  GATEWAY_CHECK(advance());
  return text;
}

Parsed Parser::member_or_call(std::uint32_t source) {
  AstNode node{.kind = AstKind::member, .offset = token_.offset, .source = source};
  if (token_.kind == TokenKind::variable) {
    node.kind = AstKind::variable;
    return refuse("$" + token_.text + " stands at the beginning of a path");
  }
  GATEWAY_TRY(node.text, name(source == kNoAst ? Words::reserved : Words::free));
  if (token_.is_symbol("(")) {
    node.kind = AstKind::call;
    GATEWAY_TRY(node.arguments, arguments());
  }
  return add(std::move(node));
}

std::expected<std::vector<std::uint32_t>, SyntaxError> Parser::arguments() {
  std::vector<std::uint32_t> all;
  GATEWAY_CHECK(expect("("));
  while (!token_.is_symbol(")")) {
    if (!all.empty()) GATEWAY_CHECK(expect(","));
    GATEWAY_TRY(const std::uint32_t argument, expression(0));
    all.push_back(argument);
  }
  GATEWAY_CHECK(advance());
  return all;
}

Parsed Parser::term() {
  AstNode node{.offset = token_.offset};
  if (token_.is_symbol("(")) {
    GATEWAY_CHECK(advance());
    GATEWAY_TRY(const std::uint32_t inner, expression(0));
    GATEWAY_CHECK(expect(")"));
    return inner;
  }
  if (token_.is_symbol("{")) {
    GATEWAY_CHECK(advance());
    GATEWAY_CHECK(expect("}"));
    return add(std::move(node));
  }
  if (token_.is_symbol("%")) return external();
  if (token_.kind == TokenKind::number) return number();
  if (token_.is(TokenKind::identifier, "true") || token_.is(TokenKind::identifier, "false")) {
    node.kind = AstKind::boolean;
  } else if (token_.kind == TokenKind::string) {
    node.kind = AstKind::string;
  } else if (token_.kind == TokenKind::variable) {
    node.kind = AstKind::variable;
  } else if (token_.kind == TokenKind::temporal) {
    node.kind = AstKind::temporal;
    if (!parse_literal(token_.text)) return refuse("the date or time does not exist");
  } else {
    return member_or_call(kNoAst);
  }
  node.text = std::move(token_.text);
  GATEWAY_CHECK(advance());
  return add(std::move(node));
}

Parsed Parser::external() {
  AstNode node{.kind = AstKind::external, .offset = token_.offset};
  GATEWAY_CHECK(advance());
  const bool is_name = token_.kind == TokenKind::identifier || token_.kind == TokenKind::string ||
                       token_.kind == TokenKind::quoted_identifier;
  if (!is_name) return refuse("the name of the variable is missing");
  node.text = std::move(token_.text);
  GATEWAY_CHECK(advance());
  return add(std::move(node));
}

// With a unit behind it, a quantity.
Parsed Parser::number() {
  AstNode node{.kind = AstKind::number, .offset = token_.offset, .text = std::move(token_.text)};
  GATEWAY_CHECK(advance());
  const bool is_word =
      token_.kind == TokenKind::identifier && find_calendar_unit(token_.text).has_value();
  if (!node.text.ends_with('L') && (is_word || token_.kind == TokenKind::string)) {
    node.kind = AstKind::quantity;
    node.unit = std::move(token_.text);
    node.is_calendar = is_word;
    GATEWAY_CHECK(advance());
  }
  return add(std::move(node));
}

Parsed Parser::type_name() {
  AstNode node{.kind = AstKind::type, .offset = token_.offset};
  GATEWAY_TRY(node.text, name());
  while (token_.is_symbol(".")) {
    GATEWAY_CHECK(advance());
    GATEWAY_TRY(const std::string part, name());
    node.text += '.' + part;
  }
  return add(std::move(node));
}

}  // namespace

std::expected<Ast, SyntaxError> parse(std::string_view expression) {
  if (expression.size() > kMaxExpressionBytes)
    return std::unexpected(SyntaxError{0, "FHIRPATH-LIMIT", "the expression is too long"});
  if (!is_utf8(expression))
    return std::unexpected(SyntaxError{0, "FHIRPATH-TEXT", "the expression is not UTF-8"});
  return Parser(expression).run();
}

}  // namespace gateway::fhirpath
