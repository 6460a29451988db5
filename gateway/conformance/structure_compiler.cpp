#include "gateway/conformance/structure_compiler.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

namespace gateway::conformance {
namespace {

using fhir::Node;
using fhir::Primitive;
using fhir::SlotSpec;

constexpr std::string_view kChoiceSuffix = "[x]";
constexpr std::string_view kSystemTypes = "http://hl7.org/fhirpath/System.";
constexpr std::string_view kFhirType =
    "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type";

struct PrimitiveName {
  std::string_view name;
  Primitive kind;
};

constexpr PrimitiveName kPrimitives[] = {
    {"base64Binary", Primitive::base64_binary},
    {"boolean", Primitive::boolean},
    {"canonical", Primitive::canonical},
    {"code", Primitive::code},
    {"date", Primitive::date},
    {"dateTime", Primitive::date_time},
    {"decimal", Primitive::decimal},
    {"id", Primitive::id},
    {"instant", Primitive::instant},
    {"integer", Primitive::integer},
    {"markdown", Primitive::markdown},
    {"oid", Primitive::oid},
    {"positiveInt", Primitive::positive_int},
    {"string", Primitive::string},
    {"time", Primitive::time},
    {"unsignedInt", Primitive::unsigned_int},
    {"uri", Primitive::uri},
    {"url", Primitive::url},
    {"uuid", Primitive::uuid},
    {"xhtml", Primitive::xhtml},
};

std::optional<Primitive> primitive_named(std::string_view name) {
  const auto* const found = std::ranges::find(kPrimitives, name, &PrimitiveName::name);
  if (found == std::end(kPrimitives)) return std::nullopt;
  return found->kind;
}

std::string_view after_last(std::string_view text, char separator) {
  const std::size_t at = text.rfind(separator);
  return at == std::string_view::npos ? text : text.substr(at + 1);
}

std::string_view before_last(std::string_view text, char separator) {
  const std::size_t at = text.rfind(separator);
  return at == std::string_view::npos ? std::string_view() : text.substr(0, at);
}

std::unexpected<Error> refuse(std::string_view path, std::string_view why) {
  return fail(ErrorKind::invalid,
              "DEFS-STRUCTURE",
              "The definition of " + std::string(path) + " " + std::string(why) + ".",
              std::string(path));
}

// The upper bound of a cardinality: a number or "*".
std::uint32_t upper_bound(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : fhir::kUnbounded;
}

std::uint32_t lower_bound(std::string_view text) {
  return text.empty() ? 0 : upper_bound(text);
}

bool has_representation(Node element, std::string_view representation) {
  return std::ranges::any_of(element.children("representation"),
                             [&](Node item) { return item.value() == representation; });
}

// `id`, `Extension.url` and the values of primitives have types of FHIRPath; an extension names the
// type of FHIR.
std::string_view type_name(Node type) {
  const std::string_view code = type.child("code").value();
  if (!code.starts_with(kSystemTypes)) return code;
  for (const Node extension : type.children("extension")) {
    if (extension.child("url").value() == kFhirType) return extension.choice("value").value();
  }
  return "string";
}

SlotSpec slot_of(Node element, std::string_view name) {
  SlotSpec slot;
  slot.name = name;
  slot.min = lower_bound(element.child("min").value());
  slot.max = upper_bound(element.child("max").value());
  if (upper_bound(element.child("base").child("max").value()) > 1) slot.flags |= fhir::kRepeats;
  if (has_representation(element, "xmlAttr")) slot.flags |= fhir::kXmlAttribute;
  if (element.child("isModifier").value() == "true") slot.flags |= fhir::kIsModifier;
  if (element.child("isSummary").value() == "true") slot.flags |= fhir::kIsSummary;
  return slot;
}

std::string capitalised(std::string_view name) {
  std::string text(name);
  if (text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

bool defines_type(Node definition) {
  const std::string_view derivation = definition.child("derivation").value();
  return definition.child("kind").value() != "logical" &&
         (derivation.empty() || derivation == "specialization");
}

}  // namespace

Result<void> StructureCompiler::add_root(const Node& definition, std::string_view name) {
  fhir::TypeSpec spec;
  spec.base = after_last(definition.child("baseDefinition").value(), '/');
  const std::string_view kind = definition.child("kind").value();
  if (kind == "resource") spec.flags |= fhir::kIsResource;
  if (definition.child("abstract").value() == "true") spec.flags |= fhir::kIsAbstract;
  if (kind == "primitive-type") {
    const auto primitive = primitive_named(name);
    if (!primitive) return refuse(name, "is a primitive type that is not known");
    spec.primitive = *primitive;
  }
  owners_.emplace(name, builder_.add_type(name, spec));
  return {};
}

Result<void> StructureCompiler::add(const fhir::Resource& definition) {
  const Node root = definition.root();
  if (!defines_type(root)) return {};
  std::vector<Element> elements;
  for (const Node node : root.child("snapshot").children("element")) {
    elements.push_back({node, node.child("path").value()});
  }
  const std::string_view name = root.child("type").value();
  if (elements.empty() || elements[0].path != name) return refuse(name, "has no snapshot");
  for (std::size_t i = 0; i + 1 < elements.size(); ++i) {
    elements[i].has_children = before_last(elements[i + 1].path, '.') == elements[i].path;
  }

  GATEWAY_CHECK(add_root(root, name));
  const bool is_resource = root.child("kind").value() == "resource";
  for (const Element& element : std::span(elements).subspan(1)) {
    GATEWAY_CHECK(add_element(element, is_resource ? name : std::string_view()));
  }
  ++structure_count_;
  return {};
}

Result<void> StructureCompiler::add_element(const Element& element,
                                            std::string_view resource_type) {
  const std::string_view owner_name = before_last(element.path, '.');
  const auto owner = owners_.find(owner_name);
  if (owner == owners_.end()) return refuse(element.path, "is not inside a type");
  SlotSpec slot = slot_of(element.node, after_last(element.path, '.'));
  // The value of a primitive is not an element; the maximum 0 says that there is none.
  const bool is_value = slot.name == "value" && primitive_named(owner_name).has_value();
  if (is_value || slot.max == 0) return {};

  const fhir::Nodes types = element.node.children("type");
  const std::string_view content = element.node.child("contentReference").value();
  if (!content.empty()) {
    slot.type = after_last(content, '#');
    builder_.add_slot(owner->second, slot);
    return {};
  }
  if (types.empty()) return refuse(element.path, "has no type");
  slot.binding = binding_of(element.node);
  if (element.has_children) {
    const std::string_view base = type_name(types[0]);
    owners_.emplace(element.path, builder_.add_type(element.path, {.base = base}));
    slot.type = element.path;
    builder_.add_slot(owner->second, slot);
  } else if (slot.name.ends_with(kChoiceSuffix)) {
    add_choice(slot, owner->second, element);
  } else {
    slot.type = type_name(types[0]);
    // Deviation: the snapshots give the id of a resource the type string; its type is id.
    if (slot.name == "id" && owner_name == resource_type) slot.type = "id";
    add_slot(slot, owner->second, owner_name, types[0]);
  }
  return {};
}

void StructureCompiler::add_choice(SlotSpec slot, fhir::TypeId owner, const Element& element) {
  const std::string_view choice = slot.name.substr(0, slot.name.size() - kChoiceSuffix.size());
  slot.choice = choice;
  for (const Node type : element.node.children("type")) {
    const std::string name = std::string(choice) + capitalised(type_name(type));
    slot.name = name;
    slot.type = type_name(type);
    add_slot(slot, owner, before_last(element.path, '.'), type);
  }
}

void StructureCompiler::add_slot(const SlotSpec& slot,
                                 fhir::TypeId owner,
                                 std::string_view owner_name,
                                 Node type) {
  builder_.add_slot(owner, slot);
  std::vector<std::string> names;
  for (const Node profile : type.children("targetProfile")) {
    names.emplace_back(after_last(profile.value(), '/'));
  }
  if (!names.empty()) targets_[{std::string(owner_name), std::string(slot.name)}] = names;
}

std::uint16_t StructureCompiler::binding_of(Node element) {
  const Node binding = element.child("binding");
  const std::string_view url = binding.child("valueSet").value();
  if (binding.child("strength").value() != "required" || url.empty()) return 0;
  const auto [at, is_new] = binding_ids_.emplace(url, static_cast<std::uint16_t>(bindings_.size()));
  if (is_new) bindings_.emplace_back(url);
  return at->second;
}

// Target types as rows. A target that is no type of the table (a logical model) or is Resource
// stands for any type.
Result<void> StructureCompiler::add_targets(CompiledStructures& compiled) const {
  const fhir::TypeTable& types = compiled.types->table();
  const fhir::TypeId any = types.find_type("Resource");
  std::map<std::vector<fhir::TypeId>, std::uint16_t> rows = {{{}, std::uint16_t{0}}};
  compiled.target_sets.emplace_back();
  compiled.slot_targets.resize(types.arrays().slots.size());
  for (const auto& [key, names] : targets_) {
    std::vector<fhir::TypeId> set;
    for (const std::string& name : names)
      set.push_back(types.find_type(name));
    std::ranges::sort(set);
    if (std::ranges::find(set, fhir::kNoType) != set.end() ||
        std::ranges::find(set, any) != set.end()) {
      continue;
    }
    const auto [row, is_new] = rows.emplace(set, static_cast<std::uint16_t>(rows.size()));
    if (is_new) {
      compiled.target_sets.push_back({static_cast<std::uint32_t>(compiled.target_types.size()),
                                      static_cast<std::uint32_t>(set.size())});
      compiled.target_types.insert(compiled.target_types.end(), set.begin(), set.end());
    }
    const fhir::SlotRow* const slot =
        types.find_slot(types.find_type(key.first), types.find_name(key.second));
    compiled.slot_targets[static_cast<std::size_t>(slot - types.arrays().slots.data())] =
        row->second;
  }
  if (rows.size() > std::numeric_limits<std::uint16_t>::max()) {
    return fail(ErrorKind::too_large, "DEFS-LIMIT", "The definitions have too many target sets.");
  }
  return {};
}

Result<CompiledStructures> StructureCompiler::finish() && {
  if (bindings_.size() > std::numeric_limits<std::uint16_t>::max()) {
    return fail(ErrorKind::too_large, "DEFS-LIMIT", "The definitions have too many value sets.");
  }
  CompiledStructures compiled;
  GATEWAY_TRY(compiled.types, std::move(builder_).build());
  compiled.bindings = std::move(bindings_);
  GATEWAY_CHECK(add_targets(compiled));
  return compiled;
}

}  // namespace gateway::conformance
