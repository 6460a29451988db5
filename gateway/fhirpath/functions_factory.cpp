// Functions of %factory: they make elements out of values.
// Source: FHIR R5, fhirpath.html#factory.
#include <algorithm>
#include <array>

#include "gateway/fhir/builder.hpp"
#include "gateway/fhir/primitive.hpp"
#include "gateway/fhirpath/function_groups.hpp"
#include "gateway/fhirpath/item_text.hpp"
#include "gateway/fhirpath/quantity.hpp"

namespace gateway::fhirpath {
namespace {

using fhir::Builder;
using fhir::Primitive;

// An element has an arena of its own, which is what that many steps take.
constexpr std::size_t kStepsOfElement = 500;

// In the order of Item: the type that a value has as the value of a choice. An element has its own.
constexpr auto kTypesOfValues = std::to_array<std::string_view>(
    {"", "boolean", "integer", "integer64", "decimal", "string", "", "Quantity", ""});
static_assert(kTypesOfValues.size() == std::variant_size_v<Item>);
constexpr auto kTypesOfTimes = std::to_array<std::string_view>({"date", "dateTime", "time"});

fhir::TypeId type_as_element(const Item& item, const fhir::TypeTable& types) noexcept {
  if (const fhir::Node node = node_of(item)) return node.type();
  if (const auto* time = std::get_if<Temporal>(&item))
    return types.find_type(kTypesOfTimes[static_cast<std::size_t>(time->kind)]);
  return types.find_type(kTypesOfValues[item.index()]);
}

// The element `name` of a type, for a choice the one that `item` may be the value of.
const fhir::SlotRow* find_element(const fhir::TypeTable& types,
                                  fhir::TypeId type,
                                  std::string_view name,
                                  const Item& item) noexcept {
  const fhir::NameId id = types.find_name(name);
  if (id == fhir::kNoName) return nullptr;
  const fhir::TypeId of_item = type_as_element(item, types);
  for (const fhir::SlotRow& slot : types.slots(type)) {
    const bool is_chosen = slot.choice == id && slot.type == of_item;
    if (is_chosen || (slot.choice == fhir::kNoName && slot.name == id)) return &slot;
  }
  return nullptr;
}

bool is_time(Primitive kind) noexcept {
  return kind == Primitive::date || kind == Primitive::date_time || kind == Primitive::instant ||
         kind == Primitive::time;
}

// The text that a primitive of this kind has for a value. Numbers, booleans and times may be given
// as text too. Nothing for what cannot be its value.
std::optional<std::string> primitive_text(Primitive kind, const Item& item) {
  const Item value = to_system(item);
  const bool is_given = std::holds_alternative<std::string_view>(value) ||
                        (kind == Primitive::boolean && std::holds_alternative<bool>(value)) ||
                        (fhir::is_number(kind) && decimal_of(value).has_value()) ||
                        (is_time(kind) && std::holds_alternative<Temporal>(value));
  if (!is_given) return std::nullopt;
  std::string text = text_of(value);
  return fhir::is_valid(kind, text) ? std::optional(std::move(text)) : std::nullopt;
}

void add_quantity(Builder& builder, const fhir::SlotRow& slot, const Quantity& quantity) {
  builder.begin(slot.name, slot.type, 0);
  builder.add("value", quantity.value.to_text());
  builder.add("system", "http://unitsofmeasure.org");
  builder.add("code", ucum_unit(quantity));
  builder.end();
}

// False for an item that the element cannot be.
bool add_item(Builder& builder, const fhir::SlotRow& slot, const Item& item) {
  const Primitive kind = builder.types().primitive(slot.type);
  const fhir::Node node = node_of(item);
  if (node && is_instance(node, slot.type)) {
    fhir::NodeData copy = *node.data();
    copy.name = slot.name;
    builder.push(copy);
    return true;
  }
  if (kind == Primitive::none) {
    const auto* quantity = std::get_if<Quantity>(&item);
    if (quantity == nullptr || builder.types().type_name(slot.type) != "Quantity") return false;
    add_quantity(builder, slot, *quantity);
    return true;
  }
  const auto text = primitive_text(kind, item);
  if (text) builder.leaf(slot.name, slot.type, builder.arena().copy(*text), 0);
  return text.has_value();
}

// One element under construction.
class Making {
 public:
  Making(Evaluator& evaluator, const Call& call, fhir::TypeId type)
      : evaluator_(evaluator), call_(call), type_(type), builder_(evaluator.types(), type) {}

