// What a Questionnaire that is derived from another one may change.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "gateway/fhir/issue.hpp"
#include "gateway/validation/location.hpp"
#include "gateway/validation/questionnaire/form.hpp"

namespace gateway::validation {

// Another Questionnaire that a Questionnaire is derived from so that responses to it can be read
// as responses to that one.
struct FormBase {
  std::shared_ptr<const Form> form;
  bool may_add_items = false;
};

// A Questionnaire is compared with so many of those that it is derived from.
inline constexpr std::size_t kMaxFormBases = 16;

// Whether a Questionnaire that is derived as its `derivedFrom` says may add items; nothing if it
// does not say how it is derived, or is only inspired by the other one.
// Source: FHIR extensions pack 5.1, questionnaire-derivationType.
std::optional<bool> may_add_items(fhir::Node derived_from);

// Compares an item, which `at` stands at, with that of the base. Source: the reference
// implementation.
void check_derivation(const Location& at,
                      const FormItem& item,
                      const FormBase& base,
                      fhir::IssueLog& log);

}  // namespace gateway::validation
