// ResourceKey: what a package is searched by, picked from the text of a resource without reading
// it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"

namespace gateway::conformance {

struct ResourceKey {
  std::string type;
  std::string id;
  std::string url;
  std::string version;
  // Of a StructureDefinition only: the type it is about, its kind ("resource", "complex-type", …)
  // and how it comes from its base ("specialization", "constraint").
  std::string defined_type = {};
  std::string kind = {};
  std::string derivation = {};
  // Of a CodeSystem only: how much of it is there ("complete", "supplement", …).
  std::string content = {};
};

enum class TextFormat : std::uint8_t { json, xml };

// "StructureDefinition", "ValueSet" and the others that definitions are made of.
bool is_conformance_type(std::string_view resource_type) noexcept;

// The key of a resource of a conformance type; nothing for any other text of the format. Looks at
// children of the root only, and no further than it must: most of the text stays unchecked.
//
// Errors: malformed (PACKAGE-FILE: not JSON or XML as far as it looked).
Result<std::optional<ResourceKey>> read_resource_key(std::string_view text, TextFormat format);

}  // namespace gateway::conformance
