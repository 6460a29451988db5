// JsonTree: any JSON as element trees, with a table of types made for them.
//
// What the definitions know has the types that they give it. Everything else is untyped: objects
// are types of their own, with the elements that are seen in them, and strings, booleans and
// numbers have types that are called String, Boolean, Integer and Decimal.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/fhir/resource.hpp"
#include "gateway/fhir/type_table_builder.hpp"

#include "tests/suites/json_value.hpp"

namespace gateway::suites {

// One JSON value that becomes a tree.
struct JsonRoot {
  const JsonValue* value = nullptr;
  std::string_view type = {};  // "QuestionnaireResponse.item"; empty: what its resourceType says
};

struct JsonTree {
  std::unique_ptr<const fhir::OwnedTypeTable> types;
  std::vector<fhir::Resource> roots;  // one for each JsonRoot
};

// `known`: nullptr if nothing is typed. Nothing if the table cannot be made (a limit).
//
// LIFETIME: independent of the arguments.
std::optional<JsonTree> make_json_tree(std::span<const JsonRoot> roots,
                                       const fhir::TypeTable* known);

}  // namespace gateway::suites
