#include "gateway/fhirpath/evaluator.hpp"

#include <algorithm>
#include <array>

#include "gateway/fhirpath/operators.hpp"

namespace gateway::fhirpath {
namespace {

const Host& no_host() {
  static const Host kNone;
  return kNone;
}

struct VariableRow {
  std::string_view name;
  std::string_view value;
};
// Source: FHIR R4, fhirpath.html#variables.
constexpr auto kVariables = std::to_array<VariableRow>({
    {"loinc", "http://loinc.org"},
    {"sct", "http://snomed.info/sct"},
    {"ucum", "http://unitsofmeasure.org"},
});
constexpr auto kPrefixes = std::to_array<VariableRow>({
    {"vs-", "http://hl7.org/fhir/ValueSet/"},
    {"ext-", "http://hl7.org/fhir/StructureDefinition/"},
});

}  // namespace

std::unexpected<Error> refuse_operand(std::string_view name) {
  return fail(ErrorKind::invalid,
              "FHIRPATH-OPERAND",
              std::string(name) + " does not take an item of this type");
}

std::unexpected<Error> refuse_many() {
  return fail(ErrorKind::invalid,
              "FHIRPATH-SINGLETON",
              "the expression gives several items where one is taken");
}

Evaluator::Evaluator(const Program& program,
                     const Environment& environment,
                     const Item& context,
                     EvaluationMemory& memory)
    : program_(program),
      environment_(environment),
      host_(environment.host != nullptr ? environment.host : &no_host()),
      context_(context),
      memory_(memory.text),
      made_(memory.made),
      budget_{environment.steps} {}

std::unexpected<Error> Evaluator::refuse_cost() {
  return fail(ErrorKind::too_costly, "FHIRPATH-BUDGET", "the expression costs too much here");
}

Result<Collection> Evaluator::eval(std::uint32_t at, const Frame& frame) {
  GATEWAY_CHECK(spend());
  const AstNode& node = program_.ast.at(at);
  if (gives_truth(program_.code[at].shortcut)) {
    GATEWAY_TRY(const Truth truth, short_truth(at, frame));
    return truth == Truth::nothing ? empty() : one(truth == Truth::yes);
  }
  switch (node.kind) {
    case AstKind::empty: return empty();
    case AstKind::boolean:
    case AstKind::string:
    case AstKind::number:
    case AstKind::quantity:
    case AstKind::temporal: return one(program_.code[at].literal);
    case AstKind::variable: return variable(node, frame);
    case AstKind::external: return external(node);
    case AstKind::type: break;
    case AstKind::member: return member(at, frame);
    case AstKind::call: return call(at, frame);
    case AstKind::indexer: return indexer(node, frame);
    case AstKind::negate:
    case AstKind::plus: return sign(node, frame);
    case AstKind::binary: return binary(node, frame);
  }
  return fail(ErrorKind::internal, "FHIRPATH-PROGRAM", "a type stands where a value should");
}

Result<Collection> Evaluator::source_of(const AstNode& node, const Frame& frame) {
  if (node.source != kNoAst) return eval(node.source, frame);
  return Collection(frame.self.begin(), frame.self.end(), &memory_);
}

Result<Collection> Evaluator::variable(const AstNode& node, const Frame& frame) {
  if (node.text == "this") return Collection(frame.self.begin(), frame.self.end(), &memory_);
  if (node.text == "index" && frame.index) return one(*frame.index);
  if (node.text == "total" && frame.total != nullptr) return Collection(*frame.total, &memory_);
  return fail(
      ErrorKind::invalid, "FHIRPATH-VARIABLE", "$" + node.text + " has no value in this place");
}

Result<Collection> Evaluator::external(const AstNode& node) {
  const auto defined = std::ranges::find(variables_, node.text, &Variable::name);
  if (defined != variables_.end()) return Collection(defined->value, &memory_);
  if (node.text == "context") return one(context_);
  if (node.text == kFactory) return empty();
  const bool is_root = node.text == "rootResource";
  if (is_root || node.text == "resource") {
    const fhir::Node given = is_root ? environment_.root_resource : environment_.resource;
    return one(given ? Item(given) : context_);
  }
  if (const auto found = host().variable(node.text))
    return Collection(found->begin(), found->end(), &memory_);
  const auto row = std::ranges::find(kVariables, node.text, &VariableRow::name);
  if (row != kVariables.end()) return one(row->value);
  for (const VariableRow& prefix : kPrefixes) {
    if (node.text.starts_with(prefix.name))
      return text(std::string(prefix.value).append(node.text.substr(prefix.name.size())));
  }
  return fail(ErrorKind::invalid, "FHIRPATH-VARIABLE", "the expression names an unknown variable");
}

Result<Collection> Evaluator::call(std::uint32_t at, const Frame& frame) {
  const AstNode& node = program_.ast.at(at);
  GATEWAY_TRY(const Collection source, source_of(node, frame));
  return program_.code[at].function->function(
      *this, {source, node.arguments, frame, node.text, program_.code[at].type});
}

Result<Collection> Evaluator::indexer(const AstNode& node, const Frame& frame) {
  GATEWAY_TRY(Collection source, eval(node.source, frame));
  GATEWAY_TRY(const Collection index, within(node.arguments.front(), frame));
  GATEWAY_TRY(const Item* item, single(index));
  if (item == nullptr) return empty();
  const auto place = integer_of(*item);
  if (!place) return refuse_operand("[]");
  if (*place < 0 || static_cast<std::size_t>(*place) >= source.size()) return empty();
  return one(source[static_cast<std::size_t>(*place)]);
}

Result<Collection> Evaluator::sign(const AstNode& node, const Frame& frame) {
  GATEWAY_TRY(const Collection source, eval(node.source, frame));
  GATEWAY_TRY(const Item* item, single(source));
  if (item == nullptr) return empty();
  const Item value = to_system(*item);
  const bool is_minus = node.kind == AstKind::negate;
  if (const auto* whole = std::get_if<std::int64_t>(&value))
    return one(is_minus ? -*whole : *whole);
  if (const auto* whole = std::get_if<Long>(&value)) {
    std::int64_t turned = 0;
    if (!is_minus) return one(*whole);
    return __builtin_sub_overflow(0, whole->value, &turned) ? empty() : one(Long{turned});
  }
  if (const auto* decimal = std::get_if<Decimal>(&value))
    return one(is_minus ? decimal->negated() : *decimal);
  if (const auto* quantity = std::get_if<Quantity>(&value)) {
    Quantity turned = *quantity;
    if (is_minus) turned.value = turned.value.negated();
    return one(turned);
  }
  return refuse_operand(is_minus ? "-" : "+");
}

Result<Collection> Evaluator::binary(const AstNode& node, const Frame& frame) {
  GATEWAY_TRY(const Collection left, within(node.source, frame));
  if (node.op == Operator::is || node.op == Operator::as) {
    GATEWAY_TRY(const Item* item, single(left));
    if (item == nullptr) return empty();
    const TypeTest& type = program_.code[node.arguments.front()].type;
    if (node.op == Operator::is) return one(is_instance(*item, type));
    return is_as(*item, type) ? one(*item) : empty();
  }
  GATEWAY_TRY(const Collection right, within(node.arguments.front(), frame));
  return apply(*this, node.op, left, right);
}

Result<Collection> Evaluator::within(std::uint32_t node, const Frame& frame) {
  const Scope scope(*this);
  return eval(node, frame);
}

Result<Collection> Evaluator::argument(const Call& call, std::size_t index) {
  return within(call.arguments[index], call.frame);
}

Result<Collection> Evaluator::lambda(const Call& call,
                                     std::size_t index,
                                     const Item& item,
                                     std::size_t at) {
  return within(call.arguments[index],
                {{&item, 1}, static_cast<std::int64_t>(at), call.frame.total});
}

Result<bool> Evaluator::condition(const Call& call,
                                  std::size_t index,
                                  const Item& item,
                                  std::size_t at) {
  if (gives_truth(program_.code[call.arguments[index]].shortcut)) {
    const Frame inner{{&item, 1}, static_cast<std::int64_t>(at), call.frame.total};
    GATEWAY_TRY(const Truth holds, truth(call.arguments[index], inner));
    return holds == Truth::yes;
  }
  GATEWAY_TRY(const Collection result, lambda(call, index, item, at));
  GATEWAY_TRY(const Item* only, single(result));
  if (only == nullptr) return false;
  const auto value = boolean_of(*only);
  if (!value) return refuse_operand(call.name);
  return *value;
}

Result<const Item*> Evaluator::single(const Collection& items) const {
  if (items.size() > 1) return refuse_many();
  return items.empty() ? nullptr : items.data();
}

Result<std::optional<std::string_view>> Evaluator::single_string(const Collection& items) const {
  GATEWAY_TRY(const Item* item, single(items));
  if (item == nullptr || is_without_value(*item)) return std::nullopt;
  const auto text = string_of(*item);
  if (!text) return refuse_operand("a function on text");
  return text;
}

Result<std::optional<Decimal>> Evaluator::single_decimal(const Collection& items) const {
  GATEWAY_TRY(const Item* item, single(items));
  if (item == nullptr || is_without_value(*item)) return std::nullopt;
  const auto number = decimal_of(*item);
  if (!number) return refuse_operand("a function on numbers");
  return number;
}

Result<std::optional<std::string_view>> Evaluator::string_argument(const Call& call,
                                                                   std::size_t index) {
  if (index >= call.arguments.size()) return std::nullopt;
  GATEWAY_TRY(const Collection value, argument(call, index));
  return single_string(value);
}

Result<std::optional<std::int64_t>> Evaluator::integer_argument(const Call& call,
                                                                std::size_t index) {
  if (index >= call.arguments.size()) return std::nullopt;
  GATEWAY_TRY(const Collection value, argument(call, index));
  GATEWAY_TRY(const Item* item, single(value));
  if (item == nullptr || is_without_value(*item)) return std::nullopt;
  const auto number = integer_of(*item);
  if (!number) return refuse_operand(call.name);
  return number;
}

Result<std::optional<Decimal>> Evaluator::decimal_argument(const Call& call, std::size_t index) {
  if (index >= call.arguments.size()) return std::nullopt;
  GATEWAY_TRY(const Collection value, argument(call, index));
  return single_decimal(value);
}

Result<std::string_view> Evaluator::keep(std::string_view text) {
  GATEWAY_CHECK(spend(text.size()));
  auto* copy = static_cast<char*>(memory_.allocate(text.size() + 1, 1));
  std::ranges::copy(text, copy);
  return std::string_view(copy, text.size());
}

Item Evaluator::keep(fhir::Resource element) {
  made_.push_back(std::move(element));
  return made_.back().root();
}

Result<Collection> Evaluator::text(std::string_view text) {
  GATEWAY_TRY(const std::string_view kept, keep(text));
  return one(kept);
}

Result<void> Evaluator::define(std::string_view name, Collection value) {
  const bool is_taken = name == "context" || name == kFactory || name == "resource" ||
                        name == "rootResource" ||
                        std::ranges::find(variables_, name, &Variable::name) != variables_.end() ||
                        host().variable(name).has_value();
  if (is_taken)
    return fail(ErrorKind::invalid, "FHIRPATH-VARIABLE", "the variable has a value already");
  variables_.push_back({name, std::move(value)});
  return {};
}

}  // namespace gateway::fhirpath
