#include "gateway/conformance/snapshot/element_types.hpp"

#include <algorithm>

#include "gateway/conformance/snapshot/snapshot_generator.hpp"

namespace gateway::conformance {
namespace {

using fhir::Node;
using fhir::Resource;

std::string_view code_of(const Resource& type) {
  return type.root().child("code").value();
}

constexpr std::string_view kBindable[] = {
    "Coding", "CodeableConcept", "Quantity", "code", "string", "uri"};
constexpr std::string_view kSystemTypes = "http://hl7.org/fhirpath/";
constexpr std::string_view kFhirType =
    "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type";

constexpr std::string_view kProfileElement =
    "http://hl7.org/fhir/StructureDefinition/elementdefinition-profile-element";

// "valueQuantity": the name of the type with a capital letter after the stem.
bool is_name_of(std::string_view name, std::string_view stem, std::string_view type) {
  if (type.empty() || !name.starts_with(stem) || name.size() != stem.size() + type.size())
    return false;
  const std::string_view tail = name.substr(stem.size());
  const char first = type.front() >= 'a' && type.front() <= 'z'
                         ? static_cast<char>(type.front() - 'a' + 'A')
                         : type.front();
  return tail.front() == first && tail.substr(1) == type.substr(1);
}

const ElementDraft* descend(const ElementDraft& root, std::string_view path) {
  const ElementDraft* at = &root;
  std::size_t dot = path.find('.');
  if (path.substr(0, dot) != root.name) return nullptr;
  while (at != nullptr && dot != std::string_view::npos) {
    path.remove_prefix(dot + 1);
    dot = path.find('.');
    const auto found = std::ranges::find(at->children, path.substr(0, dot), &ElementDraft::name);
    at = found == at->children.end() ? nullptr : &*found;
  }
  return at;
}

std::string_view path_of_reference(std::string_view content_reference) {
  return content_reference.substr(content_reference.find('#') + 1);
}

}  // namespace

std::string_view fhir_code_of(const Resource& type) {
  if (!code_of(type).starts_with(kSystemTypes)) return code_of(type);
  for (const Node extension : type.root().children("extension")) {
    if (extension.child("url").value() == kFhirType) return extension.choice("value").value();
  }
  return code_of(type);
}

std::string_view type_of_choice(const ElementDraft& choice, std::string_view name) {
  if (!choice.is_choice()) return {};
  for (const Resource& type : choice.fields.items("type")) {
    if (is_name_of(name, choice.stem(), code_of(type))) return code_of(type);
  }
  return {};
}

bool is_a(const fhir::TypeTable& types, std::string_view code, std::string_view general) {
  if (code == general) return true;
  const fhir::TypeId wanted = types.find_type(general);
  if (wanted == fhir::kNoType) return false;
  for (fhir::TypeId at = types.find_type(code); at != fhir::kNoType; at = types.type(at).base) {
    if (at == wanted) return true;
  }
  return false;
}

bool allows_type(const ElementFields& element, std::string_view code) {
  const auto types = element.items("type");
  return types.empty() || std::ranges::any_of(types, [&](const Resource& type) {
           return code == code_of(type) || is_a(type.types(), code, fhir_code_of(type));
         });
}

bool allows_value(const ElementFields& element, std::string_view field) {
  const Node value = element.first(field);
  return !value || allows_type(element, value.type_name());
}

std::string_view base_path(const ElementFields& element) {
  return element.first("base").child("path").value();
}

std::string_view profiled_type(const ElementFields& element, std::string_view code) {
  // R4 defines it as "an OperationOutcome", though its type is Resource.
  return base_path(element) == "Bundle.entry.response.outcome" ? "OperationOutcome" : code;
}

bool is_bindable(const ElementFields& element) {
  const auto types = element.items("type");
  return types.empty() || std::ranges::any_of(types, [](const Resource& type) {
           return std::ranges::find(kBindable, fhir_code_of(type)) != std::end(kBindable);
         });
}

void keep_types(ElementFields& element, std::span<const std::string_view> codes) {
  ElementFields::Items kept;
  std::ranges::copy_if(element.items("type"), std::back_inserter(kept), [&](const Resource& type) {
    return std::ranges::find(codes, code_of(type)) != codes.end();
  });
  element.set("type", std::move(kept));
}

std::string_view profile_part(Node profile) {
  for (const Node extension : profile.children("extension")) {
    if (extension.child("url").value() == kProfileElement) return extension.choice("value").value();
  }
  return {};
}

std::string_view only_profile(const ElementFields& element) {
  if (element.items("type").size() != 1) return {};
  const Node type = element.first("type");
  const fhir::Nodes profiles = type.children("profile");
  if (profiles.size() != 1 || type.child("code").value() == "Reference") return {};
  if (!profile_part(profiles[0]).empty()) return {};
  // A fragment means the profile.
  return profiles[0].value().substr(0, profiles[0].value().find('#'));
}

std::vector<std::string> content_of(const ElementFields& element) {
  std::vector<std::string> found;
  const auto types = element.items("type");
  if (types.empty()) return found;
  if (const std::string_view profile = only_profile(element); !profile.empty())
    found.emplace_back(profile);
  const bool is_one = std::ranges::all_of(
      types, [&](const Resource& type) { return code_of(type) == code_of(types.front()); });
  found.push_back(type_url(is_one ? code_of(types.front()) : "Element"));
  return found;
}

std::string_view root_of_reference(std::string_view content_reference) {
  const std::string_view path = path_of_reference(content_reference);
  return path.substr(0, path.find('.'));
}

const ElementDraft* find_referenced(const ElementDraft* type,
                                    const ElementDraft& own,
                                    std::string_view content_reference) {
  const std::string_view path = path_of_reference(content_reference);
  const ElementDraft* found = type == nullptr ? nullptr : descend(*type, path);
  return found != nullptr ? found : descend(own, path);
}

}  // namespace gateway::conformance
