#include <string>

#include "gateway/validation/finding.hpp"
#include "gateway/validation/rules.hpp"

namespace gateway::validation {
namespace {

std::string element_name(const Location& parent, const fhir::SlotRow& slot) {
  const fhir::TypeTable& types = parent.node().types();
  if (slot.choice == fhir::kNoName) return std::string(types.name(slot.name));
  return std::string(types.name(slot.choice)) + "[x]";
}

}  // namespace

void check_occurrences(const RuleContext& context,
                       const Location& parent,
                       const Occurrences& seen) {
  const fhir::SlotRow& slot = seen.slot;
  if (seen.count < slot.min) {
    report(context.log,
           finding::kCardinalityMin,
           parent,
           "The element " + element_name(parent, slot) + " occurs " + std::to_string(seen.count) +
               " times; the minimum is " + std::to_string(slot.min) + ".");
  }
  if (seen.names > 1) {
    report(context.log,
           finding::kChoice,
           parent,
           "The element " + element_name(parent, slot) + " has more than one type.");
  } else if (slot.max != fhir::kUnbounded && seen.count > slot.max) {
    report(context.log,
           finding::kCardinalityMax,
           parent,
           "The element " + element_name(parent, slot) + " occurs " + std::to_string(seen.count) +
               " times; the maximum is " + std::to_string(slot.max) + ".");
  }
}

}  // namespace gateway::validation
