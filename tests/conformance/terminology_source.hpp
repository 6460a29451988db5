// TerminologySource: code systems, value sets and concept maps of a test, written as JSON.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/conformance/definition_source.hpp"
#include "gateway/conformance/definitions.hpp"
#include "gateway/conformance/terminology/code_systems.hpp"
#include "gateway/conformance/terminology/value_sets.hpp"

namespace gateway::conformance {

// The compiled definitions of R4.
const Definitions& core_definitions();

// The text must be sound.
fhir::Resource resource_of(std::string_view json);

class TerminologySource final : public DefinitionSource {
 public:
  void add(std::string_view json);
  // `body` are members of the resource after its type and URL.
  void code_system(std::string_view url, std::string_view body) { add("CodeSystem", url, body); }
  void value_set(std::string_view url, std::string_view body) { add("ValueSet", url, body); }
  void concept_map(std::string_view url, std::string_view body) { add("ConceptMap", url, body); }

  Result<std::optional<fhir::Resource>> find(std::string_view resource_type,
                                             std::string_view canonical) override;

 private:
  void add(std::string_view type, std::string_view url, std::string_view body);

  std::map<std::pair<std::string, std::string>, fhir::Resource> all_;  // by type and canonical
};

}  // namespace gateway::conformance
