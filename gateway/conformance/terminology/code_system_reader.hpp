// CodeSystemReader: a CodeSystem resource → CodeSystem.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/conformance/terminology/code_system.hpp"

namespace gateway::conformance {

// One code system, in the order read_concepts(), add_supplement(), finish().
//
// THREADS: one.
class CodeSystemReader {
 public:
  CodeSystemReader(const fhir::Resource& definition, const TerminologyLimits& limits);

  // Errors: too_large (TERM-LIMIT).
  Result<void> read_concepts();
  void add_supplement(const fhir::Resource& supplement);
  std::shared_ptr<const CodeSystem> finish() &&;

 private:
  using Index = CodeSystem::Index;
  using Links = std::vector<std::pair<Index, Index>>;

  Result<void> read(fhir::Node parent, std::optional<Index> parent_index, std::size_t depth);
  Result<Index> add(fhir::Node item);
  void add_to(fhir::Node parent, std::size_t depth);
  void read_properties(Index at);
  static std::shared_ptr<CodeSystem> new_system(const fhir::Resource& definition);
  CodeSystem::Links sorted(Links& links) const;

  TerminologyLimits limits_;
  std::shared_ptr<CodeSystem> system_;
  bool is_case_sensitive_ = false;
  // What this system calls the properties that FHIR defines, in the order of the enum in the
  // source.
  std::array<std::string_view, 5> names_;
  Links ups_;  // child, parent
};

}  // namespace gateway::conformance
