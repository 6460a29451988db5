// Ast: a FHIRPath expression, parsed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/fhirpath/token.hpp"

namespace gateway::fhirpath {

enum class Operator : std::uint8_t {
  multiply,
  divide,
  div,
  mod,
  add,
  subtract,
  concatenate,
  is,
  as,
  unite,
  less,
  less_or_equal,
  greater,
  greater_or_equal,
  equal,
  equivalent,
  not_equal,
  not_equivalent,
  in,
  contains,
  logical_and,
  logical_or,
  logical_xor,
  implies,
};

enum class AstKind : std::uint8_t {
  empty,     // {}
  boolean,   // text "true" or "false"
  string,    // text
  number,    // text
  quantity,  // text, and the unit in `unit`
  temporal,  // text
  variable,  // $this, $index, $total
  external,  // %name
  type,      // of `is` and `as`: "FHIR.Patient"
  member,    // text: the name; at `source`, or at $this if there is none
  call,      // text: the function; at `source`, or at $this; arguments
  indexer,   // source[argument]
  negate,    // -source
  plus,      // +source
  binary,    // source op argument
};

inline constexpr std::uint32_t kNoAst = 0xFFFFFFFF;

struct AstNode {
  AstKind kind = AstKind::empty;
  Operator op = Operator::add;  // of binary
  std::uint32_t offset = 0;     // byte in the expression
  std::uint32_t source = kNoAst;
  std::string text = {};
  std::string unit = {};
  bool is_calendar = false;  // the unit of a quantity is a word: 4 days
  std::vector<std::uint32_t> arguments = {};
};

// Nodes stand behind those that they are made of.
struct Ast {
  std::vector<AstNode> nodes;
  std::uint32_t root = kNoAst;

  const AstNode& at(std::uint32_t index) const { return nodes[index]; }
};

inline constexpr std::size_t kMaxExpressionBytes = std::size_t{64} << 10U;
// How deep operators, paths and parentheses may stand in each other.
inline constexpr std::size_t kMaxExpressionDepth = 400;

// Source: FHIRPath 2.0, #operators, #operator-precedence; grammar fhirpath.g4.
//
// Errors: those of Lexer; malformed (FHIRPATH-SYNTAX; FHIRPATH-TEXT: not UTF-8), too_large
//         (FHIRPATH-LIMIT).
std::expected<Ast, SyntaxError> parse(std::string_view expression);

}  // namespace gateway::fhirpath
