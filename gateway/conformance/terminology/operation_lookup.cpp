#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "gateway/conformance/terminology/operation_inputs.hpp"
#include "gateway/conformance/terminology/operation_outputs.hpp"
#include "gateway/conformance/terminology/terminology_operations.hpp"

namespace gateway::conformance {
namespace {

using fhir::Builder;
using fhir::Node;
using Index = CodeSystem::Index;

constexpr InputRule kLookupInputs[] = {
    {"code"},
    {"system"},
    {"version"},
    {"coding", InputKind::coding},
    {"date", InputKind::any, InputUse::refused},
    {"displayLanguage"},
    {"property", InputKind::text, InputUse::many},
};
constexpr InputRule kSubsumesInputs[] = {
    {"codeA"},
    {"codeB"},
    {"system"},
    {"version"},
    {"codingA", InputKind::coding},
    {"codingB", InputKind::coding},
};

std::string canonical_of(const CodedValue& value) {
  std::string canonical(value.system);
  if (!value.version.empty()) canonical.append("|").append(value.version);
  return canonical;
}

// The properties asked for; all if none is.
class PropertyChoice {
 public:
  explicit PropertyChoice(const OperationInputs& inputs) : asked_(inputs.all("property")) {}
  bool has(std::string_view name) const {
    return asked_.empty() || std::ranges::any_of(asked_, [name](Node each) {
             return each.choice("value").value() == name;
           });
  }

 private:
  std::vector<Node> asked_;
};

void copy_coding(Builder& builder, std::string_view name, Node coding) {
  builder.begin(name);
  for (const std::string_view part : {"system", "version", "code", "display"}) {
    if (coding.child(part).has_value()) builder.add(part, coding.child(part).value());
  }
  builder.end();
}

void write_designation(OperationOutputs& outputs, const Designation& designation) {
  outputs.begin("designation");
  outputs.add_present("language", "valueCode", designation.language);
  if (designation.use) {
    outputs.begin("use");
    copy_coding(outputs.builder(), "valueCoding", designation.use);
    outputs.end();
  }
  outputs.add_present("value", "valueString", designation.value);
  outputs.end();
}

void write_property(OperationOutputs& outputs,
                    std::string_view code,
                    std::string_view element,
                    std::string_view value) {
  outputs.begin("property");
  outputs.add("code", "valueCode", code);
  outputs.add_present("value", element, value);
  outputs.end();
}

void write_property(OperationOutputs& outputs, const ConceptProperty& property) {
  if (property.value.has_value()) {
    write_property(outputs, property.code, property.value.name(), property.value.value());
    return;
  }
  outputs.begin("property");
  outputs.add("code", "valueCode", property.code);
  if (property.value) {
    outputs.begin("value");
    copy_coding(outputs.builder(), property.value.name(), property.value);
    outputs.end();
  }
  outputs.end();
}

void write_relatives(OperationOutputs& outputs,
                     const CodeSystem& system,
                     std::string_view name,
                     std::span<const Index> relatives) {
  for (const Index at : relatives)
    write_property(outputs, name, "valueCode", system.code(at));
}

void write_properties(OperationOutputs& outputs,
                      const CodeSystem& system,
                      Index at,
                      const PropertyChoice& choice) {
  if (choice.has("definition") && !system.text(at).empty())
    write_property(outputs, "definition", "valueString", system.text(at));
  if (choice.has("parent")) write_relatives(outputs, system, "parent", system.parents(at));
  if (choice.has("child")) write_relatives(outputs, system, "child", system.children(at));
  if (choice.has("inactive"))
    write_property(outputs, "inactive", "valueBoolean", system.is_inactive(at) ? "true" : "false");
  constexpr std::string_view kWritten[] = {"parent", "child", "inactive"};
  for (const ConceptProperty& property : system.properties(at)) {
    const bool is_written = std::ranges::find(kWritten, property.code) != std::end(kWritten);
    if (!is_written && choice.has(property.code)) write_property(outputs, property);
  }
}

std::unexpected<fhir::Failure> not_found(const OperationInputs& inputs, const CodeSystem* system) {
  if (system != nullptr && system->is_complete()) {
    return inputs.refuse("code",
                         "TERM-CODE-UNKNOWN",
                         "The code system does not have the code.",
                         ErrorKind::not_found);
  }
  const bool is_partial = system != nullptr && system->size() > 0;
  return inputs.refuse(
      "",
      "TERM-CANNOT-TELL",
      "It cannot be told. " +
          std::string(doubt_text(is_partial ? Doubt::partial_system : Doubt::no_system)),
      ErrorKind::not_supported);
}

}  // namespace

TerminologyOperations::Answer TerminologyOperations::lookup(const fhir::Resource& parameters) {
  GATEWAY_TRY(const OperationInputs inputs, OperationInputs::read(parameters, kLookupInputs));
  GATEWAY_TRY(const auto codes, inputs.codes({.codeable = {}}));
  GATEWAY_TRY(const auto system, systems_.find(canonical_of(codes.front())));
  const auto at = system ? system->find(codes.front().code) : std::nullopt;
  if (!at) return not_found(inputs, system.get());

  const PropertyChoice choice(inputs);
  const ConceptName name({}, system.get(), codes.front().code);
  const std::string_view display = name.preferred(inputs.text("displayLanguage"));
  OperationOutputs outputs(inputs.types());
  const std::string_view title = system->definition().child("name").value();
  outputs.add("name", "valueString", title.empty() ? system->url() : title);
  outputs.add_present("version", "valueString", system->version());
  outputs.add("display", "valueString", display.empty() ? system->code(*at) : display);
  if (choice.has("designation")) {
    for (const Designation& each : name.designations())
      write_designation(outputs, each);
  }
  write_properties(outputs, *system, *at, choice);
  return std::move(outputs).finish();
}

TerminologyOperations::Answer TerminologyOperations::subsumes(const fhir::Resource& parameters) {
  GATEWAY_TRY(const OperationInputs inputs, OperationInputs::read(parameters, kSubsumesInputs));
  const bool is_by_code = inputs.has("codeA") && inputs.has("codeB");
  const bool is_by_coding = inputs.has("codingA") && inputs.has("codingB");
  if (is_by_code == is_by_coding)
    return inputs.missing("Two codes and their system, or two Codings, are needed.");
  GATEWAY_TRY(const auto a, inputs.codes({.code = "codeA", .coding = "codingA", .codeable = {}}));
  GATEWAY_TRY(const auto b, inputs.codes({.code = "codeB", .coding = "codingB", .codeable = {}}));
  Subsumption outcome = Subsumption::cannot_tell;
  if (a.front().system == b.front().system) {
    GATEWAY_TRY(outcome,
                systems_.subsumes(canonical_of(a.front()), a.front().code, b.front().code));
  }
  if (outcome == Subsumption::cannot_tell) {
    return inputs.refuse("",
                         "TERM-CANNOT-TELL",
                         "How the concepts relate cannot be told.",
                         ErrorKind::not_supported);
  }
  OperationOutputs outputs(inputs.types());
  outputs.add("outcome", "valueCode", kSubsumptionCodes.code(outcome));
  return std::move(outputs).finish();
}

}  // namespace gateway::conformance
