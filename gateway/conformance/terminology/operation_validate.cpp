#include <string>
#include <utility>
#include <vector>

#include "gateway/conformance/terminology/operation_inputs.hpp"
#include "gateway/conformance/terminology/operation_outputs.hpp"
#include "gateway/conformance/terminology/terminology_operations.hpp"

namespace gateway::conformance {
namespace {

constexpr InputRule kValueSetInputs[] = {
    {"url"},
    {"context", InputKind::any, InputUse::refused},
    {"valueSet", InputKind::resource},
    {"valueSetVersion"},
    {"code"},
    {"system"},
    {"systemVersion"},
    {"display"},
    {"coding", InputKind::coding},
    {"codeableConcept", InputKind::codeable},
    {"date", InputKind::any, InputUse::refused},
    {"abstract", InputKind::boolean},
    {"displayLanguage"},
};
constexpr InputRule kCodeSystemInputs[] = {
    {"url"},
    {"codeSystem", InputKind::any, InputUse::refused},
    {"code"},
    {"version"},
    {"display"},
    {"coding", InputKind::coding},
    {"codeableConcept", InputKind::codeable},
    {"date", InputKind::any, InputUse::refused},
    {"abstract", InputKind::boolean},
    {"displayLanguage"},
};

// The answer about the first code that is in, else about the first that may be, else about the
// first.
const CodeAnswer& best_of(const std::vector<CodeAnswer>& answers) {
  for (const Membership wanted : {Membership::in, Membership::cannot_tell}) {
    for (const CodeAnswer& each : answers) {
      if (each.membership == wanted) return each;
    }
  }
  return answers.front();
}

void add_sentence(std::string& message, std::string_view sentence) {
  if (!message.empty()) message += ' ';
  message += sentence;
}

fhir::Checked<fhir::Resource> report(const OperationInputs& inputs,
                                     const std::vector<CodeAnswer>& answers,
                                     std::string_view not_in) {
  const CodeAnswer& answer = best_of(answers);
  if (answer.membership == Membership::cannot_tell) {
    return inputs.refuse("",
                         "TERM-CANNOT-TELL",
                         "It cannot be told. " + std::string(doubt_text(answer.doubt)),
                         ErrorKind::not_supported);
  }
  const bool is_in = answer.membership == Membership::in;
  const bool is_refused = answer.is_abstract && inputs.has("abstract") && !inputs.flag("abstract");
  const bool is_wrong = answer.display == DisplayCheck::wrong;
  std::string message;
  if (!is_in) add_sentence(message, not_in);
  if (is_wrong) add_sentence(message, "The display is none of the code.");
  if (is_refused) add_sentence(message, "The code is only there to group others.");
  if (answer.is_inactive) add_sentence(message, "The code is not active.");
  if (answer.display == DisplayCheck::cannot_tell)
    add_sentence(message, "Whether the display is right cannot be told.");

  OperationOutputs outputs(inputs.types());
  const bool is_valid = is_in && !is_refused && !is_wrong;
  outputs.add("result", "valueBoolean", is_valid ? "true" : "false");
  outputs.add_present("message", "valueString", message);
  outputs.add_present("display", "valueString", answer.preferred_display);
  return std::move(outputs).finish();
}

}  // namespace

TerminologyOperations::Answer TerminologyOperations::validate_in_value_set(
    const fhir::Resource& parameters) {
  GATEWAY_TRY(const OperationInputs inputs, OperationInputs::read(parameters, kValueSetInputs));
  const auto given = inputs.resource("valueSet");
  if (inputs.has("url") == given.has_value())
    return inputs.missing("Just one of url and valueSet is needed.");
  if (given && given->type_name() != "ValueSet")
    return inputs.refuse("valueSet", "TERM-PARAMETER-VALUE", "It is no ValueSet.");
  GATEWAY_TRY(auto codes, inputs.codes({.version = "systemVersion", .display = "display"}));
  std::shared_ptr<const ValueSet> set;
  if (given) {
    GATEWAY_TRY(set, sets_.compile(*given));
  } else {
    GATEWAY_TRY(set, sets_.find(inputs.canonical("url", "valueSetVersion")));
  }
  if (!set) {
    return inputs.refuse(
        "url", "TERM-VALUE-SET-UNKNOWN", "The value set is not here.", ErrorKind::not_found);
  }
  std::vector<CodeAnswer> answers;
  for (CodedValue& each : codes) {
    each.language = inputs.text("displayLanguage");
    GATEWAY_TRY(CodeAnswer answer, sets_.contains(*set, each));
    answers.push_back(std::move(answer));
  }
  return report(inputs, answers, "The code is not in the value set.");
}

TerminologyOperations::Answer TerminologyOperations::validate_in_code_system(
    const fhir::Resource& parameters) {
  GATEWAY_TRY(const OperationInputs inputs, OperationInputs::read(parameters, kCodeSystemInputs));
  if (!inputs.has("url")) return inputs.missing("The url of the code system is needed.");
  GATEWAY_TRY(auto codes, inputs.codes({.system = "url", .display = "display"}));
  const std::string canonical = inputs.canonical("url", "version");
  std::vector<CodeAnswer> answers;
  for (CodedValue& each : codes) {
    each.language = inputs.text("displayLanguage");
    if (each.system != inputs.text("url")) {
      answers.push_back({.membership = Membership::not_in});
      continue;
    }
    GATEWAY_TRY(CodeAnswer answer, sets_.describe(canonical, each));
    answers.push_back(std::move(answer));
  }
  return report(inputs, answers, "The code is not in the code system.");
}

}  // namespace gateway::conformance
