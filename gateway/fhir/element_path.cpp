#include "gateway/fhir/element_path.hpp"

#include <ranges>
#include <vector>

namespace gateway::fhir {

std::string ElementPath::text() const {
  std::vector<const ElementPath*> steps;
  for (const ElementPath* step = this; step != nullptr; step = step->parent_)
    steps.push_back(step);
  std::string text;
  for (const ElementPath* step : std::views::reverse(steps)) {
    if (!text.empty()) text.push_back('.');
    text.append(step->name_);
    if (step->index_ != kNoIndex) text.append("[" + std::to_string(step->index_) + "]");
  }
  return text;
}

}  // namespace gateway::fhir
