#include "gateway/conformance/snapshot/element_changes.hpp"

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "gateway/conformance/snapshot/alternatives.hpp"
#include "gateway/conformance/snapshot/choice_slices.hpp"
#include "gateway/conformance/snapshot/element_types.hpp"
#include "gateway/conformance/snapshot/refusal.hpp"
#include "gateway/conformance/snapshot/slicing.hpp"

namespace gateway::conformance {
namespace {

using fhir::Checked;
using fhir::Resource;

constexpr std::string_view kExtensionValue = "Extension.value[x]";

}  // namespace

ElementChanges::ElementChanges(SnapshotGenerator& generator,
                               const Resource& definition,
                               ElementDraft& root,
                               fhir::IssueLog& findings)
    : generator_(generator),
      definition_(definition),
      root_(root),
      findings_(findings),
      base_(root),
      url_(definition.root().child("url").value()),
      size_(size_of(root)),
      is_specialization_(definition.root().child("derivation").value() == "specialization") {}

Checked<void> ElementChanges::apply(const ElementOutline& change) {
  if (is_specialization_) {
    root_.name = change.name;
  } else if (root_.name != change.name) {
    return refuse(
        change, "SNAPSHOT-PATH", "the differential is not about the type that it builds on");
  }
  return apply(root_, change, Within::anything);
}

void ElementChanges::report(const Statement& statement,
                            std::string_view id,
                            std::string_view text,
                            fhir::Severity severity) {
  findings_.add({.severity = severity,
                 .id = id,
                 .text = std::string(text),
                 .expression = element_expression("differential", statement.index),
                 .offset = statement.definition.offset()});
}

Checked<void> ElementChanges::grow(std::size_t elements, const ElementOutline& change) {
  size_ += elements;
  if (size_ <= SnapshotGenerator::kMaxElements) return {};
  return refuse(
      change, "SNAPSHOT-LIMIT", "the snapshot has too many elements", ErrorKind::too_large);
}

Checked<void> ElementChanges::apply(ElementDraft& element,
                                    const ElementOutline& change,
                                    Within within) {
  const ElementOutline* only = only_slice(element, change);
  if (only != nullptr &&
      (!element.is_choice() || within == Within::new_slice || is_whole_choice(element, *only)))
    return apply_as_element(element, *only, within);
  if (change.statements.size() > 1) {
    return refuse(
        change.statements.back(), "SNAPSHOT-SLICING", "the element stands twice and is not sliced");
  }
  if (const ElementOutline* surplus = find_surplus_slice(element, change); surplus != nullptr)
    report(first_statement(*surplus),
           "SNAPSHOT-SLICING",
           "what this builds on lets no other slice be");
  const bool was_sliced = !element.slices.empty();
  std::optional<ElementDraft> unsliced;
  if (!change.slices.empty()) {
    unsliced = ElementDraft{element.name, {}, element.fields, element.children};
    unsliced->fields.remove("slicing");
  }
  for (const Statement& statement : change.statements)
    GATEWAY_CHECK(state(element, statement));
  if (!change.children.empty()) {
    const bool is_expanded = element.children.empty();
    GATEWAY_CHECK(expand(element, change));
    GATEWAY_CHECK(apply_children(element, change, is_expanded ? Within::anything : within));
    exclude_alternatives(element);
  }
  if (!change.slices.empty()) GATEWAY_CHECK(apply_slices(element, change, *unsliced, within));
  if (element.is_choice() && was_sliced) finish_sliced_choice(element, change);
  return {};
}

Checked<void> ElementChanges::apply_as_element(ElementDraft& element,
                                               const ElementOutline& slice,
                                               Within within) {
  if (!slice.statements.empty())
    element.slice_name = slice.statements.front().definition.child("sliceName").value();
  // A name that is not the type's says that it is not for the type that it was made.
  const std::string_view named =
      element.slice_name.empty() ? slice.typed_name : std::string_view(element.slice_name);
  const std::string_view type = type_of_choice(element, named);
  if (!type.empty() && !slice.typed_name.empty()) keep_types(element.fields, std::span(&type, 1));
  ElementOutline unsliced = slice;
  unsliced.slice_name.clear();
  return apply(element, unsliced, within);
}

Checked<void> ElementChanges::apply_children(ElementDraft& element,
                                             const ElementOutline& change,
                                             Within within) {
  for (const ElementOutline& child : with_choices(element, change)) {
    if (ElementDraft* found = element.find_child(child.name)) {
      GATEWAY_CHECK(apply(*found, child, within));
    } else if (is_specialization_) {
      GATEWAY_CHECK(add_element(element, child));
    } else {
      report(first_statement(child),
             "SNAPSHOT-ELEMENT",
             "what this builds on has no element with this path");
    }
  }
  return {};
}

Checked<void> ElementChanges::apply_slices(ElementDraft& element,
                                           const ElementOutline& change,
                                           const ElementDraft& unsliced,
                                           Within within) {
  const fhir::TypeTable& types = definition_.types();
  const bool was_sliced = !element.slices.empty();
  const bool is_stated = element.fields.has("slicing");
  if (!is_sliced_by_nature(element) && !was_sliced && unsliced.fields.bound("max") <= 1) {
    return refuse(change, "SNAPSHOT-SLICING", "an element that does not repeat has no slices");
  }
  if (is_sliced_by_nature(element)) {
    ElementFields complete;
    complete.set("slicing", {slicing_of(types, element, "open")});
    complete.constrain(element.fields, {});
    element.fields.set("slicing", {complete.items("slicing").front()});
  } else if (!element.fields.has("slicing")) {
    return refuse(change.slices.front(), "SNAPSHOT-SLICING", "the element is not sliced");
  }
  if (const ElementOutline* excluding = find_excluding_slice(change);
      element.is_choice() && !was_sliced && excluding != nullptr) {
    return refuse(*excluding, "SNAPSHOT-SLICING", "a type that must be there excludes the others");
  }
  const Within below = was_sliced || is_extension(element) ? Within::anything : Within::new_slice;
  std::map<std::string, std::size_t, std::less<>> places;  // by name
  for (std::size_t i = 0; i < element.slices.size(); ++i)
    places.emplace(element.slices[i].slice_name, i);
  bool slices_again = false;
  for (const ElementOutline& slice : change.slices) {
    const std::string_view name = slice.slice_name;
    if (const auto found = places.find(name); found != places.end()) {
      GATEWAY_CHECK(apply(element.slices[found->second], slice, Within::anything));
      continue;
    }
    const auto again = places.find(name.substr(0, name.rfind('/')));
    ElementDraft made = again != places.end() ? element.slices[again->second] : unsliced;
    GATEWAY_CHECK(make_slice(element, made, slice, change, below));
    places.emplace(name, element.slices.size());
    element.slices.push_back(std::move(made));
    slices_again = slices_again || name.contains('/');
  }
  if (slices_again) order_slices(element.slices);
  // What an extension holds is always said by naming its type.
  const bool closes_named =
      generator_.rules().closes_named_types || base_path(element.fields) == kExtensionValue;
  if (element.is_choice() && !was_sliced) finish_choice(element, change, closes_named);
  if (is_extension(element) && !is_stated && within == Within::new_slice)
    raise_minimum(types, element);
  return {};
}

Checked<void> ElementChanges::make_slice(const ElementDraft& element,
                                         ElementDraft& made,
                                         const ElementOutline& slice,
                                         const ElementOutline& sliced,
                                         Within below) {
  if (element.is_choice() && names_another_type(element, slice)) {
    return refuse(
        slice, "SNAPSHOT-SLICING", "the slice of a type has the name of the element and the type");
  }
  made.slice_name = slice.slice_name;
  made.slices.clear();
  made.fields.remove("slicing");
  GATEWAY_CHECK(grow(size_of(made), slice));
  if (const std::string_view type = type_of_choice(element, slice.slice_name); !type.empty())
    keep_types(made.fields, std::span(&type, 1));
  // The only slice of a choice is there when the choice is.
  const bool is_only = element.is_choice() && sliced.slices.size() == 1 && element.slices.empty();
  if (!is_only || stands_alone(sliced)) made.fields.set_text(definition_.types(), "min", "0");
  return apply(made, with_children_of(sliced, slice), below);
}

Checked<void> ElementChanges::state(ElementDraft& element, const Statement& statement) {
  ElementFields change(definition_, statement.definition);
  if (!element.slice_name.empty()) drop_slicing(change, statement);
  GATEWAY_CHECK(check_types(element, change, statement));
  check_cardinality(element, change, statement);
  if (const std::string_view conflict = slicing_conflict(element, change); !conflict.empty())
    report(statement, "SNAPSHOT-SLICING", conflict);
  if (change.text("mustSupport") == "false" && element.fields.text("mustSupport") == "true")
    return refuse(statement, "SNAPSHOT-MUST-SUPPORT", "what this builds on must be supported");
  GATEWAY_CHECK(take_profile(element, change, statement));
  element.fields.constrain(change, url_);
  if (!is_bindable(element.fields)) element.fields.remove("binding");
  if (!allows_value(element.fields, "fixed") || !allows_value(element.fields, "pattern"))
    return refuse(statement, "SNAPSHOT-TYPE", "the value is of a type that the element has not");
  return {};
}

// How the slices of a slice ("a/b") are told apart is said by the element that is sliced, as the
// reference implementation has it; R4 does not say.
void ElementChanges::drop_slicing(ElementFields& change, const Statement& statement) {
  if (!change.has("slicing")) return;
  change.remove("slicing");
  report(statement,
         "SNAPSHOT-SLICING",
         "a slice does not say how it is sliced again",
         fhir::Severity::warning);
}

Checked<void> ElementChanges::check_types(const ElementDraft& element,
                                          const ElementFields& change,
                                          const Statement& statement) {
  for (const Resource& type : change.items("type")) {
    if (!allows_type(element.fields, type.root().child("code").value()))
      return refuse(statement, "SNAPSHOT-TYPE", "the element does not allow this type");
  }
  return {};
}

void ElementChanges::check_cardinality(const ElementDraft& element,
                                       const ElementFields& change,
                                       const Statement& statement) {
  const ElementFields& base = element.fields;
  if (change.has("min") && base.has("min") && element.slice_name.empty() &&
      change.bound("min") < base.bound("min")) {
    report(statement,
           "SNAPSHOT-CARDINALITY",
           "the element may be absent here, and must be there in what this builds on");
  }
  if (change.has("max") && base.has("max") && change.bound("max") > base.bound("max")) {
    report(statement,
           "SNAPSHOT-CARDINALITY",
           "the element may stand more often here than in what this builds on");
  }
}

// The root of a profile that the element is to follow says what the element is, unless the
// differential says it.
Checked<void> ElementChanges::take_profile(ElementDraft& element,
                                           const ElementFields& change,
                                           const Statement& statement) {
  const std::string_view profile = only_profile(change);
  if (profile.empty()) return {};
  if (&element == &root_ && profile == url_)
    return refuse(statement, "SNAPSHOT-CYCLE", "the definition is of its own type");
  if (generator_.is_being_made(profile)) return {};
  const std::string_view code = change.first("type").child("code").value();
  GATEWAY_TRY(const ElementDraft* tree, tree_of(profile, statement));
  if (tree == nullptr) {
    report(statement,
           "SNAPSHOT-PROFILE-UNKNOWN",
           "the profile of the type is not there",
           fhir::Severity::warning);
    return {};
  }
  const std::string_view type = profiled_type(element.fields, code.substr(code.rfind('/') + 1));
  if (!is_a(definition_.types(), tree->name, type))
    return refuse(statement, "SNAPSHOT-PROFILE", "the profile is of another type");
  ElementFields fields = tree->fields;
  for (const std::string_view kept : {"base", "slicing"})
    fields.remove(kept);
  if (code != "Extension") {
    for (const std::string_view bound : {"min", "max"})
      fields.remove(bound);
  }
  fields.complete(element.fields);
  element.fields = std::move(fields);
  return {};
}

Checked<const ElementDraft*> ElementChanges::tree_of(std::string_view canonical,
                                                     const Statement& statement) {
  auto found = generator_.tree_of(canonical);
  if (found) return *found;
  const Error& error = found.error().error;
  return refuse(statement, error.id, error.message, error.kind);
}

Checked<void> ElementChanges::expand(ElementDraft& element, const ElementOutline& change) {
  if (!element.children.empty()) return {};
  const ElementDraft* tree = nullptr;
  if (const std::string_view target = element.fields.text("contentReference"); !target.empty()) {
    GATEWAY_TRY(tree, tree_of(type_url(root_of_reference(target)), first_statement(change)));
    tree = find_referenced(tree, base_, target);
    if (tree != nullptr) {
      const auto types = tree->fields.items("type");
      element.fields.remove("contentReference");
      element.fields.set("type", {types.begin(), types.end()});
    }
  } else {
    for (const std::string& canonical : content_of(element.fields)) {
      GATEWAY_TRY(tree, tree_of(canonical, first_statement(change)));
      if (tree != nullptr) break;
    }
  }
  if (tree == nullptr) return {};
  element.children = tree->children;
  return grow(size_of(*tree), change);
}

Checked<void> ElementChanges::add_element(ElementDraft& parent, const ElementOutline& change) {
  if (change.statements.empty())
    return refuse(change, "SNAPSHOT-ELEMENT", "the element is not defined");
  const Statement& statement = change.statements.front();
  ElementDraft added{change.name, {}};
  added.fields = ElementFields(definition_, statement.definition);
  added.fields.set("base", {base_of(definition_.types(), statement.definition)});
  ElementOutline rest = change;
  rest.statements.erase(rest.statements.begin());
  GATEWAY_CHECK(grow(1, change));
  GATEWAY_CHECK(apply(added, rest, Within::anything));
  parent.children.push_back(std::move(added));
  return {};
}

}  // namespace gateway::conformance
