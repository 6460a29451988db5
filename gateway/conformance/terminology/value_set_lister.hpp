// ValueSetLister: the concepts of a value set, one after the other → ValueSetListing.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/conformance/terminology/value_sets.hpp"

namespace gateway::conformance {

// One value set, in the order list(), finish().
//
// THREADS: one.
class ValueSetLister {
 public:
  ValueSetLister(const TerminologyLimits& limits, const ExpansionRequest& request);

  // Errors: as ValueSets::expand().
  Result<void> list(const ValueSet& set);
  ValueSetListing finish() &&;

 private:
  // A concept that may be in the value set, and where it was met.
  struct Candidate {
    std::string_view system;
    std::string_view code;
    const CodeSystem* code_system = nullptr;
    NamedPlace place;
  };
  using Candidates = std::vector<Candidate>;

  Result<void> collect(const ValueSet& set, Candidates& out);
  Result<void> collect(const ValueSet& set, const ValueSetClause& clause, Candidates& out);
  Result<void> collect_system(const ValueSet& set, const ValueSetClause& clause, Candidates& out);
  void collect_expansion(const ValueSet& set, Candidates& out);
  Result<void> look_at(std::size_t concepts);
  Result<void> take(const Candidate& candidate);
  bool passes_filter(std::string_view display, std::string_view code) const;

  TerminologyLimits limits_;
  ExpansionRequest request_;
  std::vector<std::string> words_;  // of the filter, folded
  std::size_t looked_at_ = 0;
  std::set<const ValueSet*> collected_;
  std::set<std::pair<std::string_view, std::string_view>> taken_;
  ValueSetListing listing_;
};

}  // namespace gateway::conformance
