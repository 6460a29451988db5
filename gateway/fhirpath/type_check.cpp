#include "gateway/fhirpath/type_check.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "gateway/fhirpath/evaluator.hpp"

namespace gateway::fhirpath {
namespace {

// What a node may give: any of these types. Without types nothing is known of it.
struct Shape {
  std::vector<TypeName> types;
  bool is_ordered = true;

  bool is_known() const noexcept { return !types.empty(); }
};

enum class Gives : std::uint8_t {
  unknown,
  input,
  boolean,
  integer,
  string,
  argument,   // what the first argument gives for each item
  type,       // what the first argument names
  unordered,  // elements in no order
};
enum class Takes : std::uint8_t { anything, text, ordered };

struct FunctionShape {
  std::string_view name;
  Gives gives;
  Takes takes = Takes::anything;
  bool is_lambda = false;  // the first argument is evaluated for each item
};
constexpr auto kFunctions = std::to_array<FunctionShape>({
    {"all", Gives::boolean, Takes::anything, true},
    {"as", Gives::type},
    {"children", Gives::unordered},
    {"contains", Gives::boolean, Takes::text},
    {"count", Gives::integer},
    {"descendants", Gives::unordered},
    {"distinct", Gives::input},
    {"empty", Gives::boolean},
    {"endsWith", Gives::boolean, Takes::text},
    {"exists", Gives::boolean, Takes::anything, true},
    {"first", Gives::input, Takes::ordered},
    {"indexOf", Gives::integer, Takes::text},
    {"is", Gives::boolean},
    {"last", Gives::input, Takes::ordered},
    {"length", Gives::integer, Takes::text},
    {"lower", Gives::string, Takes::text},
    {"matches", Gives::boolean, Takes::text},
    {"not", Gives::boolean},
    {"ofType", Gives::type},
    {"replace", Gives::string, Takes::text},
    {"replaceMatches", Gives::string, Takes::text},
    {"select", Gives::argument, Takes::anything, true},
    {"single", Gives::input},
    {"skip", Gives::input, Takes::ordered},
    {"startsWith", Gives::boolean, Takes::text},
    {"substring", Gives::string, Takes::text},
    {"tail", Gives::input, Takes::ordered},
    {"take", Gives::input, Takes::ordered},
    {"upper", Gives::string, Takes::text},
    {"where", Gives::input, Takes::anything, true},
});

constexpr TypeName kBoolean{"System", "Boolean"};
constexpr TypeName kInteger{"System", "Integer"};
constexpr TypeName kString{"System", "String"};

class Checker {
 public:
  using Checked = std::expected<Shape, SyntaxError>;

  explicit Checker(const Program& program) : program_(program), types_(*program.types) {}

  Checked check(std::uint32_t at, const Shape& self) {
    const AstNode& node = program_.ast.at(at);
    switch (node.kind) {
      case AstKind::boolean:
      case AstKind::string:
      case AstKind::number:
      case AstKind::quantity:
      case AstKind::temporal: return Shape{{type_of(program_.code[at].literal)}};
      case AstKind::variable: return node.text == "this" ? self : Shape{};
      case AstKind::member: return member(node, self);
      case AstKind::call: return call(at, self);
      case AstKind::indexer: return indexer(node, self);
      case AstKind::negate:
      case AstKind::plus: return check(node.source, self);
      case AstKind::binary: return binary(node, self);
      case AstKind::empty:
      case AstKind::external:
      case AstKind::type: break;
    }
    return Shape{};
  }

 private:
  static std::unexpected<SyntaxError> refuse(const AstNode& node,
                                             std::string_view id,
                                             std::string message) {
    return std::unexpected(SyntaxError{node.offset, id, std::move(message)});
  }

  Checked source_of(const AstNode& node, const Shape& self) {
    return node.source == kNoAst ? Checked(self) : check(node.source, self);
  }

  // The types of an element; its name in JSON is none in an expression ("valueQuantity").
  void add_element(const TypeName& of, std::string_view name, Shape& to) const {
    for (const fhir::SlotRow& slot : types_.slots(types_.find_type(of.name))) {
      const bool is_choice = slot.choice != fhir::kNoName;
      if (types_.name(is_choice ? slot.choice : slot.name) != name) continue;
      to.types.push_back({"FHIR", types_.type_name(slot.type)});
    }
  }

  bool is_or_derives(const TypeName& type, std::string_view from) const noexcept {
    if (type.space != "FHIR") return false;
    for (fhir::TypeId at = types_.find_type(type.name); at != fhir::kNoType;
         at = types_.type(at).base) {
      if (types_.type_name(at) == from) return true;
    }
    return false;
  }

  // Of these types anything may stand in the place: a Resource has the elements of every resource.
  bool is_open(const TypeName& type) const noexcept {
    if (type.space != "FHIR") return true;
    const fhir::TypeId id = types_.find_type(type.name);
    return id == fhir::kNoType || (types_.type(id).flags & fhir::kIsAbstract) != 0;
  }

  Checked member(const AstNode& node, const Shape& self) {
    GATEWAY_TRY(Shape source, source_of(node, self));
    const bool is_start = node.source == kNoAst;
    Shape found{{}, source.is_ordered};
    bool is_open_here = !source.is_known();
    for (const TypeName& type : source.types) {
      if (is_start && is_or_derives(type, node.text)) return source;
      is_open_here = is_open_here || is_open(type);
      add_element(type, node.text, found);
    }
    if (found.is_known() || is_open_here) return found;
    return refuse(node, "FHIRPATH-ELEMENT", "the type has no element of this name");
  }

