// ValueSetCompiler: a ValueSet resource and what it imports → ValueSet.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/conformance/definition_source.hpp"
#include "gateway/conformance/terminology/bounded_cache.hpp"
#include "gateway/conformance/terminology/code_systems.hpp"
#include "gateway/conformance/terminology/value_set.hpp"

namespace gateway::conformance {

// LIFETIME: `source` and `systems` outlive it.
// THREADS: one.
class ValueSetCompiler {
 public:
  ValueSetCompiler(DefinitionSource& source, CodeSystems& systems)
      : source_(source),
        systems_(systems),
        kept_(systems.limits().max_kept_concepts),
        circular_(systems.limits().max_kept_concepts) {}

  // The value set that `canonical` ("url" or "url|version") means, also an implicit one of a code
  // system that is here (implicit_value_set.hpp); null if it is not here.
  //
  // Errors: as CodeSystems::find(); too_large (TERM-LIMIT: TerminologyLimits::max_imports,
  //         max_filters).
  Result<std::shared_ptr<const ValueSet>> find(std::string_view canonical);
  // A value set that is not of the source. Contained value sets ("#id") are those of `definition`.
  //
  // Errors: as find().
  Result<std::shared_ptr<const ValueSet>> compile(const fhir::Resource& definition);

 private:
  struct Open {
    std::string name;         // what is being compiled, to notice circles
    std::string holder;       // name of the resource that it stands in
    fhir::Resource resource;  // that resource
  };

  void forget_what_is_old();
  Result<ValueSetImport> import(std::string_view canonical);
  Result<std::optional<fhir::Resource>> implicit(std::string_view canonical);
  Result<ValueSetImport> import_contained(std::string_view id);
  Result<ValueSetImport> compile_in(const fhir::Resource& definition, Open place);
  Result<void> read_composition(fhir::Node compose, ValueSet& set);
  Result<ValueSetClause> clause(fhir::Node node);
  Result<void> add_system(fhir::Node node, ValueSetClause& clause);

  DefinitionSource& source_;
  CodeSystems& systems_;
  BoundedCache<std::shared_ptr<const ValueSet>> kept_;
  // In a circle it depends on where one begins what is left out, so these are never imported.
  BoundedCache<std::shared_ptr<const ValueSet>> circular_;
  std::uint64_t revision_ = 0;  // of the code systems in what is kept
  std::vector<Open> open_;
  // What serves the outermost value set that is open and no other: contained and circular ones.
  std::map<std::string, ValueSetImport, std::less<>> made_;
};

}  // namespace gateway::conformance