  // The value of a primitive; it has none if there are no items.
  Result<void> value(const Collection& items) {
    GATEWAY_TRY(const Item* item, evaluator_.single(items));
    if (item == nullptr) return {};
    const auto text = primitive_text(evaluator_.types().primitive(type_), *item);
    if (!text) return refuse_operand(call_.name);
    builder_.set_value(builder_.arena().copy(*text));
    return {};
  }

  Result<void> element(std::string_view name, std::span<const Item> items) {
    GATEWAY_CHECK(evaluator_.spend(items.size()));
    for (const Item& item : items) {
      const fhir::SlotRow* slot = find_element(evaluator_.types(), type_, name, item);
      const bool is_too_much =
          slot != nullptr && items.size() > 1 && (slot->flags & fhir::kRepeats) == 0;
      if (slot == nullptr || is_too_much || !add_item(builder_, *slot, item))
        return refuse_operand(call_.name);
    }
    return {};
  }

  // What another one of the type has, but for the element `without`.
  Result<void> copy(const fhir::Node& other, std::string_view without) {
    GATEWAY_CHECK(evaluator_.spend(other.children().size()));
    if (other.has_value()) builder_.set_value(other.value());
    for (const fhir::Node child : other.children()) {
      const fhir::SlotRow* slot = evaluator_.types().find_slot(type_, child.name_id());
      const fhir::NameId choice = slot == nullptr ? fhir::kNoName : slot->choice;
      const bool is_left_out =
          child.name() == without ||
          (choice != fhir::kNoName && evaluator_.types().name(choice) == without);
      if (!is_left_out) builder_.push(*child.data());
    }
    return {};
  }

  Result<Item> finish() && {
    GATEWAY_CHECK(evaluator_.spend(kStepsOfElement));
    return evaluator_.keep(std::move(builder_).finish());
  }

 private:
  Evaluator& evaluator_;
  const Call& call_;
  fhir::TypeId type_;
  Builder builder_;
};

// The function has the name of its type.
Result<fhir::TypeId> type_of_name(const Evaluator& evaluator, const Call& call) {
  const fhir::TypeId type = evaluator.types().find_type(call.name);
  if (type == fhir::kNoType)
    return fail(ErrorKind::not_supported, "FHIRPATH-HOST", "the type is not known here");
  return type;
}

Result<Collection> primitive(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const fhir::TypeId type, type_of_name(evaluator, call));
  GATEWAY_TRY(const Collection value, evaluator.argument(call, 0));
  Making making(evaluator, call, type);
  GATEWAY_CHECK(making.value(value));
  if (call.arguments.size() > 1) {
    GATEWAY_TRY(const Collection extensions, evaluator.argument(call, 1));
    GATEWAY_CHECK(making.element("extension", extensions));
  }
  GATEWAY_TRY(const Item made, std::move(making).finish());
  return evaluator.one(made);
}

struct ElementsRow {
  std::string_view type;
  std::array<std::string_view, 7> elements;  // one for each argument
};
constexpr auto kElements = std::to_array<ElementsRow>({
    {"Address", {"line", "city", "state", "postalCode", "country", "use", "type"}},
    {"CodeableConcept", {"coding", "text"}},
    {"Coding", {"system", "code", "display", "version"}},
    {"ContactPoint", {"system", "value", "use"}},
    {"Extension", {"url", "value"}},
    {"HumanName", {"family", "given", "prefix", "suffix", "text", "use"}},
    {"Identifier", {"system", "value", "use", "type"}},
    {"Quantity", {"system", "code", "value", "unit"}},
});

Result<Collection> structure(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const fhir::TypeId type, type_of_name(evaluator, call));
  const auto row = std::ranges::find(kElements, call.name, &ElementsRow::type);
  Making making(evaluator, call, type);
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    GATEWAY_TRY(const Collection items, evaluator.argument(call, i));
    GATEWAY_CHECK(making.element(row->elements[i], items));
  }
  GATEWAY_TRY(const Item made, std::move(making).finish());
  return evaluator.one(made);
}

