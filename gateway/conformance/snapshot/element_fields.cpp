#include "gateway/conformance/snapshot/element_fields.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "gateway/fhir/compare.hpp"

namespace gateway::conformance {
namespace {

using fhir::Builder;
using fhir::Node;
using fhir::Resource;

constexpr std::string_view kElementDefinition = "ElementDefinition";
constexpr std::string_view kPlaces[] = {"id", "path", "sliceName"};
constexpr std::string_view kAppends = "...";  // at the beginning of a text

enum class Merge : std::uint8_t {
  add,         // items that are new
  append,      // a text, or what is to be added to the one there
  constraint,  // items with a new key
  part_wise,   // what is said again is replaced
  keep,
};

struct Rule {
  std::string_view field;
  Merge merge;
};

// Fields that are not here are replaced.
constexpr Rule kRules[] = {
    {"alias", Merge::add},
    {"base", Merge::keep},
    {"binding", Merge::part_wise},
    {"code", Merge::add},
    {"comment", Merge::append},
    {"condition", Merge::add},
    {"constraint", Merge::constraint},
    {"definition", Merge::append},
    {"example", Merge::add},
    {"extension", Merge::add},
    {"mapping", Merge::add},
    {"modifierExtension", Merge::add},
    {"requirements", Merge::append},
    {"short", Merge::append},
    {"slicing", Merge::part_wise},
};

const Rule* rule_of(std::string_view field) noexcept {
  const auto* found = std::ranges::find(kRules, field, &Rule::field);
  return found == std::end(kRules) ? nullptr : found;
}

std::string_view field_name(Node item) noexcept {
  const fhir::TypeTable& types = item.types();
  const fhir::SlotRow* slot = types.find_slot(types.find_type(kElementDefinition), item.name_id());
  if (slot == nullptr) return item.name();
  return types.name(slot->choice != fhir::kNoName ? slot->choice : slot->name);
}

// The field `name` of an ElementDefinition, made by `fill` in a Builder whose root it is.
template <typename Fill>
Resource made(const fhir::TypeTable& types, std::string_view name, const Fill& fill) {
  Builder builder(types, kElementDefinition);
  fill(builder);
  const Resource definition = std::move(builder).finish();
  return definition.part(definition.root().child(name));
}

Resource joined_text(const Resource& base, const Resource& change) {
  const std::string_view name = change.root().name();
  const std::string text = std::string(base.root().value()) + "\r\n" +
                           std::string(change.root().value().substr(kAppends.size()));
  return make_field(change.types(), name, text);
}

// The children of `change`, and those of `base` that it does not have.
Resource joined_parts(const Resource& base, const Resource& change) {
  const std::string_view name = change.root().name();
  return made(change.types(), name, [&](Builder& builder) {
    builder.begin(name);
    for (const Node part : change.root().children())
      builder.graft(part.name(), part, change.arena());
    for (const Node part : base.root().children()) {
      if (change.root().children(part.name()).empty())
        builder.graft(part.name(), part, base.arena());
    }
    builder.end();
  });
}

// A constraint that says where it comes from.
Resource with_source(const Resource& constraint, std::string_view source) {
  if (source.empty() || constraint.root().child("source")) return constraint;
  return made(constraint.types(), "constraint", [&](Builder& builder) {
    builder.begin("constraint");
    for (const Node part : constraint.root().children())
      builder.graft(part.name(), part, constraint.arena());
    builder.add("source", source);
    builder.end();
  });
}

bool is_same_constraint(const Resource& a, const Resource& b) {
  return a.root().child("key").value() == b.root().child("key").value();
}

bool is_same(const Resource& a, const Resource& b) {
  return fhir::deep_equal(a, b);
}

}  // namespace

Resource make_field(const fhir::TypeTable& types, std::string_view field, std::string_view value) {
  return made(types, field, [&](Builder& builder) { builder.add(field, value); });
}

std::uint64_t bound_of(std::string_view text) noexcept {
  std::uint64_t bound = UINT64_MAX;
  std::from_chars(text.data(), text.data() + text.size(), bound);
  return bound;
}

ElementFields::ElementFields(const Resource& holder, Node definition) {
  for (const Node item : definition.children()) {
    const std::string_view name = field_name(item);
    if (std::ranges::find(kPlaces, name) != std::end(kPlaces)) continue;
    if (fields_.empty() || fields_.back().name != name) fields_.push_back({name, {}});
    fields_.back().items.push_back(holder.part(item));
  }
}

std::span<const Resource> ElementFields::items(std::string_view field) const noexcept {
  const auto found = std::ranges::find(fields_, field, &Field::name);
  return found == fields_.end() ? std::span<const Resource>() : found->items;
}

Node ElementFields::first(std::string_view field) const noexcept {
  const auto found = items(field);
  return found.empty() ? Node() : found.front().root();
}

std::uint64_t ElementFields::bound(std::string_view field) const noexcept {
  if (has(field)) return bound_of(text(field));
  return field == "min" ? 0 : UINT64_MAX;
}

ElementFields::Items* ElementFields::find(std::string_view field) noexcept {
  const auto found = std::ranges::find(fields_, field, &Field::name);
  return found == fields_.end() ? nullptr : &found->items;
}

void ElementFields::set(std::string_view field, Items items) {
  std::erase_if(fields_, [field](const Field& each) { return each.name == field; });
  if (!items.empty()) {
    const std::string_view name = field_name(items.front().root());
    fields_.push_back({name, std::move(items)});
  }
}

void ElementFields::set_text(const fhir::TypeTable& types,
                             std::string_view field,
                             std::string_view value) {
  set(field, {make_field(types, field, value)});
}

void ElementFields::add_new(std::string_view field, const Items& items) {
  const auto same = field == "constraint" ? is_same_constraint : is_same;
  Items all = find(field) == nullptr ? Items() : *find(field);
  for (const Resource& item : items) {
    if (std::ranges::none_of(all, [&](const Resource& each) { return same(each, item); }))
      all.push_back(item);
  }
  set(field, std::move(all));
}

void ElementFields::constrain(const ElementFields& change, std::string_view source) {
  for (const Field& field : change.fields_) {
    const Rule* rule = rule_of(field.name);
    Items items = field.items;
    const Items* stated = find(field.name);
    if (rule != nullptr && rule->merge == Merge::keep) continue;
    if (rule != nullptr && rule->merge == Merge::constraint) {
      for (Resource& item : items)
        item = with_source(item, source);
    }
    if (rule != nullptr && (rule->merge == Merge::add || rule->merge == Merge::constraint)) {
      add_new(field.name, items);
      continue;
    }
    if (rule != nullptr && stated != nullptr && rule->merge == Merge::part_wise)
      items.front() = joined_parts(stated->front(), items.front());
    const bool appends = items.front().root().value().starts_with(kAppends);
    if (rule != nullptr && stated != nullptr && rule->merge == Merge::append && appends)
      items.front() = joined_text(stated->front(), items.front());
    set(field.name, std::move(items));
  }
}

void ElementFields::complete(const ElementFields& other) {
  for (const Field& field : other.fields_) {
    const Rule* rule = rule_of(field.name);
    const bool is_list =
        rule != nullptr && (rule->merge == Merge::add || rule->merge == Merge::constraint);
    if (is_list) {
      add_new(field.name, field.items);
    } else if (!has(field.name)) {
      set(field.name, field.items);
    }
  }
}

void ElementFields::write(Builder& builder) const {
  for (const Field& field : fields_) {
    for (const Resource& item : field.items)
      builder.graft(item.root().name(), item.root(), item.arena());
  }
}

}  // namespace gateway::conformance
