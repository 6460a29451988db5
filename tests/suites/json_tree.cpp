#include "tests/suites/json_tree.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "gateway/fhir/builder.hpp"

namespace gateway::suites {
namespace {

using fhir::Primitive;
using Kind = JsonValue::Kind;

// An element that has its type and no table yet.
struct Element {
  std::string name;
  std::string type;
  std::optional<std::string> value;
  std::vector<Element> children;
};

// What an element is on both sides of JSON: "name" and "_name".
struct Sides {
  const JsonValue* value = nullptr;
  const JsonValue* companion = nullptr;
};

bool is_there(const JsonValue* value) noexcept {
  return value != nullptr && !value->is_null();
}

const JsonValue* item_of(const JsonValue* list, std::size_t at) noexcept {
  if (list == nullptr) return nullptr;
  if (!list->is_list()) return at == 0 ? list : nullptr;
  return at < list->items.size() ? &list->items[at] : nullptr;
}

std::size_t length_of(const JsonValue* list) noexcept {
  if (list == nullptr) return 0;
  return list->is_list() ? list->items.size() : 1;
}

// A number without a fraction is an integer, however it is written.
std::string number_text(const JsonValue& value) {
  const std::size_t point = value.text.find('.');
  if (point == std::string::npos) return value.text;
  const bool is_whole = value.text.find_first_not_of('0', point + 1) == std::string::npos;
  return is_whole ? value.text.substr(0, point) : value.text;
}

constexpr std::pair<std::string_view, Primitive> kUntyped[] = {{"Boolean", Primitive::boolean},
                                                               {"Integer", Primitive::integer},
                                                               {"Decimal", Primitive::decimal},
                                                               {"String", Primitive::string}};

std::string_view untyped(const JsonValue& value) {
  if (value.kind == Kind::boolean) return "Boolean";
  if (value.kind != Kind::number) return "String";
  return number_text(value).find_first_of(".eE") == std::string::npos ? "Integer" : "Decimal";
}

// Gives each element a type, and notes the types and elements that the definitions do not have.
class Typing {
 public:
  explicit Typing(const fhir::TypeTable* known) : known_(known) {}

  Element root(const JsonRoot& root) {
    return made("", {root.value, nullptr}, std::string(root.type), "Untyped");
  }

  // Those of the definitions, and what was noted.
  Result<std::unique_ptr<const fhir::OwnedTypeTable>> table() {
    if (known_ != nullptr) copy_known();
    for (const auto& [name, primitive] : kUntyped)
      ids_[std::string(name)] = builder_.add_type(name, {.primitive = primitive});
    for (const auto& [type, slots] : noted_) {
      if (ids_.contains(type)) continue;
      const std::uint8_t flags = resources_.contains(type) ? fhir::kIsResource : 0;
      ids_[type] = builder_.add_type(type, {.flags = flags});
    }
    for (auto& [type, slots] : noted_) {
      // Objects are equal whatever the order of their members.
      std::ranges::sort(slots, {}, &Slot::name);
      for (const Slot& slot : slots)
        builder_.add_slot(ids_[type], {.name = slot.name, .type = slot.type});
    }
    return std::move(builder_).build();
  }

 private:
  struct Slot {
    std::string name;
    std::string type;
  };

  fhir::TypeId known_type(std::string_view name) const {
    return known_ == nullptr ? fhir::kNoType : known_->find_type(name);
  }

  // Empty if the definitions know nothing of it.
  std::string known_slot(std::string_view type, std::string_view name) const {
    if (known_ == nullptr) return {};
    const bool is_untyped = std::ranges::find(kUntyped, type, [](const auto& row) {
                              return row.first;
                            }) != std::end(kUntyped);
    const fhir::SlotRow* slot =
        known_->find_slot(known_->find_type(is_untyped ? "string" : type), known_->find_name(name));
    return slot == nullptr ? std::string() : std::string(known_->type_name(slot->type));
  }

  std::string object_type(const JsonValue& object, const std::string& expected, std::string path) {
    std::string resource(object.text_of("resourceType"));
    const fhir::TypeId known = known_type(resource);
    if (known != fhir::kNoType && known_->is_resource(known)) return resource;
    const fhir::TypeId type = known_type(expected);
    if (type != fhir::kNoType && known_->primitive(type) == Primitive::none) return expected;
    if (resource.empty()) return path;
    resources_.insert(resource);
    return resource;
  }

