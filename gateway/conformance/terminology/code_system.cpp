#include "gateway/conformance/terminology/code_system.hpp"

#include <algorithm>

#include "gateway/base/text.hpp"
#include "gateway/conformance/terminology/code_system_reader.hpp"

namespace gateway::conformance {

using fhir::Node;
using fhir::Resource;

std::string_view property_text(Node value) noexcept {
  return value.has_value() ? value.value() : value.child("code").value();
}

Result<std::shared_ptr<const CodeSystem>> CodeSystem::make(const Resource& definition,
                                                           std::span<const Resource> supplements,
                                                           const TerminologyLimits& limits) {
  CodeSystemReader reader(definition, limits);
  GATEWAY_CHECK(reader.read_concepts());
  for (const Resource& supplement : supplements)
    reader.add_supplement(supplement);
  return std::move(reader).finish();
}

std::optional<CodeSystem::Index> CodeSystem::find(std::string_view code) const {
  if (const auto exact = places_.find(code); exact != places_.end()) return exact->second;
  if (any_case_.empty()) return std::nullopt;
  const auto found = any_case_.find(to_lower(code));
  if (found == any_case_.end()) return std::nullopt;
  return found->second;
}

std::vector<Node> CodeSystem::parts(Index at, std::string_view name) const {
  std::vector<Node> all;
  for (const Node part : node(at).children(name))
    all.push_back(part);
  const auto [begin, end] = additions_.equal_range(at);
  for (auto addition = begin; addition != end; ++addition) {
    for (const Node part : addition->second.children(name))
      all.push_back(part);
  }
  return all;
}

std::vector<Designation> CodeSystem::designations(Index at) const {
  std::vector<Designation> all;
  for (const Node part : parts(at, "designation"))
    all.push_back(read_designation(part));
  return all;
}

std::vector<ConceptProperty> CodeSystem::properties(Index at) const {
  std::vector<ConceptProperty> all;
  for (const Node part : parts(at, "property"))
    all.push_back({.code = part.child("code").value(), .value = part.choice("value")});
  return all;
}

bool CodeSystem::declares(std::string_view property) const {
  const auto has = [property](const Resource& resource) {
    return std::ranges::any_of(resource.root().children("property"), [property](Node each) {
      return each.child("code").value() == property;
    });
  };
  return has(definition_) || std::ranges::any_of(supplements_, has);
}

std::vector<bool> CodeSystem::reached(Index from, const Links& links) const {
  std::vector<bool> seen(concepts_.size());
  std::vector<Index> open{from};
  seen[from] = true;
  while (!open.empty()) {
    const Index at = open.back();
    open.pop_back();
    for (const Index next : links.of(at)) {
      if (!seen[next]) open.push_back(next);
      seen[next] = true;
    }
  }
  return seen;
}

bool CodeSystem::is_a(Index a, Index b) const {
  return with_ancestors(a)[b];
}

}  // namespace gateway::conformance
