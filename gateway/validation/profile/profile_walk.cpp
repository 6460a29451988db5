#include "gateway/validation/profile/profile_walk.hpp"

#include <algorithm>
#include <utility>

#include "gateway/conformance/snapshot/element_types.hpp"
#include "gateway/fhir/compare.hpp"
#include "gateway/fhir/reference.hpp"
#include "gateway/fhirpath/expression.hpp"
#include "gateway/validation/profile/extension_names.hpp"
#include "gateway/validation/profile/slice_match.hpp"
#include "gateway/validation/profile/value_bounds.hpp"
#include "gateway/validation/profile/value_difference.hpp"
#include "gateway/validation/profile/value_match.hpp"
#include "gateway/validation/profile/vital_signs.hpp"
#include "gateway/validation/prose/child_locations.hpp"
#include "gateway/validation/prose/prose_check.hpp"
#include "gateway/validation/structure_check.hpp"

namespace gateway::validation {
namespace {

using conformance::Membership;
using fhir::Node;

std::vector<ChildItem> items_of(Node parent) {
  const fhir::TypeTable& types = parent.types();
  std::vector<ChildItem> items;
  for (const Node node : parent.children()) {
    const bool is_next = !items.empty() && items.back().node.name_id() == node.name_id();
    items.push_back({node,
                     types.find_slot(parent.type(), node.name_id()),
                     is_next ? items.back().index + 1 : 0});
  }
  return items;
}

bool is_named(const ChildItem& item, const ProfileElement& rule, const fhir::TypeTable& types) {
  if (item.slot == nullptr) return false;
  if (item.slot->choice == fhir::kNoName) return types.name(item.slot->name) == rule.name;
  const std::string_view name = rule.name;
  return rule.is_choice() && types.name(item.slot->choice) == name.substr(0, name.size() - 3);
}

// The type in the text of a reference, or that it says of itself; empty if neither does.
std::string type_of_target(Node reference) {
  const auto parsed = fhir::parse_reference(reference.child("reference").value());
  const auto* rest = parsed ? std::get_if<fhir::RestReference>(&*parsed) : nullptr;
  if (rest != nullptr) return rest->type;
  return std::string(reference.child("type").value());
}

std::string bound_text(std::uint64_t bound) {
  return bound == UINT64_MAX ? "*" : std::to_string(bound);
}

}  // namespace

void ProfileWalk::report(const Finding& finding, const Location& at, const std::string& text) {
  report(finding, FindingPlace{at.expression(), at.node().offset()}, text);
}

void ProfileWalk::report(const Finding& finding,
                         const FindingPlace& place,
                         const std::string& text) {
  if (reported_.emplace(finding.id, place.expression, text).second)
    validation::report(context_.log, finding, place, text);
}

ProfileWalk::Inside::Inside(ProfileWalk& walk, Node node)
    : walk_(walk), resource_(walk.resource_), container_(walk.container_) {
  if (!node.is_resource()) return;
  walk.resource_ = node;
  if (node.name() != "contained") walk.container_ = node;
}

ProfileWalk::Inside::~Inside() {
  walk_.resource_ = resource_;
  walk_.container_ = container_;
}

void ProfileWalk::resource(const Location& at, std::span<const std::string> profiles) {
  const Inside inside(*this, at.node());
  if (const Profile* type = context_.profiles.of_type(at.node().type_name())) against(at, *type);
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

void ProfileWalk::against(const Location& at, const Profile& profile) {
  const Inside inside(*this, at.node());
  const Profile* outer = std::exchange(profile_, &profile);
  element(at, profile.root);
  profile_ = outer;
}

void ProfileWalk::element(const Location& at, const ProfileElement& rule) {
  if (at.depth() > kMaxElementDepth || !visited_.emplace(at.node().data(), &rule).second) return;
  values(at, rule);
  invariants(at, rule);
  const bool is_root = &rule == &profile_->root;
  if (context_.codes != nullptr) {
    binding(at, rule);
    if (is_root && profile_->is_type() && profile_->type == "Coding") coding(at);
  }
  if (!is_root && at.slot() != nullptr &&
      at.slot()->type == context_.definitions.known().resource) {
    resource(at, {});
  }
  if (!is_root) types(at, rule);
  if (at.node().type() == context_.definitions.known().reference) target(at, rule);
  if (!rule.children.empty()) children(at, rule);
}

// What the type of the element says; for an element that the profile does not go into.
void ProfileWalk::types(const Location& at, const ProfileElement& rule) {
  const std::string_view type = at.node().type_name();
  if (at.node().is_resource() && at.slot()->type == context_.definitions.known().resource) {
    // resource() looked at it.
  } else if (at.node().type() == context_.definitions.known().extension) {
    extension(at);
  } else if (const Profile* definition = context_.profiles.of_type(type)) {
    against(at, *definition);
  }
  const auto stated = std::ranges::find_if(rule.types, [&](const ElementType& each) {
    return conformance::is_a(context_.definitions.types(), type, each.code);
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

// The URLs inside a complex extension are its own business: its slices know them.
void ProfileWalk::extension(const Location& at) {
  const std::string_view url = at.node().child("url").value();
  const bool is_absolute = url.contains(':');
  const Profile* profile = is_absolute ? context_.profiles.find(url) : nullptr;
  if (profile != nullptr) {
    extension_place(at, *profile);
  } else if (is_absolute) {
    const bool is_error =
        context_.policy.refuses_unknown_extensions && !may_be_unknown(url, context_.policy);
    report(is_error ? finding::kExtensionForeign : finding::kExtensionUnknown,
           at,
           "The definition of the extension is not here.");
  } else if (!url.empty()) {
    extension_part(at);
  }
  if (profile == nullptr) profile = context_.profiles.of_type("Extension");
  if (profile != nullptr) against(at, *profile);
}

void ProfileWalk::extension_place(const Location& at, const Profile& profile) {
  const Location& parent = *at.parent();
  if (profile.is_modifier != (at.node().name() == "modifierExtension")) {
    report(finding::kExtensionModifier,
           at,
           profile.is_modifier ? "The extension changes the meaning: it is a modifierExtension."
                               : "The extension does not change the meaning: it is an extension.");
  }
  if (!allows_extension(profile.contexts, parent, resource_)) {
    report(finding::kExtensionContext, parent, "An extension may not stand here.");
    return;
  }
  for (const fhirpath::Expression& invariant : profile.context_invariants) {
    const fhirpath::Environment environment{
        .resource = resource_, .root_resource = container_, .host = this, .now = context_.now};
    fhirpath::Evaluation evaluation(invariant, environment);
    const auto result = evaluation.run(parent.node());
    const bool holds =
        !result || (!result->empty() && fhirpath::boolean_of(result->front()).value_or(true));
    if (!holds)
      report(finding::kExtensionInvariant, parent, "What the extension wants here does not hold.");
  }
}

// A part is one that the definition of the extension around it has a slice for.
void ProfileWalk::extension_part(const Location& at) {
  const Node around = at.parent()->node();
  if (around.type() != context_.definitions.known().extension) return;
  const Profile* profile = context_.profiles.find(around.child("url").value());
  const ProfileElement* parts = profile == nullptr ? nullptr : profile->root.child("extension");
  if (parts == nullptr) return;
  const std::string_view url = at.node().child("url").value();
  const bool is_known = std::ranges::any_of(parts->slices, [url](const ProfileElement& slice) {
    const ProfileElement* stated = slice.child("url");
    return stated != nullptr && stated->fixed.value() == url;
  });
  if (!is_known)
    report(finding::kExtensionPart, at, "The extension around it has no part with this URL.");
}

// What a reference leads to, where the profile narrows what the type allows. A target that is not
// here has no more than a type.
void ProfileWalk::target(const Location& at, const ProfileElement& rule) {
  if (profile_->is_type()) return;  // the structure check has said it
  const Node node = at.node();
  const std::string_view text = node.child("reference").value();
  const Node found = resolve(text);
  if (!text.empty()) aggregation(at, rule, found);
  const bool is_judged = found || context_.policy.trusts_reference_types;
  const std::string type = found ? std::string(found.type_name()) : type_of_target(node);
  bool is_narrowed = false;
  bool is_allowed = type.empty() || !is_judged;
  for (const ElementType& stated : rule.types) {
    for (const std::string& canonical : stated.target_profiles) {
      const Profile* profile = context_.profiles.find(canonical);
      if (profile == nullptr) {
        if (found)
          report(finding::kProfileTargetUnknown, at, "The profile of the target is not here.");
        return;  // cannot be told
      }
      is_narrowed = true;
      is_allowed = is_allowed || (conformance::is_a(node.types(), type, profile->type) &&
                                  (!found || profile->is_type() || conforms(found, *profile)));
    }
  }
  if (is_narrowed && !is_allowed)
    report(finding::kProfileTarget, at, "The target is none that the profile allows.");
}

// Source: FHIR R4, valueset-resource-aggregation-mode.html. What is in the same Bundle may be seen
// as elsewhere, too.
void ProfileWalk::aggregation(const Location& at, const ProfileElement& rule, Node found) {
  const bool is_contained = at.node().child("reference").value().starts_with('#');
  for (const ElementType& type : rule.types) {
    if (type.aggregation.empty() || type.code != "Reference") continue;
    const bool is_allowed = std::ranges::any_of(type.aggregation, [&](const std::string& mode) {
      if (mode == "contained") return is_contained;
      return !is_contained && (mode == "referenced" || static_cast<bool>(found));
    });
    if (!is_allowed)
      report(finding::kAggregation, at, "The target is not where the profile wants it.");
  }
}

void ProfileWalk::values(const Location& at, const ProfileElement& rule) {
  const Node node = at.node();
  if (rule.fixed && !fhir::deep_equal(node, rule.fixed)) {
    for (const FindingPlace& place : differences_of(at, rule.fixed, Strictness::fixed))
      report(finding::kFixed, place, "The profile fixes another value.");
  }
  if (rule.pattern && !matches_pattern(node, rule.pattern)) {
    for (const FindingPlace& place : differences_of(at, rule.pattern, Strictness::pattern))
      report(finding::kPattern, place, "The value has not what the pattern of the profile has.");
  }
  if (rule.max_length && node.has_value() && character_count(node.value()) > *rule.max_length)
    report(finding::kLength, at, "The value is longer than the profile allows.");
  if (is_below_minimum(node, rule.min_value, context_.now))
    report(finding::kMinValue, at, "The value is less than the profile allows.");
  if (is_above_maximum(node, rule.max_value, context_.now))
    report(finding::kMaxValue, at, "The value is more than the profile allows.");
}

// Where a resource stands in another, a constraint that its profile states as well is about it, not
// about what is around it. Elements share the constraints that they have in common.
bool ProfileWalk::is_of_inner_profile(const Location& at,
                                      const ProfileElement& rule,
                                      const Invariant& invariant) const {
  if (!at.node().is_resource() || &rule == &profile_->root) return false;
  return std::ranges::any_of(rule.types, [&](const ElementType& type) {
    return std::ranges::any_of(type.profiles, [&](const std::string& canonical) {
      const Profile* profile = context_.profiles.find(canonical);
      return profile != nullptr &&
             std::ranges::any_of(profile->root.invariants,
                                 [&](const auto& each) { return each.get() == &invariant; });
    });
  });
}

void ProfileWalk::invariants(const Location& at, const ProfileElement& rule) {
  for (const auto& invariant : rule.invariants) {
    if (is_of_inner_profile(at, rule, *invariant)) continue;
    const fhirpath::Environment environment{
        .resource = resource_, .root_resource = container_, .host = this, .now = context_.now};
    fhirpath::Evaluation evaluation(invariant->expression, environment);
    is_in_doubt_ = false;
    const auto result = evaluation.run(at.node());
    const std::string name = invariant->key + ": " + invariant->human;
    const bool is_unknown = result && result->empty() && is_in_doubt_;
    if (!result || is_unknown) {
      report(finding::kInvariantUnknown, at, "The constraint cannot be evaluated: " + name);
      continue;
    }
    const bool holds = !result->empty() && fhirpath::boolean_of(result->front()).value_or(true);
    if (holds) continue;
    const bool is_error = invariant->severity == fhir::Severity::error;
    report(is_error ? finding::kInvariant : finding::kInvariantWarning,
           at,
           "The constraint does not hold: " + name);
  }
}

void ProfileWalk::children(const Location& parent, const ProfileElement& rule) {
  const fhir::TypeTable& types = context_.definitions.types();
  const std::vector<ChildItem> all = items_of(parent.node());
  const bool is_primitive = parent.node().primitive() != fhir::Primitive::none;
  for (const ProfileElement& child : rule.children) {
    if (is_primitive && child.name == "value") continue;  // no element of the tree
    std::vector<ChildItem> items;
    std::ranges::copy_if(all, std::back_inserter(items), [&](const ChildItem& item) {
      return is_named(item, child, types);
    });
    occurrences(parent, child, items.size());
    for (const ChildItem& item : items) {
      const Location at(parent, item.node, *item.slot, item.index);
      const bool is_allowed =
          child.types.empty() || !child.is_choice() ||
          std::ranges::find(child.types, item.node.type_name(), &ElementType::code) !=
              child.types.end();
      if (!is_allowed) {
        report(
            finding::kProfileType, parent, child.id + " is not of a type that the profile allows.");
        continue;
      }
      element(at, child);
    }
    if (!child.slices.empty()) slices(parent, child, items);
  }
}

void ProfileWalk::occurrences(const Location& parent,
                              const ProfileElement& rule,
                              std::size_t count) {
  if (count >= rule.min && count <= rule.max) return;
  const bool is_few = count < rule.min;
  report(is_few ? finding::kProfileMin : finding::kProfileMax,
         parent,
         rule.id + " stands " + std::to_string(count) + " times; the profile wants " +
             (is_few ? "at least " + bound_text(rule.min) : "at most " + bound_text(rule.max)) +
             ".");
}

void ProfileWalk::slices(const Location& parent,
                         const ProfileElement& rule,
                         std::span<const ChildItem> items) {
  if (!rule.slicing) return;
  std::vector<std::size_t> counts(rule.slices.size());
  std::size_t last = 0;
  bool has_unmatched = false;
  for (const ChildItem& item : items) {
    const Location at(parent, item.node, *item.slot, item.index);
    bool is_matched = false;
    for (std::size_t i = 0; i < rule.slices.size(); ++i) {
      if (!is_in_slice(at, rule, rule.slices[i])) continue;
      if (rule.slicing->is_ordered && i < last)
        report(finding::kSliceOrder, at, "The slices are not in the order of the profile.");
      last = std::max(last, i);
      is_matched = is_matched || rule.slices[i].max > 0;  // a forbidden slice takes nothing in
      ++counts[i];
      element(at, rule.slices[i]);
    }
    if (!is_matched && rule.slicing->rules == SlicingRules::closed)
      report(finding::kSliceClosed, at, "The element is in none of the slices of the profile.");
    if (is_matched && has_unmatched && rule.slicing->rules == SlicingRules::open_at_end)
      report(finding::kSliceOrder, at, "What is in no slice stands after what is in one.");
    has_unmatched = has_unmatched || !is_matched;
  }
  for (std::size_t i = 0; i < rule.slices.size(); ++i) {
    occurrences(parent, rule.slices[i], counts[i]);
  }
}

bool ProfileWalk::is_in_slice(const Location& at,
                              const ProfileElement& sliced,
                              const ProfileElement& slice) {
  const SliceContext context{
      .profiles = context_.profiles, .resource = resource_, .root = container_, .host = *this};
  return matches_slice(at.node(), *sliced.slicing, slice, context);
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
