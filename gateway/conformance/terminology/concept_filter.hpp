// ConceptFilter: one filter of a value set, asked about one concept.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/code_table.hpp"
#include "gateway/conformance/code_rules.hpp"
#include "gateway/conformance/terminology/code_system.hpp"

namespace gateway::conformance {

// Source: FHIR R4, valueset-filter-operator.html.
enum class FilterOperator : std::uint8_t {
  equals,
  is_a,
  descendent_of,
  is_not_a,
  regex,
  in,
  not_in,
  generalizes,
  exists,
};
inline constexpr CodeTable kFilterOperatorCodes(std::to_array<CodeRow<FilterOperator>>({
    {FilterOperator::equals, "="},
    {FilterOperator::is_a, "is-a"},
    {FilterOperator::descendent_of, "descendent-of"},
    {FilterOperator::is_not_a, "is-not-a"},
    {FilterOperator::regex, "regex"},
    {FilterOperator::in, "in"},
    {FilterOperator::not_in, "not-in"},
    {FilterOperator::generalizes, "generalizes"},
    {FilterOperator::exists, "exists"},
}));

// A filter is on the concept itself (`concept` or `code`), its `display` or `definition`, its
// `parent` or `child`, or a property that the code system declares. `in` and `not-in` take a list
// with commas.
//
// A filter that no answer can come from (another operator, a property or concept that the system
// does not have, a hierarchy with another meaning, a regular expression on anything but a code
// alone) cannot be bound.
//
// LIFETIME: the resource that it was read from outlives it.
// THREADS: any.
class ConceptFilter {
 public:
  // `node` is ValueSet.compose.include.filter.
  explicit ConceptFilter(fhir::Node node);

  // Makes the filter ready for concepts of `system`; false if it cannot be applied to it. A filter
  // on the hierarchy takes as many steps as there are concepts.
  bool bind(const CodeSystem& system);
  // Whether the concept passes. Of a system that is not complete, what is not there may hold a
  // relationship, so it can tell `in` only where hierarchy decides.
  //
  // REQUIRES: bind(system).
  // Source: FHIR R4, codesystem.html#filters.
  Membership check(const CodeSystem& system, CodeSystem::Index at) const;
  // The same where nothing but the code is here, as of a code system that is a rule: told by a
  // filter on the code itself that compares it, lists it or gives a pattern of code_pattern.hpp.
  Membership check(std::string_view code) const;

 private:
  std::vector<std::string_view> values_of(const CodeSystem& system, CodeSystem::Index at) const;
  bool passes(const CodeSystem& system, std::string_view value) const;
  bool is_listed(std::string_view value) const;

  std::string_view property_;
  std::optional<FilterOperator> op_;
  std::string_view value_;
  std::vector<std::string_view> values_;  // of `in` and `not-in`
  std::vector<bool> related_;             // concepts that the hierarchy lets through
};

}  // namespace gateway::conformance
