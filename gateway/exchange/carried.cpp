#include "gateway/exchange/carried.hpp"

#include <algorithm>

#include "gateway/exchange/policy.hpp"
#include "gateway/exchange/refusal.hpp"
#include "gateway/exchange/tree.hpp"

namespace gateway::exchange {
namespace {

bool is_carried(std::string_view type, const fhir::TypeTable& types) {
  if (type == "CarePlan" || type == "Task" || type == "Consent" || type == "AppointmentResponse")
    return false;
  const Sharing sharing = policy_of(type, types).sharing;
  return sharing == Sharing::content || sharing == Sharing::coordination;
}

bool is_among(const std::vector<Found>& found, const store::ResourceRef& ref) {
  return std::ranges::any_of(found, [&ref](const Found& each) { return each.ref == ref; });
}

}  // namespace

fhir::Checked<std::vector<Found>> find_carried(Work& work,
                                               const std::vector<std::string>& starts,
                                               store::ChildKey child,
                                               store::OrgKey writer) {
  std::vector<Found> carried;
  std::vector<std::string> at = starts;
  for (std::size_t depth = 0; depth < kMaxCarriedDepth && !at.empty(); ++depth) {
    std::vector<std::string> next;
    for (const std::string& reference : at) {
      const std::string_view type = split_reference(reference).type;
      const bool is_plan_itself = depth == 0 && type == "CarePlan";
      if (!is_plan_itself && !is_carried(type, work.types())) continue;
      GATEWAY_TRY(const auto found, work.find(work.caller().org, reference));
      // What a third organisation wrote is not theirs to pass on.
      if (!found || found->writer != writer || is_among(carried, found->ref)) continue;
      if (found->child != store::kNoChild && found->child != child) {
        return refuse_invalid("EXCHANGE-OTHER-CHILD",
                              "a resource to be sent along is about another child");
      }
      if (carried.size() == kMaxCarried) {
        return refuse_invalid("EXCHANGE-TOO-MUCH", "one message carries at most 100 resources");
      }
      carried.push_back(*found);
      for (const FoundReference& each : references_in(*found->tree)) {
        next.emplace_back(reference_of(each.node));
      }
    }
    at = std::move(next);
  }
  return carried;
}

}  // namespace gateway::exchange
