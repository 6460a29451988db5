#include "gateway/validation/profile/slice_match.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include "gateway/fhirpath/expression.hpp"
#include "gateway/validation/profile/value_match.hpp"

namespace gateway::validation {
namespace {

using fhir::Node;

using Elements = std::vector<const ProfileElement*>;

std::vector<Node> items_at(Node item,
                           const Discriminator& discriminator,
                           const SliceContext& context) {
  std::vector<Node> nodes;
  if (!discriminator.expression) return nodes;
  const fhirpath::Environment environment{
      .resource = context.resource, .root_resource = context.root, .host = &context.host};
  fhirpath::Evaluation evaluation(*discriminator.expression, environment);
  const auto found = evaluation.run(item);
  if (!found) return nodes;
  for (const fhirpath::Item& each : *found) {
    if (const Node node = fhirpath::node_of(each)) nodes.push_back(node);
  }
  return nodes;
}

// A resource that a reference leads to is of the type of a target profile.
bool has_type(Node node, const ProfileElement& element, ProfileSet& profiles) {
  return std::ranges::any_of(element.types, [&](const ElementType& type) {
    if (type.code == node.type_name()) return true;
    return std::ranges::any_of(type.target_profiles, [&](const std::string& canonical) {
      const Profile* profile = profiles.find(canonical);
      return profile != nullptr && profile->type == node.type_name();
    });
  });
}

bool names_profile(const ProfileElement* element) {
  return std::ranges::any_of(element->types, [](const ElementType& type) {
    return !type.profiles.empty() || !type.target_profiles.empty();
  });
}

// A resource by the profiles of the type, or by those of the target where the path went over a
// reference.
bool follows_profile(Node node, const ProfileElement& element, const SliceContext& context) {
  const auto follows = [&](const std::string& profile) {
    return context.host.conforms_to(node, profile).value_or(false);
  };
  return std::ranges::any_of(element.types, [&](const ElementType& type) {
    return std::ranges::any_of(type.profiles, follows) ||
           std::ranges::any_of(type.target_profiles, follows);
  });
}

// Whether the elements fix what `node` is, and it is that.
bool is_as_fixed(Node node, const Elements& elements) {
  bool is_fixed = false;
  for (const ProfileElement* element : elements) {
    const auto matches = matches_fixed(node, *element);
    if (matches == false) return false;
    is_fixed = is_fixed || matches.has_value();
  }
  return is_fixed;
}

bool is_forbidden(const Elements& elements) {
  return std::ranges::any_of(elements, [](const auto* element) { return element->max == 0; });
}

// Where the slice fixes the item as a whole, by what the path leads to in that.
bool is_as_whole(std::span<const Node> found,
                 const Discriminator& discriminator,
                 const ProfileElement& slice,
                 const SliceContext& context) {
  const Node whole = slice.fixed ? slice.fixed : slice.pattern;
  if (!whole) return false;
  const std::vector<Node> wanted = items_at(whole, discriminator, context);
  return !wanted.empty() && std::ranges::all_of(wanted, [found](Node value) {
    return std::ranges::any_of(found, [value](Node node) { return matches_pattern(node, value); });
  });
}

// The URL of an extension is that of its definition, which need not be here.
bool is_extension_by_url(std::span<const Node> found,
                         const Discriminator& discriminator,
                         const ProfileElement& slice,
                         ProfileSet& profiles) {
  if (discriminator.steps != std::vector<std::string>{"url"} || found.size() != 1) return false;
  return std::ranges::any_of(slice.types, [&](const ElementType& type) {
    return type.code == "Extension" &&
           std::ranges::any_of(type.profiles, [&](const std::string& canonical) {
             return profiles.find(canonical) == nullptr &&
                    canonical.substr(0, canonical.find('|')) == found.front().value();
           });
  });
}

bool agrees(std::span<const Node> found,
            const Discriminator& discriminator,
            const ProfileElement& slice,
            const SliceContext& context) {
  const Elements& elements = context.profiles.discriminated(slice, discriminator);
  const auto any_element = [&](const auto& holds) {
    return std::ranges::any_of(elements, [&](const ProfileElement* element) {
      return std::ranges::any_of(found, [&](Node node) { return holds(node, *element); });
    });
  };
  switch (discriminator.kind) {
    case DiscriminatorKind::exists:
      return std::ranges::all_of(elements, [&](const ProfileElement* element) {
        return element->max == 0 ? found.empty() : element->min == 0 || !found.empty();
      });
    case DiscriminatorKind::type:
      return any_element([&](Node node, const ProfileElement& element) {
        return has_type(node, element, context.profiles);
      });
    case DiscriminatorKind::profile:
      if (std::ranges::none_of(elements, names_profile)) return true;
      return any_element([&](Node node, const ProfileElement& element) {
        return follows_profile(node, element, context);
      });
    case DiscriminatorKind::value:
    case DiscriminatorKind::pattern:
      if (found.empty()) return is_forbidden(elements);
      return std::ranges::any_of(found, [&](Node node) { return is_as_fixed(node, elements); }) ||
             is_as_whole(found, discriminator, slice, context) ||
             is_extension_by_url(found, discriminator, slice, context.profiles);
  }
  return false;
}

}  // namespace

SlicedItem::SlicedItem(Node item, const Slicing& slicing, const SliceContext& context)
    : item_(item), slicing_(slicing), context_(context), found_(slicing.discriminators.size()) {}

bool SlicedItem::matches(const ProfileElement& slice) {
  for (std::size_t i = 0; i < found_.size(); ++i) {
    const Discriminator& discriminator = slicing_.discriminators[i];
    if (!found_[i]) found_[i] = items_at(item_, discriminator, context_);
    if (!agrees(*found_[i], discriminator, slice, context_)) return false;
  }
  return !found_.empty();
}

}  // namespace gateway::validation
