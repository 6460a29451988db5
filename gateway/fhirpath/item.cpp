#include "gateway/fhirpath/item.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace gateway::fhirpath {
namespace {

constexpr std::string_view kUcum = "http://unitsofmeasure.org";

std::optional<std::int64_t> read_integer(std::string_view text) noexcept {
  std::int64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

template <typename T>
Item or_node(const std::optional<T>& value, const fhir::Node& node) noexcept {
  return value ? Item(*value) : Item(node);
}

bool is_quantity(const fhir::Node& node) noexcept {
  const fhir::TypeTable& types = node.types();
  for (fhir::TypeId at = node.type(); at != fhir::kNoType; at = types.type(at).base) {
    if (types.type_name(at) == "Quantity") return true;
  }
  return false;
}

// A comparator makes the value a bound and no amount.
Item quantity_in(const fhir::Node& node) noexcept {
  const fhir::Node value = node.child("value");
  const auto amount = Decimal::parse(value.value());
  if (!amount || node.child("comparator")) return node;
  Quantity quantity{.value = *amount};
  if (const fhir::Node code = node.child("code")) {
    // A code of another system is a unit of its own.
    if (node.child("system").value() != kUcum) return node;
    quantity.unit = code.value();
    quantity.may_be_calendar = true;
  } else if (const fhir::Node unit = node.child("unit")) {
    quantity.unit = unit.value();
  }
  return quantity;
}

Item value_in(const fhir::Node& node) noexcept {
  using enum fhir::Primitive;
  const std::string_view text = node.value();
  switch (node.primitive()) {
    case boolean: return text == "true";
    case integer:
    case unsigned_int:
    case positive_int: return or_node(read_integer(text), node);
    case decimal: return or_node(Decimal::parse(text), node);
    case date: return or_node(parse_temporal(text, TemporalKind::date), node);
    case instant:
    case date_time: return or_node(parse_temporal(text, TemporalKind::date_time), node);
    case time: return or_node(parse_temporal(text, TemporalKind::time), node);
    case none: return node;
    case string:
    case markdown:
    case code:
    case id:
    case uri:
    case url:
    case canonical:
    case oid:
    case uuid:
    case base64_binary:
    case xhtml: break;
  }
  return text;
}

// In the order of Item; the first is an element.
constexpr auto kSystemTypes = std::to_array<std::string_view>(
    {"", "Boolean", "Integer", "Long", "Decimal", "String", "", "Quantity", "TypeInfo"});
static_assert(kSystemTypes.size() == std::variant_size_v<Item>);
constexpr auto kTemporalTypes = std::to_array<std::string_view>({"Date", "DateTime", "Time"});

// "FHIR.Patient" → FHIR, Patient; a name without a space has none.
TypeName split_type(std::string_view type) noexcept {
  for (const std::string_view space : {std::string_view("FHIR"), std::string_view("System")}) {
    if (type.starts_with(space) && type.size() > space.size() && type[space.size()] == '.')
      return {space, type.substr(space.size() + 1)};
  }
  return {"", type};
}

// The ids of resources and elements are FHIRPath's strings. Source: FHIR R4, element.html.
bool is_system_string(const fhir::Node& node, const TypeTest& test) noexcept {
  return test.type.name == "String" && node.name() == "id" &&
         node.primitive() != fhir::Primitive::none;
}

bool is_system_type(std::string_view name) noexcept {
  return name == "Any" ||
         (!name.empty() && (std::ranges::find(kSystemTypes, name) != kSystemTypes.end() ||
                            std::ranges::find(kTemporalTypes, name) != kTemporalTypes.end()));
}

}  // namespace

Item to_system(const Item& item) noexcept {
  const fhir::Node node = node_of(item);
  if (!node) return item;
  if (node.has_value()) return value_in(node);
  return is_quantity(node) ? quantity_in(node) : item;
}

TypeName type_of(const Item& item) noexcept {
  if (const fhir::Node node = node_of(item)) {
    // An element with children of its own has no name among the types.
    const std::string_view name = node.type_name();
    return {"FHIR", name.find('.') == std::string_view::npos ? name : "BackboneElement"};
  }
  if (const auto* temporal = std::get_if<Temporal>(&item))
    return {"System", kTemporalTypes[static_cast<std::size_t>(temporal->kind)]};
  return {"System", kSystemTypes[item.index()]};
}

std::optional<TypeTest> find_type(std::string_view type, const fhir::TypeTable& types) noexcept {
  return find_type(split_type(type), types);
}

std::optional<TypeTest> find_type(const TypeName& wanted, const fhir::TypeTable& types) noexcept {
  // HL7's suite asks whether a Patient is a System.Patient: it is not, and that is no mistake.
  if (wanted.space == "System") return TypeTest{wanted, fhir::kNoType};
  if (!wanted.space.empty() && wanted.space != "FHIR") return std::nullopt;
  const fhir::TypeId id = types.find_type(wanted.name);
  const bool is_systems = wanted.space.empty() && is_system_type(wanted.name);
  if (id == fhir::kNoType && !is_systems) return std::nullopt;
  return TypeTest{wanted, id};
}

bool is_instance(const fhir::Node& node, fhir::TypeId type) noexcept {
  if (type == fhir::kNoType) return false;
  const fhir::TypeTable& types = node.types();
  for (fhir::TypeId at = node.type(); at != fhir::kNoType; at = types.type(at).base) {
    if (at == type) return true;
  }
  return false;
}

bool is_instance(const Item& item, const TypeTest& test) noexcept {
  if (const fhir::Node node = node_of(item))
    return test.type.space == "System" ? is_system_string(node, test) : is_instance(node, test.id);
  return test.type.space != "FHIR" &&
         (test.type.name == "Any" || type_of(item).name == test.type.name);
}

bool is_as(const Item& item, const TypeTest& test) noexcept {
  const fhir::Node node = node_of(item);
  if (!node || node.primitive() == fhir::Primitive::none) return is_instance(item, test);
  if (test.type.space == "System") return is_system_string(node, test);
  return test.id != fhir::kNoType && node.type() == test.id;
}

std::optional<bool> boolean_of(const Item& item) noexcept {
  const Item value = to_system(item);
  const auto* found = std::get_if<bool>(&value);
  return found == nullptr ? std::nullopt : std::optional(*found);
}

std::optional<std::int64_t> integer_of(const Item& item) noexcept {
  const Item value = to_system(item);
  const auto* found = std::get_if<std::int64_t>(&value);
  return found == nullptr ? std::nullopt : std::optional(*found);
}

std::optional<std::int64_t> long_of(const Item& item) noexcept {
  const Item value = to_system(item);
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
  const auto* found = std::get_if<Long>(&value);
  return found == nullptr ? std::nullopt : std::optional(found->value);
}

std::optional<Decimal> decimal_of(const Item& item) noexcept {
  const Item value = to_system(item);
  if (const auto whole = long_of(value)) return Decimal(*whole);
  const auto* found = std::get_if<Decimal>(&value);
  return found == nullptr ? std::nullopt : std::optional(*found);
}

std::optional<std::string_view> string_of(const Item& item) noexcept {
  const Item value = to_system(item);
  const auto* found = std::get_if<std::string_view>(&value);
  return found == nullptr ? std::nullopt : std::optional(*found);
}

std::optional<Temporal> temporal_of(const Item& item) noexcept {
  const Item value = to_system(item);
  const auto* found = std::get_if<Temporal>(&value);
  return found == nullptr ? std::nullopt : std::optional(*found);
}

std::optional<Quantity> quantity_of(const Item& item) noexcept {
  const Item value = to_system(item);
  if (const auto* found = std::get_if<Quantity>(&value)) return *found;
  const auto number = decimal_of(value);
  if (!number) return std::nullopt;
  return Quantity{.value = *number};
}

}  // namespace gateway::fhirpath
