// ProfileSet: what a profile says where a discriminator leads to.
#include <algorithm>
#include <span>
#include <string>

#include "gateway/validation/profile/profile_set.hpp"

namespace gateway::validation {
namespace {

using Elements = std::vector<const ProfileElement*>;

const ProfileElement* own_child(const ProfileElement& parent, std::string_view name) {
  const ProfileElement* found = parent.child(name);
  return found != nullptr ? found : parent.child(std::string(name) + "[x]");
}

// What speaks of the children with this name: the element itself and the profiles of its types, or
// else its types.
void add_children(const ProfileElement& element,
                  std::string_view name,
                  ProfileSet& profiles,
                  Elements& found) {
  const auto add = [&](const Profile* profile) {
    const ProfileElement* child = profile == nullptr ? nullptr : own_child(profile->root, name);
    if (child != nullptr) found.push_back(child);
  };
  const std::size_t before = found.size();
  if (const ProfileElement* child = own_child(element, name)) found.push_back(child);
  for (const ElementType& type : element.types) {
    for (const std::string& profile : type.profiles)
      add(profiles.find(profile));
  }
  if (found.size() > before) return;
  for (const ElementType& type : element.types)
    add(profiles.of_type(type.code));
}

// "extension('url')": the slices of the extensions with this URL.
void add_extensions(const ProfileElement& element,
                    std::string_view step,
                    ProfileSet& profiles,
                    Elements& found) {
  const std::size_t open = step.find('\'');
  const std::string_view url = step.substr(open + 1, step.rfind('\'') - open - 1);
  Elements extensions;
  add_children(element, "extension", profiles, extensions);
  for (const ProfileElement* extension : extensions) {
    for (const ProfileElement& slice : extension->slices) {
      Elements urls;
      add_children(slice, "url", profiles, urls);
      const bool is_it = std::ranges::any_of(
          urls, [url](const ProfileElement* each) { return each->fixed.value() == url; });
      if (is_it) found.push_back(&slice);
    }
  }
}

// What every value has is said by the slices that must be there, too: "code.coding.code" of a slice
// leads to the one code that its slice of coding fixes.
void add_required_slices(Elements& elements) {
  const std::size_t count = elements.size();
  for (std::size_t i = 0; i < count; ++i) {
    for (const ProfileElement& slice : elements[i]->slices) {
      if (slice.min > 0) elements.push_back(&slice);
    }
  }
}

// The elements of the profile that a discriminator leads to.
Elements follow(const ProfileElement& slice,
                std::span<const std::string> steps,
                ProfileSet& profiles) {
  Elements at = {&slice};
  for (const std::string& step : steps) {
    Elements next;
    for (const ProfileElement* element : at) {
      if (step.starts_with("extension(")) {
        add_extensions(*element, step, profiles, next);
      } else {
        add_children(*element, step, profiles, next);
      }
    }
    add_required_slices(next);
    at = std::move(next);
  }
  return at;
}

}  // namespace

const std::vector<const ProfileElement*>& ProfileSet::discriminated(
    const ProfileElement& slice, const Discriminator& discriminator) {
  const std::pair key(&slice, &discriminator);
  const auto known = discriminated_.find(key);
  if (known != discriminated_.end()) return known->second;
  return discriminated_.emplace(key, follow(slice, discriminator.steps, *this)).first->second;
}

}  // namespace gateway::validation
