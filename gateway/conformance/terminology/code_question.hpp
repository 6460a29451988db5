// Asking a value set about one code.
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "gateway/conformance/terminology/value_set.hpp"

namespace gateway::conformance {

// A code of a code system, asked of any number of value sets that import each other. Each value set
// is asked once, so that many ways to the same one cost no more.
//
// LIFETIME: the texts and the value sets outlive the question.
// THREADS: one.
class CodeQuestion {
 public:
  CodeQuestion(std::string_view system, std::string_view code) : system_(system), code_(code) {}

  // Decided by the rules of the value set; by its expansion where there are none, or where they
  // cannot tell.
  Membership ask(const ValueSet& set);
  // Whether the include or exclude covers the code.
  Membership ask(const ValueSetClause& clause);

  // Why the last answer is `cannot_tell`.
  Doubt doubt() const noexcept { return doubt_; }

 private:
  Membership unsure(Doubt why);
  Membership ask_composition(const ValueSet& set);
  Membership ask_expansion(const ValueSet& set);
  Membership ask_system(const ValueSetClause& clause);
  Membership ask_code(const ValueSetClause& clause, Membership is_known) const;
  Membership ask_filters(const ValueSetClause& clause, CodeSystem::Index at);
  bool is_inactive(const ValueSet& set) const;

  std::string_view system_;
  std::string_view code_;
  Doubt doubt_ = Doubt::none;
  std::map<const ValueSet*, Membership> answers_;
};

// Where a concept is named in a value set.
struct NamedPlace {
  const ValueSet* set = nullptr;
  const ValueSetClause* clause = nullptr;  // null: in the expansion
  fhir::Node listed;                       // with display and designations; may be absent
};

// The include, or the item of an expansion, by which `code` is in `set`; a place without set if
// there is none.
// REQUIRES: as CodeQuestion::ask() says, it is in it.
NamedPlace place_of(const ValueSet& set, std::string_view system, std::string_view code);

// The code systems that concepts of `set` can be of.
std::vector<std::string_view> systems_of(const ValueSet& set);

}  // namespace gateway::conformance
