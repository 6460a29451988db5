// Program: a parsed expression with everything looked up that can be before it is evaluated.
#pragma once

#include <string>
#include <vector>

#include "gateway/fhirpath/ast.hpp"
#include "gateway/fhirpath/item.hpp"
#include "gateway/fhirpath/pattern_cache.hpp"
#include "gateway/fhirpath/shortcut.hpp"

namespace gateway::fhirpath {

struct FunctionRow;

// %factory: the functions on it make elements. Source: FHIR R5, fhirpath.html#factory.
inline constexpr std::string_view kFactory = "factory";

// What stands beside an AstNode.
struct Code {
  Item literal = {};                      // of a literal
  const FunctionRow* function = nullptr;  // of a call
  fhir::NameId name = fhir::kNoName;      // of a member; kNoName: no element has it
  // Of `is` and `as`; of a call, the one its first argument names; of a member that may begin a
  // path with the name of a type.
  TypeTest type = {};
  Shortcut shortcut = Shortcut::none;
  std::uint32_t begin = kNoAst;  // of a path: the first name, variable or resource in it
};

// LIFETIME: literals point into the Ast, which is not changed any more.
struct Program {
  Ast ast;
  std::vector<Code> code;
  const fhir::TypeTable* types = nullptr;
  mutable PatternCache patterns = {};
};

// Says of the last of `program.code` what shortcut it is. REQUIRES: it is said of those before.
void find_shortcut(Program& program);

}  // namespace gateway::fhirpath
