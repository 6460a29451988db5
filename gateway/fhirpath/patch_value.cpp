#include "gateway/fhirpath/patch_value.hpp"

#include <algorithm>
#include <utility>

#include "gateway/fhir/builder.hpp"

namespace gateway::fhirpath {
namespace {

using fhir::Edit;
using fhir::Node;
using fhir::SlotRow;
using fhir::TypeTable;

std::unexpected<Error> unknown_element() {
  return fail(ErrorKind::invalid, "PATCH-VALUE", "The type has no such element.");
}

Node value_of(Node part) {
  const Node value = part.choice("value");
  return value ? value : part.child("resource");
}

// The element called `name`; of a choice without its type, the one of the value's type.
const SlotRow* slot_of(const TypeTable& types, Node parent, std::string_view name, Node part) {
  const fhir::NameId id = types.find_name(name);
  if (const SlotRow* slot = types.find_slot(parent.type(), id)) return slot;
  const auto slots = types.slots(parent.type());
  const fhir::TypeId type = value_of(part).type();
  const auto found = std::ranges::find_if(slots, [&](const SlotRow& slot) {
    return id != fhir::kNoName && slot.choice == id && slot.type == type;
  });
  return found == slots.end() ? nullptr : &*found;
}

Result<fhir::Resource> make_element(const TypeTable& types, fhir::TypeId type, Node part);

// Hands what a part holds to `use` as the content of an element of the type `type`.
template <typename Use>
Result<void> with_content(const TypeTable& types, fhir::TypeId type, Node part, const Use& use) {
  if (const Node value = value_of(part)) {
    // The spelling of a primitive may be given as that of another: a string for a markdown.
    const bool is_text = value.has_value() && value.type() != type && value.children().empty();
    return is_text ? use(Edit::Content(value.value())) : use(Edit::Content(value));
  }
  if (part.children("part").empty()) {
    return fail(ErrorKind::malformed, "PATCH-OPERATION", "The value of the operation is empty.");
  }
  GATEWAY_TRY(const fhir::Resource made, make_element(types, type, part));
  return use(Edit::Content(made.root()));
}

// An element of a type without a name of its own, as parts. As deep as the patch was read.
Result<fhir::Resource> make_element(const TypeTable& types, fhir::TypeId type, Node part) {
  const fhir::Resource empty = fhir::Builder(types, type).finish();
  Edit making(empty);
  for (const Node inner : part.children("part")) {
    GATEWAY_CHECK(insert_part(making, empty.root(), {inner.child("name").value()}, inner));
  }
  return std::move(making).apply();
}

}  // namespace

Result<void> insert_part(Edit& edit, Node parent, const PatchPlace& place, Node part) {
  const TypeTable& types = part.types();
  const SlotRow* slot = slot_of(types, parent, place.name, part);
  if (slot == nullptr) return unknown_element();
  return with_content(types, slot->type, part, [&](const Edit::Content& content) {
    return edit.insert(parent, types.name(slot->name), place.index, content);
  });
}

Result<void> replace_by_part(Edit& edit, Node parent, Node target, Node part) {
  const TypeTable& types = part.types();
  const SlotRow* slot = types.find_slot(parent.type(), target.name_id());
  if (slot != nullptr && slot->choice != fhir::kNoName && value_of(part).type() != slot->type) {
    const SlotRow* other = slot_of(types, parent, types.name(slot->choice), part);
    if (other != nullptr) return edit.set_child(parent, types.name(other->name), value_of(part));
  }
  return with_content(types, target.type(), part, [&](const Edit::Content& content) {
    return edit.replace(target, content);
  });
}

}  // namespace gateway::fhirpath