Result<Collection> create(Evaluator& evaluator, const Call& call) {
  if (call.type.id == fhir::kNoType) return refuse_operand(call.name);
  GATEWAY_TRY(const Item made, Making(evaluator, call, call.type.id).finish());
  return evaluator.one(made);
}

// The element of the first argument; absent if there is none.
Result<fhir::Node> instance(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const Collection items, evaluator.argument(call, 0));
  GATEWAY_TRY(const Item* item, evaluator.single(items));
  if (item == nullptr) return fhir::Node();
  const fhir::Node node = node_of(*item);
  if (!node) return refuse_operand(call.name);
  return node;
}

Result<Item> made_extension(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const Collection url, evaluator.argument(call, 1));
  GATEWAY_TRY(const Collection value, evaluator.argument(call, 2));
  Making making(evaluator, call, evaluator.types().find_type("Extension"));
  GATEWAY_CHECK(making.element("url", url));
  GATEWAY_CHECK(making.element("value", value));
  return std::move(making).finish();
}

Result<Collection> with_extension(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const fhir::Node node, instance(evaluator, call));
  if (!node) return evaluator.empty();
  GATEWAY_TRY(const Item extension, made_extension(evaluator, call));
  Making making(evaluator, call, node.type());
  GATEWAY_CHECK(making.copy(node, ""));
  GATEWAY_CHECK(making.element("extension", {&extension, 1}));
  GATEWAY_TRY(const Item made, std::move(making).finish());
  return evaluator.one(made);
}

Result<Collection> with_property(Evaluator& evaluator, const Call& call) {
  GATEWAY_TRY(const fhir::Node node, instance(evaluator, call));
  GATEWAY_TRY(const auto name, evaluator.string_argument(call, 1));
  GATEWAY_TRY(const Collection value, evaluator.argument(call, 2));
  if (!node || !name) return evaluator.empty();
  Making making(evaluator, call, node.type());
  GATEWAY_CHECK(making.copy(node, *name));
  GATEWAY_CHECK(making.element(*name, value));
  GATEWAY_TRY(const Item made, std::move(making).finish());
  return evaluator.one(made);
}

// By name.
constexpr auto kRows = std::to_array<FunctionRow>({
    {"Address", 1, 7, structure},
    {"CodeableConcept", 1, 2, structure},
    {"Coding", 1, 4, structure},
    {"ContactPoint", 1, 3, structure},
    {"Extension", 1, 2, structure},
    {"HumanName", 1, 6, structure},
    {"Identifier", 1, 4, structure},
    {"Quantity", 1, 4, structure},
    {"base64Binary", 1, 2, primitive},
    {"boolean", 1, 2, primitive},
    {"canonical", 1, 2, primitive},
    {"code", 1, 2, primitive},
    {"create", 1, 1, create, true},
    {"date", 1, 2, primitive},
    {"dateTime", 1, 2, primitive},
    {"decimal", 1, 2, primitive},
    {"id", 1, 2, primitive},
    {"instant", 1, 2, primitive},
    {"integer", 1, 2, primitive},
    {"markdown", 1, 2, primitive},
    {"oid", 1, 2, primitive},
    {"positiveInt", 1, 2, primitive},
    {"string", 1, 2, primitive},
    {"time", 1, 2, primitive},
    {"unsignedInt", 1, 2, primitive},
    {"uri", 1, 2, primitive},
    {"url", 1, 2, primitive},
    {"uuid", 1, 2, primitive},
    {"withExtension", 3, 3, with_extension},
    {"withProperty", 3, 3, with_property},
});

}  // namespace

const FunctionRow* find_factory_function(std::string_view name) noexcept {
  const auto row = std::ranges::lower_bound(kRows, name, {}, &FunctionRow::name);
  return row == kRows.end() || row->name != name ? nullptr : &*row;
}

}  // namespace gateway::fhirpath
