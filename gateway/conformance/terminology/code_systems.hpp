// CodeSystems: the code systems of a source of definitions, with their supplements.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/code_table.hpp"
#include "gateway/base/result.hpp"
#include "gateway/conformance/code_rules.hpp"
#include "gateway/conformance/definition_source.hpp"
#include "gateway/conformance/terminology/bounded_cache.hpp"
#include "gateway/conformance/terminology/code_system.hpp"

namespace gateway::conformance {

// How a concept A stands to a concept B of the same system. `cannot_tell` has no code in FHIR.
// Source: FHIR R4, valueset-concept-subsumption-outcome.html.
enum class Subsumption : std::uint8_t {
  equivalent,
  subsumes,
  subsumed_by,
  not_subsumed,
  cannot_tell,
};
inline constexpr CodeTable kSubsumptionCodes(std::to_array<CodeRow<Subsumption>>({
    {Subsumption::equivalent, "equivalent"},
    {Subsumption::subsumes, "subsumes"},
    {Subsumption::subsumed_by, "subsumed-by"},
    {Subsumption::not_subsumed, "not-subsumed"},
    {Subsumption::cannot_tell, ""},
}));

// LIFETIME: `source` outlives it.
// THREADS: one.
class CodeSystems {
 public:
  explicit CodeSystems(DefinitionSource& source, const TerminologyLimits& limits = {})
      : source_(source), limits_(limits), kept_(limits.max_kept_concepts) {}

  const TerminologyLimits& limits() const noexcept { return limits_; }

  // The code system that `canonical` ("url" or "url|version") means; null if it is not here.
  //
  // Errors: as DefinitionSource::find() and CodeSystem::make().
  Result<std::shared_ptr<const CodeSystem>> find(std::string_view canonical);

  // From now on the code system that `supplement` names in `supplements` has its designations and
  // properties as well. Nothing happens if it names none.
  void add_supplement(const fhir::Resource& supplement);

  // To be called when the source has changed: what was read is read anew, value sets too.
  void forget();
  // Changes whenever what was taken from here before is out of date.
  std::uint64_t revision() const noexcept { return revision_; }

  // Whether the code system has the code, by its list or by the rule that it is.
  //
  // Errors: as find().
  Result<Membership> knows(std::string_view canonical, std::string_view code);

  // `cannot_tell` if the system or one of the codes is not here, or its hierarchy has another
  // meaning.
  //
  // Errors: as find().
  // Source: FHIR R4, codesystem-operation-subsumes.html.
  Result<Subsumption> subsumes(std::string_view canonical, std::string_view a, std::string_view b);

 private:
  DefinitionSource& source_;
  TerminologyLimits limits_;
  BoundedCache<std::shared_ptr<const CodeSystem>> kept_;
  std::uint64_t revision_ = 0;
  std::map<std::string, std::vector<fhir::Resource>, std::less<>> supplements_;  // by URL
};

// Whether `system`, which may be null, has the code; by rule if it has no list of its own.
Membership knows_code(const CodeSystem* system, std::string_view url, std::string_view code);

// The same question of two concepts of `system`.
Subsumption subsumption(const CodeSystem& system, CodeSystem::Index a, CodeSystem::Index b);

}  // namespace gateway::conformance
