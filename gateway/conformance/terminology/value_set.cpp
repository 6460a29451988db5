#include "gateway/conformance/terminology/value_set.hpp"

namespace gateway::conformance {
namespace {

// A filter has a bit for each concept; a concept weighs some hundred bits.
constexpr std::size_t kBitsOfConcept = 256;

std::size_t filter_weight(const ValueSetClause& clause) noexcept {
  return 1 + (clause.code_system ? clause.code_system->size() / kBitsOfConcept : 0);
}

}  // namespace

std::string_view doubt_text(Doubt doubt) noexcept {
  switch (doubt) {
    case Doubt::none: break;
    case Doubt::no_value_set: return "A value set that this needs is not here.";
    case Doubt::no_definition: return "A value set does not say what is in it.";
    case Doubt::no_system: return "The content of a code system is not here.";
    case Doubt::partial_system: return "Only a part of a code system is here.";
    case Doubt::filter: return "A filter of a value set cannot be applied.";
    case Doubt::cycle: return "Value sets import each other in a circle.";
  }
  return "";
}

std::size_t ValueSet::weight() const noexcept {
  std::size_t weight = 1 + expansion.size();
  for (const auto* clauses : {&includes, &excludes}) {
    for (const ValueSetClause& clause : *clauses)
      weight += 1 + clause.listed.size() + clause.filters.size() * filter_weight(clause);
  }
  return weight;
}

}  // namespace gateway::conformance
