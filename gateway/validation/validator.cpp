#include "gateway/validation/validator.hpp"

#include "gateway/validation/questionnaire/questionnaire_check.hpp"
#include "gateway/validation/structure_check.hpp"

namespace gateway::validation {

void Validator::validate(const fhir::Resource& resource,
                         const ValidationRequest& request,
                         fhir::IssueLog& log) {
  check_structure(resource, definitions_, log);
  check_profiles(resource,
                 {.profiles = profiles_,
                  .definitions = definitions_,
                  .log = log,
                  .now = request.now,
                  .codes = &codes_,
                  .policy = request.policy,
                  .entry_profiles = request.entry_profiles},
                 request.profiles);
  check_questionnaires(resource,
                       {.source = source_,
                        .value_sets = &codes_.value_sets(),
                        .definitions = definitions_,
                        .log = log});
}

}  // namespace gateway::validation
