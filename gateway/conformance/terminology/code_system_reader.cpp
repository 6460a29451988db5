#include "gateway/conformance/terminology/code_system_reader.hpp"

#include <algorithm>
#include <string>

#include "gateway/base/text.hpp"

namespace gateway::conformance {
namespace {

using fhir::Node;
using fhir::Resource;

constexpr std::string_view kPropertyUri = "http://hl7.org/fhir/concept-properties#";

enum Property : std::size_t { kParent, kChild, kInactive, kStatus, kNotSelectable };
// Source: FHIR R4, codesystem-concept-properties.html.
constexpr std::array<std::string_view, 5> kPropertyNames = {
    "parent", "child", "inactive", "status", "notSelectable"};

// Hierarchies in which a child is no kind of its parent.
// Source: FHIR R4, codesystem-hierarchy-meaning.html.
constexpr std::string_view kOtherHierarchies[] = {"grouped-by", "part-of"};

// Of the property `status`.
constexpr std::string_view kInactiveStates[] = {"retired", "inactive"};

}  // namespace

CodeSystemReader::CodeSystemReader(const Resource& definition, const TerminologyLimits& limits)
    : limits_(limits), system_(new_system(definition)), names_(kPropertyNames) {
  const Node root = definition.root();
  system_->content_ =
      kSystemContentCodes.value(root.child("content").value()).value_or(SystemContent::not_present);
  system_->has_subsumption_ =
      std::ranges::find(kOtherHierarchies, root.child("hierarchyMeaning").value()) ==
      std::end(kOtherHierarchies);
  is_case_sensitive_ = root.child("caseSensitive").value() == "true";
  for (const Node property : root.children("property")) {
    const std::string_view uri = property.child("uri").value();
    if (!uri.starts_with(kPropertyUri)) continue;
    const auto* known = std::ranges::find(kPropertyNames, uri.substr(kPropertyUri.size()));
    if (known == kPropertyNames.end()) continue;
    names_[static_cast<std::size_t>(known - kPropertyNames.begin())] =
        property.child("code").value();
  }
}

std::shared_ptr<CodeSystem> CodeSystemReader::new_system(const Resource& definition) {
  return std::make_shared<CodeSystem>(CodeSystem(definition));
}

Result<void> CodeSystemReader::read_concepts() {
  GATEWAY_CHECK(read(system_->definition(), std::nullopt, 1));
  for (Index at = 0; at < system_->size(); ++at)
    read_properties(at);
  return {};
}

Result<void> CodeSystemReader::read(Node parent,
                                    std::optional<Index> parent_index,
                                    std::size_t depth) {
  const fhir::Nodes items = parent.children("concept");
  if (!items.empty() && depth > limits_.max_concept_depth) {
    return fail(ErrorKind::too_large,
                "TERM-LIMIT",
                "The concepts of a code system are nested deeper than " +
                    std::to_string(limits_.max_concept_depth) + ".");
  }
  for (const Node item : items) {
    if (item.child("code").value().empty()) {
      GATEWAY_CHECK(read(item, parent_index, depth + 1));
      continue;
    }
    GATEWAY_TRY(const Index at, add(item));
    if (parent_index) ups_.emplace_back(at, *parent_index);
    GATEWAY_CHECK(read(item, at, depth + 1));
  }
  return {};
}

// A code that stands twice means the first.
Result<CodeSystemReader::Index> CodeSystemReader::add(Node item) {
  const std::string_view code = item.child("code").value();
  const auto at = static_cast<Index>(system_->size());
  const auto [place, is_new] = system_->places_.emplace(code, at);
  if (!is_new) return place->second;
  if (at == limits_.max_concepts) {
    return fail(
        ErrorKind::too_large,
        "TERM-LIMIT",
        "A code system has more than " + std::to_string(limits_.max_concepts) + " concepts.");
  }
  system_->concepts_.push_back({.node = item.data()});
  if (!is_case_sensitive_) system_->any_case_.emplace(to_lower(code), at);
  return at;
}

void CodeSystemReader::read_properties(Index at) {
  CodeSystem::Entry& entry = system_->concepts_[at];
  for (const Node property : system_->node(at).children("property")) {
    const auto* known = std::ranges::find(names_, property.child("code").value());
    if (known == names_.end()) continue;
    const std::string_view value = property_text(property.choice("value"));
    const auto other = system_->places_.find(value);
    const bool is_known = other != system_->places_.end();
    switch (static_cast<Property>(known - names_.begin())) {
      case kParent:
        if (is_known) ups_.emplace_back(at, other->second);
        break;
      case kChild:
        if (is_known) ups_.emplace_back(other->second, at);
        break;
      case kInactive: entry.is_inactive = entry.is_inactive || value == "true"; break;
      case kStatus:
        if (std::ranges::find(kInactiveStates, value) != std::end(kInactiveStates))
          entry.is_inactive = true;
        break;
      case kNotSelectable: entry.is_abstract = value == "true"; break;
    }
  }
}

void CodeSystemReader::add_supplement(const Resource& supplement) {
  system_->supplements_.push_back(supplement);
  add_to(supplement.root(), 1);
}

void CodeSystemReader::add_to(Node parent, std::size_t depth) {
  if (depth > limits_.max_concept_depth) return;
  for (const Node item : parent.children("concept")) {
    if (const auto at = system_->find(item.child("code").value()))
      system_->additions_.emplace(*at, item);
    add_to(item, depth + 1);
  }
}

CodeSystem::Links CodeSystemReader::sorted(Links& links) const {
  std::ranges::sort(links);
  const auto [begin, end] = std::ranges::unique(links);
  links.erase(begin, end);
  CodeSystem::Links made;
  made.begins.assign(system_->size() + 1, 0);
  made.targets.reserve(links.size());
  for (const auto& [from, to] : links) {
    ++made.begins[from + 1];
    made.targets.push_back(to);
  }
  for (std::size_t at = 1; at < made.begins.size(); ++at)
    made.begins[at] += made.begins[at - 1];
  return made;
}

std::shared_ptr<const CodeSystem> CodeSystemReader::finish() && {
  system_->up_ = sorted(ups_);
  for (auto& [child, parent] : ups_)
    std::swap(child, parent);
  system_->down_ = sorted(ups_);
  return std::move(system_);
}

}  // namespace gateway::conformance
