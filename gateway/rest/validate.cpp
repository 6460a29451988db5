#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "gateway/conformance/terminology/operation_inputs.hpp"
#include "gateway/fhir/operation_outcome.hpp"
#include "gateway/rest/answer.hpp"
#include "gateway/rest/interactions.hpp"
#include "gateway/rest/request_body.hpp"
#include "gateway/validation/workbench.hpp"

namespace gateway::rest {
namespace {

using conformance::InputKind;
using conformance::InputUse;
using conformance::OperationInputs;

constexpr std::string_view kProfile = "profile";
constexpr std::string_view kMode = "mode";
constexpr std::string_view kResource = "resource";

constexpr conformance::InputRule kInputs[] = {
    {kResource, InputKind::resource},
    {kMode},
    {kProfile, InputKind::text, InputUse::many},
};
// Of those of R4; "delete" asks what a profile cannot tell.
constexpr std::array<std::string_view, 3> kModes{"create", "update", "profile"};

struct Question {
  fhir::Resource resource;
  std::vector<std::string> profiles = {};
};

Result<void> check_mode(std::string_view mode) {
  if (mode.empty() || std::ranges::find(kModes, mode) != kModes.end()) return {};
  return fail(ErrorKind::not_supported,
              "VALIDATE-MODE",
              "The mode is one of create, update and profile; this server tells no more.");
}

// What stands in the URL beside a resource that is the whole body.
fhir::Checked<Question> question_of_url(const Call& call, fhir::Resource resource) {
  Question question{.resource = std::move(resource)};
  for (const search::FormField& field : call.fields) {
    if (field.name == kFormatField || field.name == kPrettyField) continue;
    if (field.name == kMode) {
      GATEWAY_CHECK(check_mode(field.value));
    } else if (field.name == kProfile) {
      question.profiles.push_back(field.value);
    } else {
      return fail(ErrorKind::not_supported,
                  "HTTP-URL-PARAMETER",
                  "The interaction does not take this parameter of the URL.",
                  "http.url");
    }
  }
  return question;
}

fhir::Checked<Question> question_of_parameters(const fhir::Resource& parameters) {
  GATEWAY_TRY(const OperationInputs inputs, OperationInputs::read(parameters, kInputs));
  GATEWAY_CHECK(check_mode(inputs.text(kMode)));
  auto resource = inputs.resource(kResource);
  if (!resource) return inputs.missing("The parameter 'resource' is needed.");
  Question question{.resource = *std::move(resource)};
  for (const fhir::Node profile : inputs.all(kProfile))
    question.profiles.emplace_back(profile.choice("value").value());
  return question;
}

fhir::Checked<Question> read_question(const Services& services,
                                      const Call& call,
                                      fhir::IssueLog& findings) {
  GATEWAY_TRY(fhir::Resource body, parse_body(services, call, findings));
  const bool is_wrapped = body.type_name() == "Parameters" && call.target.type != "Parameters";
  GATEWAY_TRY(Question question,
              is_wrapped ? question_of_parameters(body) : question_of_url(call, std::move(body)));
  if (question.resource.type_name() == call.target.type) return question;
  return fail(ErrorKind::malformed,
              "HTTP-BODY-TYPE",
              "The resource is not one of type " + call.target.type + '.',
              std::string(question.resource.type_name()));
}

// A profile that is asked for and not here would leave the resource unjudged and silent.
void leave_out_unknown(std::vector<std::string>& profiles,
                       conformance::PackageSet& packages,
                       fhir::IssueLog& findings) {
  std::erase_if(profiles, [&](const std::string& profile) {
    const auto found = packages.find("StructureDefinition", profile.substr(0, profile.find('#')));
    if (found && *found) return false;
    findings.add({.severity = fhir::Severity::error,
                  .code = "not-found",
                  .id = "VALIDATE-PROFILE",
                  .text = "A profile that was asked for is in no package of this server.",
                  .expression = {}});
    return true;
  });
}

}  // namespace

void validate(const Services& services, Call call) {
  fhir::IssueLog findings;
  auto question = read_question(services, call, findings);
  if (!question) return finish_failure(services, std::move(call), question.error());
  const auto bench = services.parts.workbenches.lend();
  if (!bench) return finish_failure(services, std::move(call), no_definitions());

  leave_out_unknown(question->profiles, (*bench)->packages(), findings);
  (*bench)->validator().validate(
      question->resource,
      {.profiles = question->profiles, .now = services.parts.clock.now()},
      findings);
  findings.locate(call.request.body);
  auto response =
      answer_with(call, 200, fhir::to_operation_outcome(services.parts.types, findings));
  finish(std::move(call), std::move(response));
}

}  // namespace gateway::rest
