#include "gateway/fhirpath/expression.hpp"

#include <charconv>
#include <utility>

#include "gateway/fhirpath/evaluator.hpp"
#include "gateway/fhirpath/program.hpp"

namespace gateway::fhirpath {
namespace {

std::unexpected<SyntaxError> refuse(const AstNode& node, std::string_view id, std::string message) {
  return std::unexpected(SyntaxError{node.offset, id, std::move(message)});
}

std::expected<Item, SyntaxError> number_of(const AstNode& node) {
  const std::string& text = node.text;
  if (text.ends_with('L')) {
    std::int64_t whole = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size() - 1, whole);
    if (failure == std::errc()) return Item(Long{whole});
  } else if (text.find('.') == std::string::npos) {
    std::int64_t whole = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), whole);
    // One more than the greatest integer: the sign in front of it makes it the least.
    if (failure == std::errc() && whole <= -kMinInteger) return Item(whole);
  }
  if (const auto decimal = Decimal::parse(text)) return Item(*decimal);
  return refuse(node, "FHIRPATH-NUMBER", "the number has too many digits");
}

std::expected<Item, SyntaxError> literal_of(const AstNode& node) {
  switch (node.kind) {
    case AstKind::boolean: return Item(node.text == "true");
    case AstKind::string: return Item(std::string_view(node.text));
    case AstKind::number: return number_of(node);
    case AstKind::temporal:
      if (const auto time = parse_literal(node.text)) return Item(*time);
      break;
    case AstKind::quantity:
      if (const auto value = Decimal::parse(node.text))
        return Item(Quantity{*value, node.unit, node.is_calendar});
      break;
    case AstKind::empty:
    case AstKind::variable:
    case AstKind::external:
    case AstKind::type:
    case AstKind::member:
    case AstKind::call:
    case AstKind::indexer:
    case AstKind::negate:
    case AstKind::plus:
    case AstKind::binary: return Item(false);
  }
  return refuse(node, "FHIRPATH-NUMBER", "the literal has no value");
}

// Names that a path may begin with: the type of what it stands on, or a type above it.
bool may_name_type(const AstNode& node) noexcept {
  return node.source == kNoAst && !node.text.empty() && node.text.front() >= 'A' &&
         node.text.front() <= 'Z';
}

// The type that an argument names: "Patient", "FHIR.Patient".
std::expected<TypeTest, SyntaxError> type_argument(const Program& program,
                                                   const AstNode& argument) {
  if (argument.kind != AstKind::member)
    return refuse(argument, "FHIRPATH-TYPE", "the function takes the name of a type");
  TypeName name{"", argument.text};
  bool is_name = true;
  if (argument.source != kNoAst) {
    const AstNode& space = program.ast.at(argument.source);
    is_name = space.kind == AstKind::member && space.source == kNoAst;
    name.space = space.text;
  }
  const auto type = is_name ? find_type(name, *program.types) : std::nullopt;
  if (!type) return refuse(argument, "FHIRPATH-TYPE", "there is no such type");
  return *type;
}

std::expected<Code, SyntaxError> code_of_call(const Program& program, const AstNode& node) {
  const bool is_factory = node.source != kNoAst &&
                          program.ast.at(node.source).kind == AstKind::external &&
                          program.ast.at(node.source).text == kFactory;
  Code code;
  code.function = is_factory ? find_factory_function(node.text) : find_function(node.text);
  if (code.function == nullptr)
    return refuse(node, "FHIRPATH-FUNCTION", "there is no such function");
  const std::size_t given = node.arguments.size();
  if (given < code.function->min_arguments || given > code.function->max_arguments)
    return refuse(node, "FHIRPATH-FUNCTION", "the function takes another number of arguments");
  if (code.function->takes_type) {
    GATEWAY_TRY(code.type, type_argument(program, program.ast.at(node.arguments.front())));
  }
  return code;
}

std::expected<Code, SyntaxError> code_of(const Program& program, const AstNode& node) {
  if (node.kind == AstKind::call) return code_of_call(program, node);
  Code code;
  GATEWAY_TRY(code.literal, literal_of(node));
  if (node.kind == AstKind::member) {
    code.name = program.types->find_name(node.text);
    if (may_name_type(node)) code.type.id = program.types->find_type(node.text);
  }
  if (node.kind == AstKind::type) {
    const auto type = find_type(node.text, *program.types);
    if (!type) return refuse(node, "FHIRPATH-TYPE", "there is no such type");
    code.type = *type;
  }
  return code;
}

}  // namespace

std::expected<Expression, SyntaxError> Expression::compile(std::string_view text,
                                                           const fhir::TypeTable& types) {
  auto program = std::make_shared<Program>();
  program->types = &types;
  GATEWAY_TRY(program->ast, parse(text));
  program->code.reserve(program->ast.nodes.size());
  for (const AstNode& node : program->ast.nodes) {
    GATEWAY_TRY(Code code, code_of(*program, node));
    program->code.push_back(code);
    find_shortcut(*program);
  }
  return Expression(std::move(program));
}

Result<std::span<const Item>> Evaluation::run(const Item& context) {
  Evaluator evaluator(program_, environment_, context, memory_);
  GATEWAY_TRY(Collection result, evaluator.eval(program_.ast.root, {{&context, 1}}));
  // A comparison that ran out of it has said what is not so.
  GATEWAY_CHECK(evaluator.spend(0));
  result_ = std::move(result);
  return std::span<const Item>(result_);
}

fhir::Node Host::resolve(std::string_view /*reference*/) const {
  return {};
}
std::optional<bool> Host::conforms_to(const Item& /*item*/, std::string_view /*profile*/) const {
  return std::nullopt;
}
std::optional<bool> Host::member_of(const Item& /*item*/, std::string_view /*value_set*/) const {
  return std::nullopt;
}
std::optional<bool> Host::subsumes(const Item& /*item*/, const Item& /*other*/) const {
  return std::nullopt;
}
std::optional<bool> Host::is_in_slice(const Item& /*item*/,
                                      std::string_view /*profile*/,
                                      std::string_view /*slice*/) const {
  return std::nullopt;
}
std::optional<bool> Host::html_checks(const Item& /*narrative*/) const {
  return std::nullopt;
}
std::optional<fhir::Node> Host::element_definition(const Item& /*item*/) const {
  return std::nullopt;
}
std::optional<std::span<const Item>> Host::variable(std::string_view /*name*/) const {
  return std::nullopt;
}

}  // namespace gateway::fhirpath
