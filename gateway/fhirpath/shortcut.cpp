#include "gateway/fhirpath/shortcut.hpp"

#include "gateway/fhirpath/evaluator.hpp"
#include "gateway/fhirpath/program.hpp"

namespace gateway::fhirpath {
namespace {

// Literals, paths, and what is true or false.
bool is_operand(const Program& program, std::uint32_t at) {
  const AstKind kind = program.ast.at(at).kind;
  const bool is_literal = kind >= AstKind::boolean && kind <= AstKind::temporal;
  return is_literal || program.code[at].shortcut != Shortcut::none;
}

Shortcut shortcut_of_binary(const Program& program, const AstNode& node) {
  if (node.op >= Operator::logical_and) return Shortcut::logic;
  const bool is_equality = node.op == Operator::equal || node.op == Operator::not_equal;
  const bool is_short = is_equality && is_operand(program, node.source) &&
                        is_operand(program, node.arguments.front());
  return is_short ? Shortcut::equality : Shortcut::none;
}

// Where a path begins that ends with `at`; kNoAst if it is none.
std::uint32_t begin_of_path(const Program& program, std::uint32_t at) {
  const AstNode& node = program.ast.at(at);
  switch (node.kind) {
    case AstKind::variable: return node.text == "this" ? at : kNoAst;
    case AstKind::external:
      return node.text == "resource" || node.text == "rootResource" ? at : kNoAst;
    case AstKind::member: return node.source == kNoAst ? at : program.code[node.source].begin;
    case AstKind::empty:
    case AstKind::boolean:
    case AstKind::string:
    case AstKind::number:
    case AstKind::quantity:
    case AstKind::temporal:
    case AstKind::type:
    case AstKind::call:
    case AstKind::indexer:
    case AstKind::negate:
    case AstKind::plus:
    case AstKind::binary: break;
  }
  return kNoAst;
}

}  // namespace

void find_shortcut(Program& program) {
  const auto at = static_cast<std::uint32_t>(program.code.size() - 1);
  const AstNode& node = program.ast.at(at);
  Code& code = program.code[at];
  code.begin = begin_of_path(program, at);
  if (code.begin != kNoAst) code.shortcut = Shortcut::path;
  if (node.kind == AstKind::call && node.arguments.empty()) code.shortcut = code.function->shortcut;
  if (node.kind == AstKind::binary) code.shortcut = shortcut_of_binary(program, node);
}

}  // namespace gateway::fhirpath
