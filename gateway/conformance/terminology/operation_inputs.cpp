#include "gateway/conformance/terminology/operation_inputs.hpp"

#include <algorithm>

#include "gateway/base/text.hpp"

namespace gateway::conformance {
namespace {

using fhir::Node;
using fhir::Primitive;
using fhir::Resource;

struct IssueCode {
  ErrorKind kind;
  std::string_view code;
};

// All others are "invalid".
constexpr IssueCode kIssueCodes[] = {
    {ErrorKind::not_found, "not-found"},
    {ErrorKind::not_supported, "not-supported"},
    {ErrorKind::too_costly, "too-costly"},
    {ErrorKind::too_large, "too-long"},
};

constexpr Primitive kTexts[] = {Primitive::string,
                                Primitive::code,
                                Primitive::uri,
                                Primitive::canonical,
                                Primitive::url,
                                Primitive::id};

std::string parameter_expression(std::size_t index) {
  return "Parameters.parameter[" + std::to_string(index) + "]";
}

bool is_count(Node value) {
  return fhir::is_number(value.primitive()) && parse_integer<std::size_t>(value.value());
}

bool fits(InputKind kind, Node parameter) {
  const Node value = parameter.choice("value");
  switch (kind) {
    case InputKind::text:
      return std::ranges::find(kTexts, value.primitive()) != std::end(kTexts) &&
             !value.value().empty();
    case InputKind::boolean: return value.primitive() == Primitive::boolean;
    case InputKind::count: return is_count(value);
    case InputKind::coding: return value.type_name() == "Coding";
    case InputKind::codeable: return value.type_name() == "CodeableConcept";
    case InputKind::resource: return static_cast<bool>(parameter.child("resource"));
    case InputKind::parts: return !parameter.children("part").empty();
    case InputKind::any: return true;
  }
  return false;
}

CodedValue coded_value(Node coding) {
  return {.system = coding.child("system").value(),
          .version = coding.child("version").value(),
          .code = coding.child("code").value(),
          .display = coding.child("display").value()};
}

// Why the parameter cannot be taken, or nothing.
std::optional<Error> fault_of(Node parameter, const InputRule* rule, bool is_again) {
  if (rule == nullptr)
    return Error{ErrorKind::not_supported,
                 "TERM-PARAMETER-UNKNOWN",
                 "The operation has no parameter of this name."};
  if (rule->use == InputUse::refused)
    return Error{ErrorKind::not_supported,
                 "TERM-PARAMETER-REFUSED",
                 "This parameter of the operation is not supported."};
  if (!fits(rule->kind, parameter))
    return Error{ErrorKind::invalid,
                 "TERM-PARAMETER-VALUE",
                 "The parameter has no value, or one of another type than it should."};
  if (is_again && rule->use != InputUse::many)
    return Error{
        ErrorKind::invalid, "TERM-PARAMETER-TWICE", "The parameter stands more than once."};
  return std::nullopt;
}

}  // namespace

std::unexpected<fhir::Failure> operation_failure(const Error& error) {
  const auto* row = std::ranges::find(kIssueCodes, error.kind, &IssueCode::kind);
  fhir::Failure failure(error);
  failure.issues.add({.code = row == std::end(kIssueCodes) ? "invalid" : row->code,
                      .id = error.id,
                      .text = error.message,
                      .expression = error.expression});
  return std::unexpected(std::move(failure));
}

fhir::Checked<OperationInputs> OperationInputs::read(const Resource& parameters,
                                                     std::span<const InputRule> rules) {
  const fhir::Nodes all = parameters.root().children("parameter");
  if (all.size() > kMaxParameters) {
    return operation_failure(
        {ErrorKind::too_large,
         "TERM-PARAMETER-LIMIT",
         "There are more than " + std::to_string(kMaxParameters) + " parameters.",
         "Parameters"});
  }
  std::vector<std::string_view> seen;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string_view name = all[i].child("name").value();
    const auto rule = std::ranges::find(rules, name, &InputRule::name);
    const bool is_again = std::ranges::find(seen, name) != seen.end();
    auto fault = fault_of(all[i], rule == rules.end() ? nullptr : &*rule, is_again);
    if (fault) {
      fault->expression = parameter_expression(i);
      return operation_failure(*fault);
    }
    seen.push_back(name);
  }
  return OperationInputs(parameters);
}

Node OperationInputs::first(std::string_view name) const {
  const auto found = all(name);
  return found.empty() ? Node() : found.front();
}

std::vector<Node> OperationInputs::all(std::string_view name) const {
  std::vector<Node> found;
  for (const Node each : parameters_.root().children("parameter")) {
    if (!name.empty() && each.child("name").value() == name) found.push_back(each);
  }
  return found;
}

std::optional<std::size_t> OperationInputs::count(std::string_view name) const {
  return parse_integer<std::size_t>(text(name));
}

std::optional<Resource> OperationInputs::resource(std::string_view name) const {
  const Node found = first(name).child("resource");
  if (!found) return std::nullopt;
  return parameters_.part(found);
}

std::string OperationInputs::canonical(std::string_view url, std::string_view version) const {
  std::string canonical(text(url));
  if (has(version)) canonical.append("|").append(text(version));
  return canonical;
}

fhir::Checked<std::vector<CodedValue>> OperationInputs::codes(const CodeInputs& names) const {
  if (has(names.code) + has(names.coding) + has(names.codeable) != 1)
    return missing("Just one of a code, a Coding and a CodeableConcept is needed.");
  std::vector<CodedValue> codes;
  if (has(names.code)) {
    codes.push_back({.system = text(names.system),
                     .version = text(names.version),
                     .code = text(names.code),
                     .display = text(names.display)});
  } else if (has(names.coding)) {
    codes.push_back(coded_value(value(names.coding)));
  } else {
    for (const Node coding : value(names.codeable).children("coding"))
      codes.push_back(coded_value(coding));
  }
  const bool is_whole = std::ranges::all_of(
      codes, [](const CodedValue& each) { return !each.code.empty() && !each.system.empty(); });
  if (codes.empty() || !is_whole) return missing("A code needs the system that it is of.");
  return codes;
}

OperationInputs::Failed OperationInputs::refuse(std::string_view name,
                                                std::string_view id,
                                                std::string_view text,
                                                ErrorKind kind) const {
  std::string expression = "Parameters";
  const fhir::Nodes all = parameters_.root().children("parameter");
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].child("name").value() != name) continue;
    expression = parameter_expression(i);
    break;
  }
  return operation_failure({kind, id, std::string(text), std::move(expression)});
}

OperationInputs::Failed OperationInputs::missing(std::string_view text) const {
  return refuse("", "TERM-PARAMETER-MISSING", text);
}

}  // namespace gateway::conformance
