// The tree of a snapshot → Profile.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "gateway/conformance/snapshot/element_draft.hpp"
#include "gateway/validation/profile/profile.hpp"

namespace gateway::validation {

// Keeps the constraints it compiled, so that elements share them.
//
// THREADS: one.
class ProfileCompiler {
 public:
  explicit ProfileCompiler(const fhir::TypeTable& types) : types_(types) {}

  // A constraint or a discriminator whose expression is none is left out; `findings` get a warning.
  ProfileElement compile(const conformance::ElementDraft& draft, fhir::IssueLog& findings);

 private:
  using InvariantKey = std::pair<std::string, std::string>;  // key, expression

  ProfileElement compile(const conformance::ElementDraft& draft,
                         const std::string& parent_id,
                         fhir::IssueLog& findings);
  std::shared_ptr<const Invariant> invariant(fhir::Node constraint,
                                             const std::string& id,
                                             fhir::IssueLog& findings);
  Slicing slicing(fhir::Node slicing, const std::string& id, fhir::IssueLog& findings);

  const fhir::TypeTable& types_;
  std::map<InvariantKey, std::shared_ptr<const Invariant>> invariants_;
};

}  // namespace gateway::validation
