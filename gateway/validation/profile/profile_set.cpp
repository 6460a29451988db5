#include "gateway/validation/profile/profile_set.hpp"

#include <array>
#include <vector>

#include "gateway/base/code_table.hpp"
#include "gateway/validation/profile/corrections.hpp"

namespace gateway::validation {
namespace {

const ProfileElement* find_element(const ProfileElement& at, std::string_view id) {
  if (at.id == id) return &at;
  for (const auto* below : {&at.children, &at.slices}) {
    for (const ProfileElement& each : *below) {
      if (const ProfileElement* found = find_element(each, id)) return found;
    }
  }
  return nullptr;
}

constexpr CodeTable kContexts(std::to_array<CodeRow<ContextKind>>({
    {ContextKind::fhirpath, "fhirpath"},
    {ContextKind::element, "element"},
    {ContextKind::extension, "extension"},
}));

std::vector<ExtensionContext> contexts_of(fhir::Node definition) {
  std::vector<ExtensionContext> contexts;
  for (const fhir::Node context : definition.children("context")) {
    contexts.push_back(
        {kContexts.value(context.child("type").value()).value_or(ContextKind::element),
         std::string(context.child("expression").value())});
  }
  return contexts;
}

}  // namespace

const Profile* ProfileSet::find(std::string_view canonical) {
  if (const auto known = profiles_.find(canonical); known != profiles_.end())
    return known->second.get();
  return profiles_.emplace(std::string(canonical), make(canonical)).first->second.get();
}

const Profile* ProfileSet::of_type(std::string_view type) {
  return find(conformance::type_url(type));
}

const Profile* ProfileSet::of_type(fhir::TypeId type) {
  if (type >= by_type_.size()) by_type_.resize(type + std::size_t{1});
  if (!by_type_[type]) by_type_[type] = of_type(types_.type_name(type));
  return *by_type_[type];
}

std::span<const Profile* const> ProfileSet::targets_of(const ElementType& type) {
  const auto known = targets_.find(&type);
  if (known != targets_.end()) return known->second;
  std::vector<const Profile*> found;
  for (const std::string& canonical : type.target_profiles)
    found.push_back(find(canonical));
  return targets_.emplace(&type, std::move(found)).first->second;
}

std::unique_ptr<const Profile> ProfileSet::make_part(std::string_view canonical,
                                                     std::string_view id) {
  const Profile* whole = find(canonical);
  const ProfileElement* part = whole == nullptr ? nullptr : find_element(whole->root, id);
  if (part == nullptr || part->types.size() != 1) return nullptr;
  return std::make_unique<const Profile>(Profile{whole->url, part->types.front().code, *part});
}

std::unique_ptr<const Profile> ProfileSet::make(std::string_view canonical) {
  if (const std::size_t mark = canonical.find('#'); mark != std::string_view::npos) {
    if (auto part = make_part(canonical.substr(0, mark), canonical.substr(mark + 1))) return part;
    canonical = canonical.substr(0, mark);
  }
  const auto definition = source_.find("StructureDefinition", canonical);
  if (!definition || !*definition) return nullptr;
  const auto tree = generator_.tree_of(canonical);
  if (!tree || *tree == nullptr) {
    if (!tree) {
      findings_.add({.id = tree.error().error.id,
                     .text = tree.error().error.message,
                     .expression = "StructureDefinition"});
    }
    return nullptr;
  }
  const fhir::Node root = (*definition)->root();
  return std::make_unique<const Profile>(
      Profile{std::string(root.child("url").value()),
              (*tree)->name,
              compiler_.compile(**tree, findings_),
              corrected_contexts(root.child("url").value(), contexts_of(root)),
              context_invariants_of(root),
              (*tree)->fields.text("isModifier") == "true"});
}

std::vector<fhirpath::Expression> ProfileSet::context_invariants_of(fhir::Node definition) {
  std::vector<fhirpath::Expression> invariants;
  for (const fhir::Node text : definition.children("contextInvariant")) {
    auto expression = fhirpath::Expression::compile(text.value(), types_);
    if (expression) {
      invariants.push_back(*std::move(expression));
    } else {
      findings_.add({.severity = fhir::Severity::warning,
                     .code = "not-supported",
                     .id = "VAL-PROFILE-EXPRESSION",
                     .text = "the invariant of a context cannot be evaluated",
                     .expression = "StructureDefinition.contextInvariant"});
    }
  }
  return invariants;
}

}  // namespace gateway::validation