  bool may_be_text(const TypeName& type) const noexcept {
    if (type.space == "System") return type.name == "String";
    const fhir::Primitive kind = types_.primitive(types_.find_type(type.name));
    return is_open(type) || (kind != fhir::Primitive::none && kind != fhir::Primitive::boolean &&
                             !fhir::is_number(kind));
  }

  std::expected<void, SyntaxError> check_input(const AstNode& node,
                                               const FunctionShape& function,
                                               const Shape& input) const {
    if (function.takes == Takes::ordered && !input.is_ordered)
      return refuse(node, "FHIRPATH-ORDER", "the items have no order");
    const bool is_text =
        !input.is_known() || std::ranges::any_of(input.types, [this](const TypeName& type) {
          return may_be_text(type);
        });
    if (function.takes == Takes::text && !is_text)
      return refuse(node, "FHIRPATH-OPERAND", "the function takes text");
    return {};
  }

  Checked call(std::uint32_t at, const Shape& self) {
    const AstNode& node = program_.ast.at(at);
    GATEWAY_TRY(const Shape input, source_of(node, self));
    const bool is_factory = program_.code[at].function == find_factory_function(node.text);
    const auto row = is_factory ? kFunctions.end()
                                : std::ranges::find(kFunctions, node.text, &FunctionShape::name);
    const FunctionShape function =
        row == kFunctions.end() ? FunctionShape{node.text, Gives::unknown} : *row;
    GATEWAY_CHECK(check_input(node, function, input));
    if (function.gives == Gives::type) return named_type(node);
    if (node.text == "is") return Shape{{kBoolean}};
    Shape argument;
    for (std::size_t i = 0; i < node.arguments.size(); ++i) {
      // A function that is not in the table may evaluate its arguments on anything.
      const Shape place = row == kFunctions.end() ? Shape{} : function.is_lambda ? input : self;
      GATEWAY_TRY(const Shape shape, check(node.arguments[i], place));
      if (i == 0) argument = shape;
    }
    return given(function.gives, input, argument);
  }

  static Shape given(Gives gives, const Shape& input, const Shape& argument) {
    switch (gives) {
      case Gives::input: return input;
      case Gives::boolean: return {{kBoolean}};
      case Gives::integer: return {{kInteger}};
      case Gives::string: return {{kString}};
      case Gives::argument: return argument;
      case Gives::unordered: return {{}, false};
      case Gives::unknown:
      case Gives::type: break;
    }
    return {};
  }

  // A name alone is FHIR's type, or FHIRPath's own.
  Shape named_type(const AstNode& node) const {
    const AstNode& name = program_.ast.at(node.arguments.front());
    if (name.kind != AstKind::member || name.source != kNoAst) return {};
    if (types_.find_type(name.text) == fhir::kNoType) return {};
    return {{{"FHIR", name.text}}};
  }

  Checked indexer(const AstNode& node, const Shape& self) {
    GATEWAY_TRY(Shape source, check(node.source, self));
    if (!source.is_ordered) return refuse(node, "FHIRPATH-ORDER", "the items have no order");
    GATEWAY_TRY(const Shape index, check(node.arguments.front(), self));
    static_cast<void>(index);
    return source;
  }

  static bool is_only(const Shape& shape, std::span<const std::string_view> names) {
    return shape.is_known() && std::ranges::all_of(shape.types, [names](const TypeName& type) {
             return std::ranges::find(names, type.name) != names.end();
           });
  }

  Checked binary(const AstNode& node, const Shape& self) {
    constexpr auto kTimes = std::to_array<std::string_view>(
        {"Date", "DateTime", "Time", "date", "dateTime", "instant", "time"});
    constexpr auto kNumbers = std::to_array<std::string_view>(
        {"Integer", "Long", "Decimal", "integer", "decimal", "positiveInt", "unsignedInt"});
    GATEWAY_TRY(const Shape left, check(node.source, self));
    if (node.op == Operator::is || node.op == Operator::as) {
      if (node.op == Operator::is) return Shape{{kBoolean}};
      const std::string& type = program_.ast.at(node.arguments.front()).text;
      return types_.find_type(type) == fhir::kNoType ? Shape{} : Shape{{{"FHIR", type}}};
    }
    GATEWAY_TRY(const Shape right, check(node.arguments.front(), self));
    const bool is_sum = node.op == Operator::add || node.op == Operator::subtract;
    if (is_sum && is_only(left, kTimes) && is_only(right, kNumbers))
      return refuse(node, "FHIRPATH-OPERAND", "a date or time takes a quantity, with a unit");
    if (node.op == Operator::unite) return united(left, right);
    return node.op >= Operator::less ? Shape{{kBoolean}} : Shape{};
  }

  static Shape united(const Shape& left, const Shape& right) {
    if (!left.is_known() || !right.is_known()) return {};
    Shape both = left;
    both.types.insert(both.types.end(), right.types.begin(), right.types.end());
    return both;
  }

  const Program& program_;
  const fhir::TypeTable& types_;
};

}  // namespace

std::expected<void, SyntaxError> check_types(const Expression& expression,
                                             std::string_view context_type) {
  Shape self;
  if (!context_type.empty()) self.types.push_back({"FHIR", context_type});
  Checker checker(expression.program());
  GATEWAY_TRY(const Shape result, checker.check(expression.program().ast.root, self));
  static_cast<void>(result);
  return {};
}

}  // namespace gateway::fhirpath
