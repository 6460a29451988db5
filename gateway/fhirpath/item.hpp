// Item: one thing that a FHIRPath expression gives: an element, or a value of FHIRPath's own types.
#pragma once

#include <cstdint>
#include <memory_resource>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "gateway/fhir/node.hpp"
#include "gateway/fhirpath/decimal.hpp"
#include "gateway/fhirpath/temporal.hpp"

namespace gateway::fhirpath {

// `unit` is UCUM text, or a calendar word ("year") if is_calendar. LIFETIME: as Item.
struct Quantity {
  Decimal value;
  std::string_view unit = "1";
  bool is_calendar = false;
  // Of an element: FHIR's code 'a' is a calendar year where one is needed, and UCUM's otherwise.
  // Source: FHIR R4, fhirpath.html#quantity.
  bool may_be_calendar = false;
};

// A whole number of 64 bits. Source: FHIRPath 2.0 (continuous build), #long.
struct Long {
  std::int64_t value = 0;
};

// "System.String", "FHIR.Patient". LIFETIME: as Item.
struct TypeName {
  std::string_view space;
  std::string_view name;
  friend bool operator==(const TypeName&, const TypeName&) = default;
};

// Text belongs to the resource, to the expression or to the evaluation; so an Item is copied
// without a thought and lives no longer than they.
using Item = std::variant<fhir::Node,
                          bool,
                          std::int64_t,
                          Long,
                          Decimal,
                          std::string_view,
                          Temporal,
                          Quantity,
                          TypeName>;

// In the memory of one evaluation.
using Collection = std::pmr::vector<Item>;

// The element, if the item is one; otherwise an absent node.
inline fhir::Node node_of(const Item& item) noexcept {
  const auto* node = std::get_if<fhir::Node>(&item);
  return node == nullptr ? fhir::Node() : *node;
}

// A primitive that has nothing but an id or extensions.
inline bool is_without_value(const Item& item) noexcept {
  const fhir::Node node = node_of(item);
  return node && node.primitive() != fhir::Primitive::none && !node.has_value();
}

// The value of FHIRPath's own type that an element stands for: a primitive's value, a Quantity's.
// Other elements, and primitives without a value, stay what they are.
// Source: FHIR R4, fhirpath.html#types.
Item to_system(const Item& item) noexcept;

// As is(), as() and ofType() see it.
TypeName type_of(const Item& item) noexcept;

// A type that an expression names, looked up. LIFETIME: of the name, as the text it was made of.
struct TypeTest {
  TypeName type;                    // without a space: FHIR's first
  fhir::TypeId id = fhir::kNoType;  // FHIR's type of that name
};
// `type` as written: "Patient", "FHIR.Patient", "System.Boolean". Nothing for a type that neither
// FHIR nor FHIRPath has.
std::optional<TypeTest> find_type(std::string_view type, const fhir::TypeTable& types) noexcept;
std::optional<TypeTest> find_type(const TypeName& type, const fhir::TypeTable& types) noexcept;
// True for the types that the item's type is derived from, too. REQUIRES: both of one table.
bool is_instance(const Item& item, const TypeTest& test) noexcept;
bool is_instance(const fhir::Node& node, fhir::TypeId type) noexcept;
// As as() and ofType() see it: a primitive is of its own type only, and not of those above it.
bool is_as(const Item& item, const TypeTest& test) noexcept;

// What an item is worth where a value of one type is needed; nothing if it is of another.
std::optional<bool> boolean_of(const Item& item) noexcept;
std::optional<std::int64_t> integer_of(const Item& item) noexcept;
std::optional<std::int64_t> long_of(const Item& item) noexcept;  // of an integer too
std::optional<Decimal> decimal_of(const Item& item) noexcept;    // of whole numbers too
std::optional<std::string_view> string_of(const Item& item) noexcept;
std::optional<Temporal> temporal_of(const Item& item) noexcept;
std::optional<Quantity> quantity_of(const Item& item) noexcept;  // of a number too

// FHIRPath's integers have 32 bits.
inline constexpr std::int64_t kMaxInteger = 2147483647;
inline constexpr std::int64_t kMinInteger = -2147483648;

}  // namespace gateway::fhirpath
