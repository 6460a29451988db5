// ConceptMaps: from a concept of one code system to those of others.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/conformance/definition_source.hpp"
#include "gateway/conformance/terminology/bounded_cache.hpp"
#include "gateway/conformance/terminology/terminology_limits.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::conformance {

// Another element that a mapping depends on, by the URI of the element.
struct MappingDependency {
  std::string_view property;
  std::string_view system = {};  // empty: any
  std::string_view value;
};

struct TranslationRequest {
  std::string_view system = {};  // empty: any
  std::string_view code;
  std::string_view target_system = {};  // empty: any
  // What is asked is the target; the answer is what maps to it.
  bool is_reverse = false;
  std::vector<MappingDependency> dependencies = {};
};

struct ConceptMatch {
  std::string equivalence;  // code of valueset-concept-map-equivalence, seen from what was asked
  std::string system;
  std::string code;  // empty: there is none, and the equivalence says so
  std::string display;
  std::string source;  // canonical URL of the map
};

struct Translation {
  // False if the map, or one that it goes on to, is not here: then there may be more matches.
  bool is_complete = true;
  std::vector<ConceptMatch> matches;
};

// Whether a match is one: it is neither `unmatched` nor `disjoint`.
bool is_translated(const ConceptMatch& match) noexcept;

// LIFETIME: `source` outlives it.
// THREADS: one.
class ConceptMaps {
 public:
  explicit ConceptMaps(DefinitionSource& source, const TerminologyLimits& limits = {})
      : source_(source), limits_(limits), kept_(limits.max_kept_concepts) {}

  // By the groups of the map whose source and target are asked for, in order. For a code that a
  // group does not have, its `unmapped` decides. A map that leads back to itself has nothing to
  // add. A target with dependencies counts if they are all met by the request.
  //
  // Errors: as DefinitionSource::find(); too_large (TERM-LIMIT: TerminologyLimits::max_imports,
  //         max_concepts).
  // Source: FHIR R4, conceptmap.html, conceptmap-operation-translate.html.
  Result<Translation> translate(std::string_view canonical, const TranslationRequest& request);
  // The same with a map that is not of the source.
  Result<Translation> translate(const fhir::Resource& map, const TranslationRequest& request);

  // To be called when the source has changed.
  void forget() { kept_.clear(); }

 private:
  // The groups of one map, their elements found by code.
  struct Group {
    fhir::Node node;
    std::unordered_map<std::string_view, std::vector<fhir::Node>> elements;
  };
  struct Compiled {
    fhir::Resource resource;
    std::vector<Group> groups;
    std::size_t weight = 1;
  };
  struct Walk {
    const TranslationRequest& request;
    Translation translation = {};
    std::vector<std::string> followed = {};  // maps, so that circles end
  };
  using Map = std::shared_ptr<const Compiled>;

  Result<Map> find(std::string_view canonical);
  Result<Map> compile(const fhir::Resource& map) const;
  Result<void> follow(std::string_view canonical, Walk& walk);
  Result<void> apply(const Compiled& map, Walk& walk);
  static void add_targets(const Compiled& map,
                          fhir::Node element,
                          std::string_view system,
                          Walk& walk);
  Result<void> apply_unmapped(const Compiled& map, const Group& group, Walk& walk);
  static void apply_reverse(const Compiled& map, const Group& group, Walk& walk);

  DefinitionSource& source_;
  TerminologyLimits limits_;
  BoundedCache<Map> kept_;
};

}  // namespace gateway::conformance
