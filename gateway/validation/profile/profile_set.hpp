// ProfileSet: the profiles that resources are compared with, made when they are first asked for.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "gateway/conformance/definition_source.hpp"
#include "gateway/conformance/snapshot/snapshot_generator.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/validation/profile/profile.hpp"
#include "gateway/validation/profile/profile_compiler.hpp"

namespace gateway::validation {

// LIFETIME: outlived by `source` and `types`.
// THREADS: one.
class ProfileSet {
 public:
  ProfileSet(conformance::DefinitionSource& source, const fhir::TypeTable& types)
      : source_(source), types_(types), generator_(source), compiler_(types) {}

  // `canonical` may end with "#" and the id of an element, which then stands for the whole.
  // Null if there is no such StructureDefinition, or if no snapshot can be made of it; findings()
  // says why not.
  const Profile* find(std::string_view canonical);
  // The type itself: "Patient", "Period".
  const Profile* of_type(std::string_view type);
  const Profile* of_type(fhir::TypeId type);
  // Those of its target_profiles, in their order; null for one that is not here.
  // REQUIRES: `type` is of one of these profiles.
  std::span<const Profile* const> targets_of(const ElementType& type);

  // slice_elements.cpp: the elements that a discriminator leads to in a slice, those of the
  // profiles of its types included. REQUIRES: both are of these profiles.
  const std::vector<const ProfileElement*>& discriminated(const ProfileElement& slice,
                                                          const Discriminator& discriminator);

  const fhir::IssueLog& findings() const noexcept { return findings_; }

 private:
  std::unique_ptr<const Profile> make(std::string_view canonical);
  std::unique_ptr<const Profile> make_part(std::string_view canonical, std::string_view id);

  std::vector<fhirpath::Expression> context_invariants_of(fhir::Node definition);

  conformance::DefinitionSource& source_;
  const fhir::TypeTable& types_;
  conformance::SnapshotGenerator generator_;
  ProfileCompiler compiler_;
  fhir::IssueLog findings_;
  std::map<std::string, std::unique_ptr<const Profile>, std::less<>> profiles_;
  std::vector<std::optional<const Profile*>> by_type_;  // those asked for
  std::unordered_map<const ElementType*, std::vector<const Profile*>> targets_;
  std::map<std::pair<const ProfileElement*, const Discriminator*>,
           std::vector<const ProfileElement*>>
      discriminated_;
};

}  // namespace gateway::validation
