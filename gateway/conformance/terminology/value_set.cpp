#include "gateway/conformance/terminology/value_set.hpp"

namespace gateway::conformance {

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
      weight += 1 + clause.listed.size();
  }
  return weight;
}

}  // namespace gateway::conformance
