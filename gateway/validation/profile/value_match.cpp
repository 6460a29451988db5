#include "gateway/validation/profile/value_match.hpp"

#include <algorithm>

#include "gateway/fhir/compare.hpp"

namespace gateway::validation {
namespace {

using fhir::Node;

// The items that an element of the profile speaks of.
fhir::Nodes items_of(Node parent, const ProfileElement& element) {
  if (!element.is_choice()) return parent.children(element.name);
  const std::string_view stem =
      std::string_view(element.name)
          .substr(0, element.name.size() - std::string_view("[x]").size());
  const Node value = parent.choice(stem);
  return value ? parent.children(value.name_id()) : fhir::Nodes();
}

}  // namespace

// The depth is that of a definition, which the readers limit.
bool matches_pattern(Node value, Node pattern) {
  if (value.type() != pattern.type()) return false;
  if (pattern.has_value() && value.value() != pattern.value()) return false;
  return std::ranges::all_of(pattern.children(), [value](const Node wanted) {
    const auto items = value.children(wanted.name_id());
    return std::ranges::any_of(items,
                               [wanted](const Node item) { return matches_pattern(item, wanted); });
  });
}

std::optional<bool> matches_fixed(Node value, const ProfileElement& element) {
  if (element.fixed) return value && fhir::deep_equal(value, element.fixed);
  if (element.pattern) return value && matches_pattern(value, element.pattern);
  std::optional<bool> all;
  for (const ProfileElement& child : element.children) {
    const auto items = items_of(value, child);
    std::optional<bool> any = items.empty() ? matches_fixed(Node(), child) : std::nullopt;
    for (const Node item : items) {
      if (const auto one = matches_fixed(item, child)) any = any.value_or(false) || *one;
    }
    if (any == false && (child.min > 0 || !items.empty())) return false;
    if (any) all = true;
  }
  return all;
}

}  // namespace gateway::validation
