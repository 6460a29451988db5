// ValueSet: a value set made ready for questions about single codes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/conformance/code_rules.hpp"
#include "gateway/conformance/terminology/code_system.hpp"
#include "gateway/conformance/terminology/concept_filter.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::conformance {

// Why it cannot be told whether a code is in a value set. The first reason met counts.
enum class Doubt : std::uint8_t {
  none,
  no_value_set,    // the value set, or one that it imports, is not here
  no_definition,   // it says neither what is in it nor lists it; or says it wrongly
  no_system,       // a code system is not here
  partial_system,  // only a part of a code system is here
  filter,          // a filter that is wrong for the code system, or is not understood
  cycle,           // value sets import each other in a circle
};

// A sentence for people; static storage.
std::string_view doubt_text(Doubt doubt) noexcept;

// In three values: what is not certain stays so, unless the other side decides.
constexpr Membership both(Membership a, Membership b) noexcept {
  if (a == Membership::not_in || b == Membership::not_in) return Membership::not_in;
  return a == Membership::in && b == Membership::in ? Membership::in : Membership::cannot_tell;
}
constexpr Membership opposite(Membership of) noexcept {
  if (of == Membership::cannot_tell) return of;
  return of == Membership::in ? Membership::not_in : Membership::in;
}
constexpr Membership either(Membership a, Membership b) noexcept {
  return opposite(both(opposite(a), opposite(b)));
}

struct ValueSet;

// A value set that another one imports; null where `doubt` says why not.
struct ValueSetImport {
  std::shared_ptr<const ValueSet> set;
  Doubt doubt = Doubt::none;
};

// One include or exclude: the concepts of `system` that are listed or pass all filters, and are in
// all imports.
struct ValueSetClause {
  std::string_view system;  // empty: the imports alone
  std::string_view version;
  std::shared_ptr<const CodeSystem> code_system;  // null if it is not here
  std::vector<fhir::Node> listed;                 // items of `concept`, in order
  std::unordered_map<std::string_view, fhir::Node> listed_by_code;
  std::vector<ConceptFilter> filters;
  std::vector<ValueSetImport> imports;
  Doubt doubt = Doubt::none;  // why the filters cannot be asked, or there is nothing to ask
};

// Made by ValueSetCompiler; immutable.
//
// THREADS: any.
// Source: FHIR R4, valueset.html#compositions.
struct ValueSet {
  explicit ValueSet(const fhir::Resource& definition) : resource(definition) {}

  fhir::Resource resource;
  std::vector<ValueSetClause> includes;
  std::vector<ValueSetClause> excludes;
  bool takes_inactive = true;
  bool is_circular = false;       // an import leads back to it, or an import of an import does
  std::size_t imports_below = 0;  // one behind the other
  // The expansion that stands in the resource: what is in it, without what only groups.
  std::vector<fhir::Node> expansion;
  std::unordered_multimap<std::string_view, fhir::Node> expansion_by_code;
  bool has_expansion = false;
  bool is_expansion_whole = false;  // not one page of it, and closed

  std::size_t weight() const noexcept;
};

}  // namespace gateway::conformance
