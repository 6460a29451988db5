#include "gateway/conformance/seed_types.hpp"

#include <string_view>
#include <utility>

namespace gateway::conformance {
namespace {

using fhir::kUnbounded;
using fhir::Primitive;

struct SeedPrimitive {
  std::string_view name;
  Primitive kind;
};

constexpr SeedPrimitive kPrimitives[] = {
    {"boolean", Primitive::boolean},
    {"canonical", Primitive::canonical},
    {"code", Primitive::code},
    {"id", Primitive::id},
    {"string", Primitive::string},
    {"unsignedInt", Primitive::unsigned_int},
    {"uri", Primitive::uri},
    {"url", Primitive::url},
};

struct SeedSlot {
  std::string_view owner;
  std::string_view name;
  std::string_view type;
  std::uint32_t max = 1;
  std::string_view choice = {};
  std::uint8_t flags = 0;
};

constexpr std::string_view kDefinition = "StructureDefinition";
constexpr std::string_view kSnapshot = "StructureDefinition.snapshot";
constexpr std::string_view kElement = "ElementDefinition";
constexpr std::string_view kBase = "ElementDefinition.base";
constexpr std::string_view kType = "ElementDefinition.type";
constexpr std::string_view kBinding = "ElementDefinition.binding";

// In definition order within each owner.
constexpr SeedSlot kSlots[] = {
    {"Extension", "id", "string", 1, {}, fhir::kXmlAttribute},
    {"Extension", "extension", "Extension", kUnbounded},
    {"Extension", "url", "uri", 1, {}, fhir::kXmlAttribute},
    {"Extension", "valueUrl", "url", 1, "value"},

    {kDefinition, "id", "id"},
    {kDefinition, "url", "uri"},
    {kDefinition, "kind", "code"},
    {kDefinition, "abstract", "boolean"},
    {kDefinition, "type", "uri"},
    {kDefinition, "baseDefinition", "canonical"},
    {kDefinition, "derivation", "code"},
    {kDefinition, "snapshot", kSnapshot},

    {kSnapshot, "element", kElement, kUnbounded},

    {kElement, "id", "string", 1, {}, fhir::kXmlAttribute},
    {kElement, "path", "string"},
    {kElement, "representation", "code", kUnbounded},
    {kElement, "min", "unsignedInt"},
    {kElement, "max", "string"},
    {kElement, "base", kBase},
    {kElement, "contentReference", "uri"},
    {kElement, "type", kType, kUnbounded},
    {kElement, "isModifier", "boolean"},
    {kElement, "isSummary", "boolean"},
    {kElement, "binding", kBinding},

    {kBase, "max", "string"},

    {kType, "extension", "Extension", kUnbounded},
    {kType, "code", "uri"},
    {kType, "targetProfile", "canonical", kUnbounded},

    {kBinding, "strength", "code"},
    {kBinding, "valueSet", "canonical"},
};

}  // namespace

Result<std::unique_ptr<const fhir::OwnedTypeTable>> make_seed_types() {
  fhir::TypeTableBuilder builder;
  builder.add_type("Element", {.flags = fhir::kIsAbstract});
  for (const SeedPrimitive& row : kPrimitives)
    builder.add_primitive(row.name, row.kind);
  std::string_view owner;
  fhir::TypeId id = fhir::kNoType;
  for (const SeedSlot& row : kSlots) {
    if (row.owner != owner) {
      owner = row.owner;
      id = builder.add_type(
          owner,
          {.base = "Element",
           .flags = owner == kDefinition ? std::uint8_t{fhir::kIsResource} : std::uint8_t{0}});
    }
    builder.add_slot(id,
                     {.name = row.name,
                      .type = row.type,
                      .choice = row.choice,
                      .max = row.max,
                      .flags = row.flags});
  }
  return std::move(builder).build();
}

}  // namespace gateway::conformance
