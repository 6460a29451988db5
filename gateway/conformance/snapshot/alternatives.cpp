#include "gateway/conformance/snapshot/alternatives.hpp"

#include <algorithm>
#include <ranges>
#include <string_view>
#include <vector>

namespace gateway::conformance {
namespace {

using fhir::Resource;

// Empty for every other expression.
std::vector<std::string_view> alternatives_in(std::string_view expression) {
  constexpr std::string_view kEnd = ").count() = 1";
  if (!expression.starts_with('(') || !expression.ends_with(kEnd)) return {};
  expression = expression.substr(1, expression.size() - 1 - kEnd.size());
  std::vector<std::string_view> names;
  for (const auto part : std::views::split(expression, std::string_view(" | ")))
    names.emplace_back(part.begin(), part.end());
  return names;
}

}  // namespace

void exclude_alternatives(ElementDraft& element) {
  for (const Resource& constraint : element.fields.items("constraint")) {
    const auto names = alternatives_in(constraint.root().child("expression").value());
    const bool has_required = std::ranges::any_of(names, [&](std::string_view name) {
      const ElementDraft* child = element.find_child(name);
      return child != nullptr && child->fields.bound("min") > 0;
    });
    if (!has_required) continue;
    for (const std::string_view name : names) {
      ElementDraft* child = element.find_child(name);
      if (child != nullptr && child->fields.bound("min") == 0)
        child->fields.set_text(constraint.types(), "max", "0");
    }
  }
}

}  // namespace gateway::conformance
