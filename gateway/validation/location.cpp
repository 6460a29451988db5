#include "gateway/validation/location.hpp"

#include <ranges>
#include <vector>

namespace gateway::validation {
namespace {

void append_step(const Location& step, std::size_t index, std::string& out) {
  const fhir::SlotRow& slot = *step.slot();
  const fhir::TypeTable& types = step.node().types();
  out += '.';
  out += types.name(slot.choice == fhir::kNoName ? slot.name : slot.choice);
  if (slot.choice != fhir::kNoName) {
    out += ".ofType(";
    out += types.type_name(slot.type);
    out += ')';
  }
  if ((slot.flags & fhir::kRepeats) != 0) {
    out += '[';
    out += std::to_string(index);
    out += ']';
  }
}

}  // namespace

std::string Location::expression() const {
  std::vector<const Location*> steps;
  const Location* root = this;
  for (; root->parent_ != nullptr; root = root->parent_)
    steps.push_back(root);
  std::string text(root->node_.type_name());
  for (const Location* step : std::views::reverse(steps))
    append_step(*step, step->index_, text);
  return text;
}

}  // namespace gateway::validation
