// Profile: a StructureDefinition as the validator reads it: its snapshot as a tree of what each
// element must be.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/node.hpp"
#include "gateway/fhirpath/expression.hpp"
#include "gateway/validation/profile/extension_context.hpp"

namespace gateway::validation {

// A constraint of an element. Shared by all elements that state the same one.
struct Invariant {
  std::string key;  // "per-1"
  fhir::Severity severity = fhir::Severity::error;
  std::string human;
  fhirpath::Expression expression;
};

// One entry of ElementDefinition.type.
struct ElementType {
  std::string code;                   // of FHIR: "Quantity", not a type of FHIRPath
  std::vector<std::string> profiles;  // as ProfileSet::find() takes them
  std::vector<std::string> target_profiles;
  std::vector<std::string> aggregation = {};  // contained, referenced, bundled; empty for any
  fhir::TypeId type = fhir::kNoType;          // of `code`
};

// Source: FHIR R4, profiling.html#discriminator.
enum class DiscriminatorKind : std::uint8_t { value, exists, pattern, type, profile };

struct Discriminator {
  DiscriminatorKind kind = DiscriminatorKind::value;
  // The elements of the path, functions but extension() left out: "code", "coding".
  std::vector<std::string> steps;
  std::optional<fhirpath::Expression> expression;  // of the path; nothing if it is none
};

// Source: FHIR R4, terminologies.html#strength.
enum class BindingStrength : std::uint8_t { required, extensible, preferred, example };

struct Binding {
  BindingStrength strength = BindingStrength::example;
  std::string value_set;      // canonical; empty if it names none
  std::string max_value_set;  // what no code may be outside of; empty if it names none
};

enum class SlicingRules : std::uint8_t { closed, open, open_at_end };

struct Slicing {
  std::vector<Discriminator> discriminators;
  SlicingRules rules = SlicingRules::open;
  bool is_ordered = false;
};

// An element of the snapshot. Nodes are absent where nothing is stated.
struct ProfileElement {
  std::string name;                      // "identifier", "value[x]"
  bool is_choice = false;                // the name ends with "[x]"
  fhir::NameId name_id = fhir::kNoName;  // of a choice that of "value"
  std::string id;                        // "Patient.identifier:mrn"
  std::string slice_name;                // empty unless it is a slice
  std::string content_reference;
  std::uint64_t min = 0;
  std::uint64_t max = 0;  // UINT64_MAX for *
  std::vector<ElementType> types;
  fhir::Node fixed;
  fhir::Node pattern;
  fhir::Node min_value;
  fhir::Node max_value;
  std::optional<std::uint64_t> max_length;
  std::optional<Binding> binding;
  std::vector<std::shared_ptr<const Invariant>> invariants;
  std::optional<Slicing> slicing;
  std::vector<ProfileElement> children;
  std::vector<ProfileElement> slices;
  // What there is to look at: the value itself, and a child or slice that must be there.
  bool limits_value = false;
  bool wants_children = false;

  // Whether no element without children can be at fault.
  bool takes_any_leaf() const noexcept {
    return !limits_value && !wants_children && !binding && invariants.empty();
  }
  const ProfileElement* child(std::string_view child_name) const noexcept;
};

// Whether this is the URL of the definition of the type, and not of a profile on it.
bool is_url_of_type(std::string_view url, std::string_view type) noexcept;

// LIFETIME: not longer than the ProfileSet that it is of.
// THREADS: immutable; any.
struct Profile {
  std::string url;
  std::string type;  // "Patient"
  ProfileElement root;
  // Of an extension: where it may stand, what holds of the element that it stands in, and whether
  // it changes the meaning of that.
  std::vector<ExtensionContext> contexts = {};
  std::vector<fhirpath::Expression> context_invariants = {};
  bool is_modifier = false;
  // Whether it is the definition of a type, not a profile on one.
  bool is_type = is_url_of_type(url, type);
};

}  // namespace gateway::validation
