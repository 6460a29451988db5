// ValueSetExpander: the codes of a value set of the package, where they can be listed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/base/result.hpp"
#include "gateway/conformance/definition_file.hpp"
#include "gateway/conformance/packages/package.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::conformance {

// A concept: code, URL of its code system. Sorted as the file of definitions is.
using Concept = std::pair<std::string, std::string>;

struct Expansion {
  BindingRule rule = BindingRule::enumerated;
  std::set<Concept> concepts;  // complete only if `rule` is enumerated
};

// Understands include and exclude of whole code systems, listed concepts and other value sets.
// Filters and code systems whose content is not in the package make the rule `unknown`, unless the
// code system has a rule of its own (media types, currencies).
//
// THREADS: one.
class ValueSetExpander {
 public:
  static constexpr int kMaxNesting = 8;
  static constexpr std::size_t kMaxConcepts = 1'000'000;

  // `types` has ValueSet and CodeSystem.
  // LIFETIME: `package` and `types` outlive the expander.
  ValueSetExpander(const Package& package, const fhir::TypeTable& types)
      : package_(package), types_(types) {}

  // `url` may have a version after '|', which the package has only one of.
  //
  // Errors: as read_definition(); too_large (DEFS-LIMIT: kMaxNesting, kMaxConcepts).
  Result<Expansion> expand(std::string_view url);

  // The value sets of FHIR itself that were asked for and are not in the package.
  const std::set<std::string, std::less<>>& missing() const noexcept { return missing_; }

 private:
  Result<Expansion> expand_nested(std::string_view url, int depth);
  Result<Expansion> expand_include(fhir::Node include, int depth);
  Result<Expansion> system_concepts(fhir::Node include);
  Result<const Expansion*> whole_system(std::string_view url);

  const Package& package_;
  const fhir::TypeTable& types_;
  std::map<std::string, Expansion, std::less<>> systems_;
  std::set<std::string, std::less<>> missing_;
};

// Whether an element that `types` does not have, or a wrong value, makes a resource unreadable.
enum class Strictness : std::uint8_t { known_elements_only, every_element };
// Reads a resource of the package. Errors: as Package::read().
// REQUIRES: `entry` is of `package`.
Result<fhir::Resource> read_definition(const Package& package,
                                       const PackageEntry& entry,
                                       const fhir::TypeTable& types,
                                       Strictness strictness);

}  // namespace gateway::conformance
