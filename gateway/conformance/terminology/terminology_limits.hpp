// TerminologyLimits: how much terminology is taken in at once.
#pragma once

#include <cstddef>

namespace gateway::conformance {

struct TerminologyLimits {
  // Concepts of one code system; SNOMED CT has fewer than half as many.
  std::size_t max_concepts = 999'999;
  // Concepts inside each other in one code system.
  std::size_t max_concept_depth = 64;
  // Filters of one value set.
  std::size_t max_filters = 1'000;
  // Value sets, or concept maps, that import each other, one behind the other.
  std::size_t max_imports = 32;
  // Concepts of an expansion, all pages together.
  std::size_t max_expansion = 10'000;
  // Concepts looked at to make one expansion.
  std::size_t max_looked_at = 2'000'000;
  // What is kept between questions, by the number of concepts in it.
  std::size_t max_kept_concepts = 2'000'000;
};

}  // namespace gateway::conformance
