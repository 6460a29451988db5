#include "gateway/validation/profile/profile_compiler.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "gateway/base/code_table.hpp"
#include "gateway/conformance/snapshot/element_types.hpp"
#include "gateway/validation/profile/corrections.hpp"

namespace gateway::validation {
namespace {

using conformance::ElementDraft;
using conformance::ElementFields;
using fhir::Node;

constexpr CodeTable kDiscriminators(std::to_array<CodeRow<DiscriminatorKind>>({
    {DiscriminatorKind::value, "value"},
    {DiscriminatorKind::exists, "exists"},
    {DiscriminatorKind::pattern, "pattern"},
    {DiscriminatorKind::type, "type"},
    {DiscriminatorKind::profile, "profile"},
}));

constexpr CodeTable kStrengths(std::to_array<CodeRow<BindingStrength>>({
    {BindingStrength::required, "required"},
    {BindingStrength::extensible, "extensible"},
    {BindingStrength::preferred, "preferred"},
    {BindingStrength::example, "example"},
}));

constexpr std::string_view kMaxValueSet =
    "http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet";

constexpr CodeTable kRules(std::to_array<CodeRow<SlicingRules>>({
    {SlicingRules::closed, "closed"},
    {SlicingRules::open, "open"},
    {SlicingRules::open_at_end, "openAtEnd"},
}));

std::vector<std::string> values_of(fhir::Nodes nodes) {
  std::vector<std::string> values;
  for (const Node node : nodes)
    values.emplace_back(node.value());
  return values;
}

// "url", or "url#element" for a part of a profile.
std::vector<std::string> profiles_of(Node type) {
  std::vector<std::string> profiles;
  for (const Node profile : type.children("profile")) {
    const std::string_view part = conformance::profile_part(profile);
    profiles.emplace_back(profile.value());
    if (!part.empty()) profiles.back() += "#" + std::string(part);
  }
  return profiles;
}

std::vector<ElementType> types_of(const ElementFields& fields, const fhir::TypeTable& known) {
  std::vector<ElementType> types;
  for (const fhir::Resource& item : fields.items("type")) {
    const Node type = item.root();
    const std::string_view code = conformance::fhir_code_of(item);
    types.push_back({std::string(code),
                     profiles_of(type),
                     values_of(type.children("targetProfile")),
                     values_of(type.children("aggregation")),
                     known.find_type(code)});
  }
  return types;
}

// Nothing if no code could break it.
std::optional<Binding> binding_of(Node binding) {
  Binding made;
  made.strength =
      kStrengths.value(binding.child("strength").value()).value_or(BindingStrength::example);
  if (made.strength != BindingStrength::example) made.value_set = binding.child("valueSet").value();
  if (made.strength == BindingStrength::required && is_loosened(made.value_set))
    made.strength = BindingStrength::extensible;
  for (const Node extension : binding.children("extension")) {
    if (extension.child("url").value() != kMaxValueSet) continue;
    for (const std::string_view name : {"valueCanonical", "valueUri"}) {
      if (const Node value = extension.child(name)) made.max_value_set = value.value();
    }
  }
  if (made.value_set.empty() && made.max_value_set.empty()) return std::nullopt;
  return made;
}

// "code.coding" → code, coding; "item.resolve().code" → item, code; "value.ofType(Quantity)" →
// value; "extension('url').value" → extension('url'), value.
std::vector<std::string> steps_of(std::string_view path) {
  std::vector<std::string> steps;
  int depth = 0;
  std::string step;
  const auto finish = [&] {
    const bool is_function = step.contains('(') && !step.starts_with("extension(");
    if (!step.empty() && step != "$this" && !is_function) steps.push_back(step);
    step.clear();
  };
  for (const char c : path) {
    if (c == '.' && depth == 0) {
      finish();
      continue;
    }
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    step += c;
  }
  finish();
  return steps;
}

bool is_wanted(const ProfileElement& child) {
  return child.min > 0 || std::ranges::any_of(child.slices, is_wanted);
}

void report(fhir::IssueLog& findings, const std::string& id, std::string_view text) {
  findings.add({.severity = fhir::Severity::warning,
                .code = "not-supported",
                .id = "VAL-PROFILE-EXPRESSION",
                .text = std::string(text),
                .expression = "StructureDefinition.snapshot.element.where(id = '" + id + "')"});
}

}  // namespace

const ProfileElement* ProfileElement::child(std::string_view child_name) const noexcept {
  const auto found = std::ranges::find(children, child_name, &ProfileElement::name);
  return found == children.end() ? nullptr : &*found;
}

bool is_url_of_type(std::string_view url, std::string_view type) noexcept {
  constexpr std::string_view kTypes = "http://hl7.org/fhir/StructureDefinition/";
  return url == type || (url.starts_with(kTypes) && url.substr(kTypes.size()) == type);
}

std::shared_ptr<const Invariant> ProfileCompiler::invariant(Node constraint,
                                                            const std::string& id,
                                                            fhir::IssueLog& findings) {
  const std::string_view key = constraint.child("key").value();
  const std::string text = corrected_expression(key, constraint.child("expression").value());
  if (text.empty()) return nullptr;
  auto& known = invariants_[{std::string(key), text}];
  if (known) return known;
  const auto expression = fhirpath::Expression::compile(text, types_);
  if (!expression) {
    report(findings, id, "the expression of a constraint cannot be evaluated");
    return nullptr;
  }
  const bool is_error = constraint.child("severity").value() == "error";
  known = std::make_shared<const Invariant>(
      Invariant{std::string(key),
                is_error ? fhir::Severity::error : fhir::Severity::warning,
                std::string(constraint.child("human").value()),
                *expression});
  return known;
}

Slicing ProfileCompiler::slicing(Node slicing, const std::string& id, fhir::IssueLog& findings) {
  Slicing made;
  made.rules = kRules.value(slicing.child("rules").value()).value_or(SlicingRules::open);
  made.is_ordered = slicing.child("ordered").value() == "true";
  for (const Node each : slicing.children("discriminator")) {
    Discriminator row;
    row.kind = kDiscriminators.value(each.child("type").value()).value_or(DiscriminatorKind::value);
    const std::string_view path = each.child("path").value();
    row.steps = steps_of(path);
    const auto expression = fhirpath::Expression::compile(path, types_);
    if (expression) {
      row.expression = *expression;
    } else {
      report(findings, id, "the path of a discriminator cannot be evaluated");
    }
    made.discriminators.push_back(std::move(row));
  }
  return made;
}

ProfileElement ProfileCompiler::compile(const ElementDraft& draft, fhir::IssueLog& findings) {
  return compile(draft, {}, findings);
}

ProfileElement ProfileCompiler::compile(const ElementDraft& draft,
                                        const std::string& parent_id,
                                        fhir::IssueLog& findings) {
  const ElementFields& fields = draft.fields;
  ProfileElement element;
  element.name = draft.name;
  element.is_choice = draft.is_choice();
  element.name_id = types_.find_name(draft.is_choice() ? draft.stem() : draft.name);
  element.slice_name = draft.slice_name;
  element.id = parent_id.empty() ? draft.name : parent_id + "." + draft.name;
  if (!draft.slice_name.empty()) element.id += ":" + draft.slice_name;
  element.content_reference = fields.text("contentReference");
  element.min = fields.bound("min");
  element.max = fields.bound("max");
  element.types = types_of(fields, types_);
  element.fixed = fields.first("fixed");
  element.pattern = fields.first("pattern");
  element.min_value = fields.first("minValue");
  element.max_value = fields.first("maxValue");
  if (fields.has("maxLength")) element.max_length = conformance::bound_of(fields.text("maxLength"));
  element.binding = binding_of(fields.first("binding"));
  for (const fhir::Resource& constraint : fields.items("constraint")) {
    if (auto made = invariant(constraint.root(), element.id, findings))
      element.invariants.push_back(std::move(made));
  }
  if (fields.has("slicing"))
    element.slicing = slicing(fields.first("slicing"), element.id, findings);
  for (const ElementDraft& child : draft.children)
    element.children.push_back(compile(child, element.id, findings));
  for (const ElementDraft& slice : draft.slices)
    element.slices.push_back(compile(slice, parent_id, findings));
  element.limits_value = element.fixed || element.pattern || element.min_value ||
                         element.max_value || element.max_length;
  element.wants_children = std::ranges::any_of(element.children, is_wanted);
  return element;
}

}  // namespace gateway::validation
