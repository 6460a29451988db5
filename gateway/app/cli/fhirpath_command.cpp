#include "gateway/app/cli/fhirpath_command.hpp"

#include <ostream>

#include "gateway/app/cli/package_host.hpp"
#include "gateway/app/cli/report_writer.hpp"
#include "gateway/app/cli/resource_host.hpp"
#include "gateway/app/cli/resource_input.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/base/text.hpp"
#include "gateway/codec/json_string.hpp"
#include "gateway/codec/json_writer.hpp"
#include "gateway/fhir/primitive.hpp"
#include "gateway/fhirpath/expression.hpp"
#include "gateway/fhirpath/item_text.hpp"
#include "gateway/fhirpath/type_check.hpp"

namespace gateway::app {
namespace {

using fhirpath::Evaluation;
using fhirpath::Expression;
using fhirpath::Item;

constexpr std::string_view kExpressionName = "expression";

int refuse_expression(const FhirpathOptions& options,
                      const fhirpath::SyntaxError& error,
                      const Console& console) {
  fhir::IssueLog log;
  log.add({.id = error.id, .text = error.message, .expression = {}, .offset = error.offset});
  log.locate(options.expression);
  print_issue(log.issues().front(), kExpressionName, options.expression, console.err);
  return kExitError;
}

std::string value_of(const fhir::Node& node) {
  std::string text;
  if (node.has_value()) {
    const std::string_view value = node.value();
    const bool is_bare =
        node.primitive() == fhir::Primitive::boolean || fhir::is_number(node.primitive());
    if (is_bare) return std::string(value);
    codec::append_json_string(value, text);
  } else if (node.children().empty() && !node.is_resource()) {
    text = "null";
  } else {
    codec::write_json(node, codec::Layout::compact, text);
  }
  return text;
}

bool is_bare(const Item& item) {
  return std::holds_alternative<bool>(item) || std::holds_alternative<std::int64_t>(item) ||
         std::holds_alternative<fhirpath::Long>(item) ||
         std::holds_alternative<fhirpath::Decimal>(item);
}

int evaluate(const Expression& expression,
             const ResourceInput& input,
             const fhirpath::Environment& environment,
             const Console& console) {
  Evaluation evaluation(expression, environment);
  const auto results = evaluation.run(input.resource.root());
  if (!results) return refuse(console, results.error());
  for (const Item& item : *results)
    console.out << describe(item) << '\n';
  return kExitFine;
}

int evaluate_with_packages(const FhirpathOptions& options,
                           const Expression& expression,
                           const ResourceInput& input,
                           const conformance::Definitions& definitions,
                           const Console& console) {
  const auto packages = open_packages(options.definitions, definitions);
  if (!packages) return refuse(console, packages.error());
  print_package_warnings(*packages, console);
  const Instant now = SystemClock().now();
  const PackageHost host(input.resource, definitions, *packages, now);
  const int code = evaluate(expression, input, {.host = &host, .now = now}, console);
  print_warnings(packages->set->findings(), console);
  print_warnings(host.definition_findings(), console);
  return code;
}

// Packages take longer to open than most expressions to evaluate.
bool asks_for_packages(const DefinitionFiles& files) {
  return !files.packages.empty() || !files.core.empty();
}

}  // namespace

std::string describe(const Item& item) {
  const fhirpath::TypeName type = fhirpath::type_of(item);
  std::string line(type.space);
  line.append(1, '.').append(type.name).append(": ");
  if (const fhir::Node node = fhirpath::node_of(item)) return line + value_of(node);
  if (is_bare(item)) return line + fhirpath::text_of(item);
  codec::append_json_string(fhirpath::text_of(item), line);
  return line;
}

int fhirpath(const FhirpathOptions& options, const Console& console) {
  const auto definitions = load_definitions(options.definitions.definitions);
  if (!definitions) return refuse(console, definitions.error());
  const fhir::TypeTable& types = (*definitions)->types();
  if (!is_utf8(options.expression)) {
    return refuse(console,
                  {ErrorKind::malformed, "CLI-EXPRESSION", "The expression is not UTF-8."});
  }
  const auto expression = Expression::compile(options.expression, types);
  if (!expression) return refuse_expression(options, expression.error(), console);
  const auto input = read_whole(options.file, types, console);
  if (!input) return kExitError;
  if (const auto checked = fhirpath::check_types(*expression, input->resource.type_name());
      !checked) {
    return refuse_expression(options, checked.error(), console);
  }
  if (asks_for_packages(options.definitions))
    return evaluate_with_packages(options, *expression, *input, **definitions, console);
  const ResourceHost host(input->resource);
  return evaluate(*expression, *input, {.host = &host, .now = SystemClock().now()}, console);
}

}  // namespace gateway::app
