#include "gateway/exchange/carried.hpp"

#include <algorithm>
#include <utility>

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

// What goes along, found step by step from the references where a message begins.
class Collection {
 public:
  Collection(Work& work, store::ChildKey child, store::OrgKey writer)
      : work_(work), child_(child), writer_(writer) {}

  bool is_to_follow(std::string_view reference, bool is_start) const {
    const std::string_view type = split_reference(reference).type;
    return (is_start && type == "CarePlan") || is_carried(type, work_.types());
  }

  // Adds what a reference names, and its own references to `next`.
  fhir::Checked<void> follow(const std::string& reference, std::vector<std::string>& next) {
    GATEWAY_TRY(const auto found, work_.find(work_.caller().org, reference));
    // What a third organisation wrote is not theirs to pass on.
    if (!found || found->writer != writer_ || is_among(carried_, found->ref)) return {};
    if (found->child != store::kNoChild && found->child != child_) {
      return refuse_invalid("EXCHANGE-OTHER-CHILD",
                            "a resource to be sent along is about another child");
    }
    if (carried_.size() == kMaxCarried) {
      return refuse_invalid("EXCHANGE-TOO-MUCH", "one message carries at most 100 resources");
    }
    carried_.push_back(*found);
    for (const FoundReference& each : references_in(*found->tree))
      next.emplace_back(reference_of(each.node));
    return {};
  }

  std::vector<Found> take() && { return std::move(carried_); }

 private:
  Work& work_;
  store::ChildKey child_;
  store::OrgKey writer_;
  std::vector<Found> carried_;
};

}  // namespace

fhir::Checked<std::vector<Found>> find_carried(Work& work,
                                               const std::vector<std::string>& starts,
                                               store::ChildKey child,
                                               store::OrgKey writer) {
  Collection collection(work, child, writer);
  std::vector<std::string> at = starts;
  for (std::size_t depth = 0; depth < kMaxCarriedDepth && !at.empty(); ++depth) {
    std::vector<std::string> next;
    for (const std::string& reference : at) {
      if (!collection.is_to_follow(reference, depth == 0)) continue;
      GATEWAY_CHECK(collection.follow(reference, next));
    }
    at = std::move(next);
  }
  return std::move(collection).take();
}

}  // namespace gateway::exchange
