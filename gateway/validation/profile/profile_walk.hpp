// ProfileWalk: one walk over a resource beside the trees of profiles.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <utility>
#include <vector>

#include "gateway/fhirpath/expression.hpp"
#include "gateway/validation/finding.hpp"
#include "gateway/validation/location.hpp"
#include "gateway/validation/profile/profile_check.hpp"
#include "gateway/validation/profile/resolve_scope.hpp"
#include "gateway/validation/profile/visited_set.hpp"

namespace gateway::validation {

class ProfileWalk final : private fhirpath::Host {
 public:
  // Trials inside each other; what lies deeper is taken to follow its profile.
  static constexpr std::size_t kMaxNesting = 16;

  // LIFETIME: not longer than `scope`, which is of the outermost resource.
  ProfileWalk(const ProfileContext& context, const ResolveScope& scope)
      : context_(context), scope_(scope) {}
  ProfileWalk(const ProfileWalk&) = delete;
  ProfileWalk& operator=(const ProfileWalk&) = delete;

  // A resource against its type, its meta.profile and `profiles`.
  void resource(const Location& at, std::span<const std::string> profiles);
  // The entries of a Bundle that `profiles` mean against those.
  void entries(const Location& bundle, std::span<const EntryProfile> profiles);
  // An element against a profile of its type.
  void against(const Location& at, const Profile& profile);

 private:
  fhir::Node resolve(std::string_view reference) const override;
  std::optional<bool> conforms_to(const fhirpath::Item& item,
                                  std::string_view profile) const override;
  std::optional<bool> member_of(const fhirpath::Item& item,
                                std::string_view value_set) const override;

  // A node, and the element of a profile that it was compared with.
  using Visit = std::pair<const fhir::NodeData*, const ProfileElement*>;
  // Whether a node follows the profile with this root, as far as it was tried, or walked without a
  // fault. While it is being tried it is taken to do so, as resources that refer to each other in a
  // circle would have it.
  using Trials = std::map<Visit, bool>;

  // A trial inside another walk.
  ProfileWalk(const ProfileContext& context, const ProfileWalk& outer, fhir::Node node);

  // While it lives, the resource at `at` is the innermost around what is visited.
  class Inside {
   public:
    Inside(ProfileWalk& walk, fhir::Node node);
    ~Inside();
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

   private:
    ProfileWalk& walk_;
    fhir::Node resource_;
    fhir::Node container_;
    bool is_in_inner_;
  };

  bool is_judged_apart(fhir::Node node) const noexcept;
  void inner_resource(const Location& at);
  void element(const Location& at, const ProfileElement& rule);
  void compare(const Location& at, const ProfileElement& rule);
  void values(const Location& at, const ProfileElement& rule);
  void binding(const Location& at, const ProfileElement& rule);
  void coding(const Location& at);
  void invariants(const Location& at, const ProfileElement& rule);
  void invariant(const Location& at, const Invariant& invariant);
  bool is_of_inner_profile(const Location& at,
                           const ProfileElement& rule,
                           const Invariant& invariant) const;
  void types(const Location& at, const ProfileElement& rule);
  void extension(const Location& at);
  void extension_place(const Location& at, const Profile& profile);
  void extension_part(const Location& at);
  void aggregation(const Location& at, const ProfileElement& rule, fhir::Node found);
  void target(const Location& at, const ProfileElement& rule);
  void children(const Location& parent, const ProfileElement& rule);
  void occurrences(const Location& parent, const ProfileElement& rule, std::size_t count);
  void slices(const Location& parent,
              const ProfileElement& rule,
              std::span<const fhir::NodeData> items);
  bool conforms(fhir::Node node, const Profile& profile) const;
  void report(const Finding& finding, const Location& at, const std::string& text);
  void report(const Finding& finding, const FindingPlace& place, const std::string& text);

  const ProfileContext& context_;
  const ResolveScope& scope_;
  fhir::Node resource_;                             // the innermost one around what is visited
  fhir::Node container_;                            // the one that it is contained in, or itself
  bool is_in_inner_ = false;                        // whether that is in a resource inside it
  const Profile* profile_ = nullptr;                // whose tree is walked
  VisitedSet visited_;                              // outside of resources that are done
  std::unordered_set<const fhir::NodeData*> done_;  // the resources inside the outermost one
  mutable Trials own_trials_;
  Trials* trials_ = &own_trials_;  // of the outermost walk
  std::size_t nesting_ = 0;        // of trials
  // Errors, and elements that lie too deep to be told; and how many of them there were before the
  // innermost resource around what is visited.
  std::size_t faults_ = 0;
  std::size_t faults_before_ = 0;
  // Whether something that the expression at hand asked for could not be told.
  mutable bool is_in_doubt_ = false;
  std::set<std::tuple<std::string_view, std::string, std::string>> reported_;
};

}  // namespace gateway::validation
