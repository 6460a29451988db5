#include "gateway/validation/profile/profile_walk.hpp"

#include <algorithm>
#include <utility>

#include "gateway/fhirpath/expression.hpp"
#include "gateway/validation/child_locations.hpp"
#include "gateway/validation/profile/vital_signs.hpp"
#include "gateway/validation/prose/prose_check.hpp"
#include "gateway/validation/structure_check.hpp"

namespace gateway::validation {

using conformance::Membership;
using fhir::Node;

void ProfileWalk::report(const Finding& finding, const Location& at, const std::string& text) {
  report(finding, FindingPlace{at.expression(), at.node().offset()}, text);
}

void ProfileWalk::report(const Finding& finding,
                         const FindingPlace& place,
                         const std::string& text) {
  if (finding.severity <= fhir::Severity::error) ++faults_;
  if (reported_.emplace(finding.id, place.expression, text).second)
    validation::report(context_.log, finding, place, text);
}

ProfileWalk::Inside::Inside(ProfileWalk& walk, Node node)
    : walk_(walk),
      resource_(walk.resource_),
      container_(walk.container_),
      is_in_inner_(walk.is_in_inner_) {
  if (!node.is_resource()) return;
  walk.is_in_inner_ = false;
  walk.resource_ = node;
  if (node.name() != "contained") walk.container_ = node;
}

ProfileWalk::Inside::~Inside() {
  walk_.resource_ = resource_;
  walk_.container_ = container_;
  walk_.is_in_inner_ = is_in_inner_;
}

void ProfileWalk::resource(const Location& at, std::span<const std::string> profiles) {
  const Inside inside(*this, at.node());
  const std::size_t faults_before = std::exchange(faults_before_, faults_);
  if (const Profile* type = context_.profiles.of_type(at.node().type())) against(at, *type);
  std::vector<std::string> all(profiles.begin(), profiles.end());
  for (const Node profile : at.node().child("meta").children("profile"))
    all.emplace_back(profile.value());
  if (const auto implied = implied_profile(at.node()); !implied.empty()) all.emplace_back(implied);
  for (const std::string& canonical : all) {
    if (const Profile* profile = context_.profiles.find(canonical)) {
      against(at, *profile);
    } else {
      report(finding::kProfileUnknown, at, "A profile that the resource is to follow is not here.");
    }
  }
  faults_before_ = faults_before;
}

// By itself, once. What was visited in it is not come to again but by another profile; of a Bundle
// with many entries it would be most of the memory.
void ProfileWalk::inner_resource(const Location& at) {
  if (!done_.insert(at.node().data()).second) return;
  resource(at, {});
  visited_.clear();
}

void ProfileWalk::entries(const Location& bundle, std::span<const EntryProfile> profiles) {
  std::map<std::string_view, std::size_t> counts;
  for_each_child(bundle, [&](const Location& entry) {
    for_each_child(entry, [&](const Location& at) {
      if (at.node().name() != "resource") return;
      const std::string_view type = at.node().type_name();
      const std::size_t index = counts[type]++;
      for (const EntryProfile& each : profiles) {
        const bool is_meant = each.type == type && each.index.value_or(index) == index;
        const Profile* profile = is_meant ? context_.profiles.find(each.profile) : nullptr;
        if (profile != nullptr) against(at, *profile);
        if (is_meant && profile == nullptr)
          report(finding::kProfileUnknown, at, "A profile that an entry is to follow is not here.");
      }
    });
  });
}

// Whether a trial would compare the same: an element or a contained resource would have less around
// it, and inside a trial some verdicts are not final.
bool ProfileWalk::is_judged_apart(Node node) const noexcept {
  return nesting_ == 0 && node.data() == resource_.data() && node.data() == container_.data();
}

void ProfileWalk::against(const Location& at, const Profile& profile) {
  const Inside inside(*this, at.node());
  const Profile* outer = std::exchange(profile_, &profile);
  element(at, profile.root);
  profile_ = outer;
  if (!profile.is_type && faults_ == faults_before_ && is_judged_apart(at.node()))
    trials_->try_emplace({at.node().data(), &profile.root}, true);
}

void ProfileWalk::element(const Location& at, const ProfileElement& rule) {
  if (at.depth() > kMaxElementDepth) {
    ++faults_;
    return;
  }
  if (!visited_.insert(at.node().data(), &rule)) return;
  const bool is_inner = at.node().is_resource() && at.node().data() != resource_.data();
  const bool is_in_inner = std::exchange(is_in_inner_, is_in_inner_ || is_inner);
  compare(at, rule);
  is_in_inner_ = is_in_inner;
}

void ProfileWalk::compare(const Location& at, const ProfileElement& rule) {
  if (rule.limits_value) values(at, rule);
  if (!rule.invariants.empty()) invariants(at, rule);
  const bool is_root = &rule == &profile_->root;
  if (context_.codes != nullptr) {
    if (rule.binding) binding(at, rule);
    if (is_root && profile_->is_type && profile_->type == "Coding") coding(at);
  }
  if (!is_root && at.slot() != nullptr &&
      at.slot()->type == context_.definitions.known().resource) {
    inner_resource(at);
  }
  if (!is_root) types(at, rule);
  if (at.node().type() == context_.definitions.known().reference) target(at, rule);
  if (rule.wants_children || !at.node().children().empty()) children(at, rule);
}

// What the type of the element says; for an element that the profile does not go into.
void ProfileWalk::types(const Location& at, const ProfileElement& rule) {
  const bool is_leaf = at.node().children().empty();
  if (at.node().is_resource() && at.slot()->type == context_.definitions.known().resource) {
    // resource() looked at it.
  } else if (at.node().type() == context_.definitions.known().extension) {
    extension(at);
  } else if (const Profile* definition = context_.profiles.of_type(at.node().type())) {
    if (!is_leaf || !definition->root.takes_any_leaf()) against(at, *definition);
  }
  const auto stated = std::ranges::find_if(rule.types, [&](const ElementType& each) {
    return fhirpath::is_instance(at.node(), each.type);
  });
  if (stated == rule.types.end() || stated->profiles.empty() || rule.fixed) return;
  const bool is_extension = at.node().type() == context_.definitions.known().extension;
  const bool is_any = std::ranges::any_of(stated->profiles, [&](const std::string& canonical) {
    const Profile* profile = context_.profiles.find(canonical);
    // That the definition of an extension is not here, extension() has said.
    return profile == nullptr ? is_extension : conforms(at.node(), *profile);
  });
  if (is_any) return;
  // With one profile, what is wrong is said by it.
  const Profile* only =
      stated->profiles.size() == 1 ? context_.profiles.find(stated->profiles.front()) : nullptr;
  if (only != nullptr) {
    against(at, *only);
  } else {
    report(finding::kProfileMatch, at, "The element follows none of the profiles of its type.");
  }
}

ProfileWalk::ProfileWalk(const ProfileContext& context, const ProfileWalk& outer, Node node)
    : context_(context),
      scope_(outer.scope_),
      resource_(node.is_resource() ? node : outer.resource_),
      container_(node.is_resource() ? node : outer.container_),
      trials_(outer.trials_),
      nesting_(outer.nesting_ + 1) {}

// Tried apart, and nothing of it reported.
bool ProfileWalk::conforms(Node node, const Profile& profile) const {
  if (nesting_ >= kMaxNesting) return true;
  const auto [trial, is_new] = trials_->try_emplace({node.data(), &profile.root}, true);
  if (!is_new) return trial->second;
  fhir::IssueLog log;
  const ProfileContext apart{context_.profiles,
                             context_.definitions,
                             log,
                             context_.now,
                             context_.codes,
                             context_.policy,
                             {}};
  ProfileWalk(apart, *this, node).against(Location(node), profile);
  return trial->second = !log.has_errors();
}

Node ProfileWalk::resolve(std::string_view reference) const {
  return scope_.resolve(resource_, container_, reference);
}

std::optional<bool> ProfileWalk::conforms_to(const fhirpath::Item& item,
                                             std::string_view canonical) const {
  const Node node = fhirpath::node_of(item);
  const Profile* profile = context_.profiles.find(canonical);
  is_in_doubt_ = is_in_doubt_ || profile == nullptr;
  if (!node || profile == nullptr) return std::nullopt;
  return profile->type == node.type_name() && conforms(node, *profile);
}

std::optional<bool> ProfileWalk::member_of(const fhirpath::Item& item,
                                           std::string_view value_set) const {
  const Node node = fhirpath::node_of(item);
  const Membership membership = node && context_.codes != nullptr
                                    ? context_.codes->in_value_set(node, value_set)
                                    : Membership::cannot_tell;
  if (membership != Membership::cannot_tell) return membership == Membership::in;
  is_in_doubt_ = true;
  return std::nullopt;
}

void check_profiles(const fhir::Resource& resource,
                    const ProfileContext& context,
                    std::span<const std::string> profiles) {
  check_prose(resource, context.definitions, context.policy, context.log);
  const ResolveScope scope(resource);
  ProfileWalk walk(context, scope);
  const Location root(resource.root());
  walk.resource(root, profiles);
  if (!context.entry_profiles.empty()) walk.entries(root, context.entry_profiles);
}

}  // namespace gateway::validation
