#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "gateway/conformance/terminology/operation_inputs.hpp"
#include "gateway/conformance/terminology/operation_outputs.hpp"
#include "gateway/conformance/terminology/terminology_operations.hpp"

namespace gateway::conformance {
namespace {

using fhir::Node;

constexpr InputRule kInputs[] = {
    {"url"},
    {"conceptMap", InputKind::resource},
    {"conceptMapVersion"},
    {"code"},
    {"system"},
    {"version"},
    {"source", InputKind::text, InputUse::no_effect},
    {"coding", InputKind::coding},
    {"codeableConcept", InputKind::codeable},
    {"target"},
    {"targetsystem"},
    {"dependency", InputKind::parts, InputUse::many},
    {"reverse", InputKind::boolean},
};

Node part_value(Node parameter, std::string_view name) {
  for (const Node part : parameter.children("part")) {
    if (part.child("name").value() == name) return part.choice("value");
  }
  return {};
}

std::vector<MappingDependency> dependencies(const OperationInputs& inputs) {
  std::vector<MappingDependency> all;
  for (const Node each : inputs.all("dependency")) {
    const std::string_view property = part_value(each, "element").value();
    for (const Node coding : part_value(each, "concept").children("coding")) {
      all.push_back({.property = property,
                     .system = coding.child("system").value(),
                     .value = coding.child("code").value()});
    }
  }
  return all;
}

void write_match(OperationOutputs& outputs, const ConceptMatch& match) {
  outputs.begin("match");
  outputs.add_present("equivalence", "valueCode", match.equivalence);
  if (!match.code.empty()) {
    outputs.begin("concept");
    fhir::Builder& builder = outputs.builder();
    builder.begin("valueCoding");
    if (!match.system.empty()) builder.add("system", match.system);
    builder.add("code", match.code);
    if (!match.display.empty()) builder.add("display", match.display);
    builder.end();
    outputs.end();
  }
  outputs.add_present("source", "valueUri", match.source);
  outputs.end();
}

Result<void> leave_out(std::vector<ConceptMatch>& matches,
                       ValueSets& sets,
                       std::string_view target) {
  if (target.empty()) return {};
  std::vector<ConceptMatch> kept;
  for (ConceptMatch& match : matches) {
    GATEWAY_TRY(const CodeAnswer answer,
                sets.contains(target, {.system = match.system, .code = match.code}));
    if (match.code.empty() || answer.membership != Membership::not_in)
      kept.push_back(std::move(match));
  }
  matches = std::move(kept);
  return {};
}

}  // namespace

TerminologyOperations::Answer TerminologyOperations::translate(const fhir::Resource& parameters) {
  GATEWAY_TRY(const OperationInputs inputs, OperationInputs::read(parameters, kInputs));
  const auto given = inputs.resource("conceptMap");
  if (inputs.has("url") == given.has_value())
    return inputs.missing("Just one of url and conceptMap is needed.");
  if (given && given->type_name() != "ConceptMap")
    return inputs.refuse("conceptMap", "TERM-PARAMETER-VALUE", "It is no ConceptMap.");
  GATEWAY_TRY(const auto codes, inputs.codes({}));

  Translation all;
  for (const CodedValue& code : codes) {
    const TranslationRequest request{.system = code.system,
                                     .code = code.code,
                                     .target_system = inputs.text("targetsystem"),
                                     .is_reverse = inputs.flag("reverse"),
                                     .dependencies = dependencies(inputs)};
    GATEWAY_TRY(const Translation made,
                given ? maps_.translate(*given, request)
                      : maps_.translate(inputs.canonical("url", "conceptMapVersion"), request));
    all.is_complete = all.is_complete && made.is_complete;
    all.matches.insert(all.matches.end(), made.matches.begin(), made.matches.end());
  }
  GATEWAY_CHECK(leave_out(all.matches, sets_, inputs.text("target")));
  const bool is_done = std::ranges::any_of(all.matches, is_translated);
  if (!is_done && !all.is_complete) {
    return inputs.refuse("url",
                         "TERM-MAP-UNKNOWN",
                         "The concept map, or one that it goes on to, is not here.",
                         ErrorKind::not_found);
  }
  OperationOutputs outputs(inputs.types());
  outputs.add("result", "valueBoolean", is_done ? "true" : "false");
  if (!is_done) outputs.add("message", "valueString", "The map has nothing for the code.");
  for (const ConceptMatch& match : all.matches)
    write_match(outputs, match);
  return std::move(outputs).finish();
}

}  // namespace gateway::conformance
