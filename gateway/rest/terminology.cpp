#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/fhir/builder.hpp"
#include "gateway/rest/answer.hpp"
#include "gateway/rest/interactions.hpp"
#include "gateway/rest/request_body.hpp"
#include "gateway/validation/workbench.hpp"

namespace gateway::rest {
namespace {

using conformance::TerminologyOperations;
using Ask = TerminologyOperations::Answer (TerminologyOperations::*)(const fhir::Resource&);

// The parameters of these operations that are no texts; a URL does not say which type it means.
struct TypedField {
  std::string_view name;
  std::string_view element;
};
constexpr auto kTypedFields = std::to_array<TypedField>({
    {"abstract", "valueBoolean"},
    {"activeOnly", "valueBoolean"},
    {"count", "valueInteger"},
    {"date", "valueDateTime"},
    {"excludeNested", "valueBoolean"},
    {"excludeNotForUI", "valueBoolean"},
    {"excludePostCoordinated", "valueBoolean"},
    {"includeDefinition", "valueBoolean"},
    {"includeDesignations", "valueBoolean"},
    {"offset", "valueInteger"},
    {"reverse", "valueBoolean"},
});

std::string_view element_of(std::string_view name) {
  const auto row = std::ranges::find(kTypedFields, name, &TypedField::name);
  return row == kTypedFields.end() ? "valueString" : row->element;
}

// Source: FHIR R4, operations.html#request.
fhir::Checked<fhir::Resource> inputs_of_url(const Services& services, const Call& call) {
  fhir::Builder b(services.parts.types, "Parameters");
  for (const search::FormField& field : call.fields) {
    if (field.name == kFormatField || field.name == kPrettyField) continue;
    b.begin("parameter");
    b.add("name", field.name);
    b.add(element_of(field.name), field.value);
    b.end();
  }
  fhir::Resource inputs = std::move(b).finish();
  fhir::IssueLog findings;
  services.parts.check(inputs, findings);
  if (!findings.has_errors()) return inputs;
  return std::unexpected(
      fhir::Failure{Error{ErrorKind::malformed,
                          "HTTP-OPERATION-FIELD",
                          "A parameter of the URL has no value, or not one of its type."},
                    std::move(findings)});
}

fhir::Checked<fhir::Resource> inputs_of(const Services& services, Call& call) {
  return call.request.method == wire::Method::post ? read_body(services, call, "Parameters")
                                                   : inputs_of_url(services, call);
}

// The resource alone where it is all that is answered.
// Source: FHIR R4, operations.html#response.
fhir::Resource without_wrapper(const fhir::Resource& answer) {
  const fhir::Nodes all = answer.root().children("parameter");
  if (all.size() != 1 || all[0].child("name").value() != "return") return answer;
  const fhir::Node resource = all[0].child("resource");
  return resource ? answer.part(resource) : answer;
}

void ask(const Services& services, Call call, Ask question) {
  const auto inputs = inputs_of(services, call);
  if (!inputs) return finish_failure(services, std::move(call), inputs.error());
  const auto bench = services.parts.workbenches.lend();
  if (!bench) return finish_failure(services, std::move(call), no_definitions());
  const auto answer = ((*bench)->terminology().*question)(*inputs);
  if (!answer) return finish_failure(services, std::move(call), answer.error());
  auto response = answer_with(call, 200, without_wrapper(*answer));
  finish(std::move(call), std::move(response));
}

}  // namespace

void expand(const Services& services, Call call) {
  ask(services, std::move(call), &TerminologyOperations::expand);
}
void validate_in_value_set(const Services& services, Call call) {
  ask(services, std::move(call), &TerminologyOperations::validate_in_value_set);
}
void validate_in_code_system(const Services& services, Call call) {
  ask(services, std::move(call), &TerminologyOperations::validate_in_code_system);
}
void lookup(const Services& services, Call call) {
  ask(services, std::move(call), &TerminologyOperations::lookup);
}
void subsumes(const Services& services, Call call) {
  ask(services, std::move(call), &TerminologyOperations::subsumes);
}
void translate(const Services& services, Call call) {
  ask(services, std::move(call), &TerminologyOperations::translate);
}

}  // namespace gateway::rest
