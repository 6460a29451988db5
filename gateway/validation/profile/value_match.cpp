#include "gateway/validation/profile/value_match.hpp"

#include <algorithm>

#include "gateway/fhir/compare.hpp"

namespace gateway::validation {
namespace {

using fhir::Node;

// The items that an element of the profile speaks of.
fhir::Nodes items_of(Node parent, const ProfileElement& element) {
  if (!element.is_choice) return parent.children(element.name);
  const std::string_view stem =
      std::string_view(element.name)
          .substr(0, element.name.size() - std::string_view("[x]").size());
  const Node value = parent.choice(stem);
  return value ? parent.children(value.name_id()) : fhir::Nodes();
}

// Whether one of the items is as the element fixes it; nullopt if it fixes nothing.
std::optional<bool> any_matches(fhir::Nodes items, const ProfileElement& element) {
  if (items.empty()) return matches_fixed(Node(), element);
  bool is_fixed = false;
  bool is_any = false;
  for (const Node item : items) {
    const auto one = matches_fixed(item, element);
    if (!one) continue;
    is_fixed = true;
    is_any = is_any || *one;
  }
  return is_fixed ? std::optional(is_any) : std::nullopt;
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
  bool is_fixed = false;
  for (const ProfileElement& child : element.children) {
    const auto items = items_of(value, child);
    const auto any = any_matches(items, child);
    if (!any) continue;
    if (!*any && (child.min > 0 || !items.empty())) return false;
    is_fixed = true;
  }
  return is_fixed ? std::optional(true) : std::nullopt;
}

}  // namespace gateway::validation