  std::string primitive_type(const JsonValue* value, const std::string& expected) const {
    const fhir::TypeId type = known_type(expected);
    const bool is_scalar = is_there(value);
    if (type != fhir::kNoType && (!is_scalar || known_->primitive(type) != Primitive::none))
      return expected;
    return std::string(value == nullptr ? "String" : untyped(*value));
  }

  // `path` names the type of an object that has none.
  Element made(std::string name,
               const Sides& sides,
               const std::string& expected,
               std::string path) {
    Element element{std::move(name), {}, {}, {}};
    if (is_there(sides.value) && sides.value->is_object()) {
      element.type = object_type(*sides.value, expected, std::move(path));
      noted_[element.type];
      add_members(element, *sides.value);
      return element;
    }
    element.type = primitive_type(sides.value, expected);
    if (is_there(sides.value)) {
      const bool is_untyped = sides.value->kind == Kind::number && known_type(element.type) == 0;
      element.value = is_untyped ? number_text(*sides.value) : sides.value->text;
    }
    if (is_there(sides.companion) && sides.companion->is_object())
      add_members(element, *sides.companion);
    return element;
  }

  void add_members(Element& element, const JsonValue& object) {
    for (const auto& [key, value] : object.members) {
      const bool is_companion = key.size() > 1 && key.starts_with('_');
      const std::string name = is_companion ? key.substr(1) : key;
      if (name == "resourceType" || (is_companion && object.find(name) != nullptr)) continue;
      if (is_companion) {
        add_items(element, name, {nullptr, &value});
      } else {
        add_items(element, name, {&value, object.find('_' + name)});
      }
    }
  }

  void add_items(Element& element, const std::string& name, const Sides& sides) {
    const std::string expected = known_slot(element.type, name);
    const bool is_list = (sides.value != nullptr && sides.value->is_list()) ||
                         (sides.companion != nullptr && sides.companion->is_list());
    const std::size_t count = std::max(length_of(sides.value), length_of(sides.companion));
    for (std::size_t i = 0; i < count; ++i) {
      const Sides item{item_of(sides.value, i), item_of(sides.companion, i)};
      if (!is_list && !is_there(item.value) && !is_there(item.companion)) continue;
      element.children.push_back(made(name, item, expected, element.type + '.' + name));
      note(element.type, name, expected, element.children.back().type);
    }
  }

  void note(const std::string& type,
            const std::string& name,
            const std::string& expected,
            const std::string& seen) {
    if (!expected.empty() && known_type(type) != fhir::kNoType) return;
    auto& slots = noted_[type];
    if (std::ranges::find(slots, name, &Slot::name) == slots.end()) slots.push_back({name, seen});
  }

  void copy_known() {
    const auto count = static_cast<fhir::TypeId>(known_->type_count());
    for (fhir::TypeId type = 1; type < count; ++type) {
      const fhir::TypeRow& row = known_->type(type);
      const fhir::TypeId id = builder_.add_type(
          known_->type_name(type),
          {.base = known_->type_name(row.base), .flags = row.flags, .primitive = row.primitive});
      ids_[std::string(known_->type_name(type))] = id;
      for (const fhir::SlotRow& slot : known_->slots(type)) {
        builder_.add_slot(id,
                          {.name = known_->name(slot.name),
                           .type = known_->type_name(slot.type),
                           .choice = known_->name(slot.choice),
                           .min = slot.min,
                           .max = slot.max,
                           .flags = slot.flags});
      }
    }
  }

  const fhir::TypeTable* known_;
  fhir::TypeTableBuilder builder_;
  std::map<std::string, fhir::TypeId> ids_;
  std::map<std::string, std::vector<Slot>> noted_;  // by type
  std::set<std::string> resources_;                 // of those
};

void fill(fhir::Builder& builder, const Element& element) {
  if (element.value) builder.set_value(builder.arena().copy(*element.value));
  for (const Element& child : element.children) {
    const fhir::TypeTable& types = builder.types();
    builder.begin(types.find_name(child.name), types.find_type(child.type), 0);
    fill(builder, child);
    builder.end();
  }
}

}  // namespace

std::optional<JsonTree> make_json_tree(std::span<const JsonRoot> roots,
                                       const fhir::TypeTable* known) {
  Typing typing(known);
  std::vector<Element> elements;
  for (const JsonRoot& root : roots)
    elements.push_back(typing.root(root));
  auto types = typing.table();
  if (!types) return std::nullopt;
  JsonTree tree{std::move(*types), {}};
  for (const Element& element : elements) {
    fhir::Builder builder(tree.types->table(), element.type);
    fill(builder, element);
    tree.roots.push_back(std::move(builder).finish());
  }
  return tree;
}

}  // namespace gateway::suites
