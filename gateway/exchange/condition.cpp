#include "gateway/exchange/condition.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "gateway/exchange/own_match.hpp"
#include "gateway/exchange/refusal.hpp"
#include "gateway/search/match.hpp"

namespace gateway::exchange {
namespace {

std::unexpected<fhir::Failure> several(const Change& change) {
  fhir::IssueLog issues;
  issues.add({.code = "multiple-matches",
              .id = "EXCHANGE-CONDITION-SEVERAL",
              .text = "the criteria find more than one resource",
              .expression = change.expression});
  return std::unexpected(fhir::Failure(Error{ErrorKind::precondition_failed,
                                             "EXCHANGE-CONDITION-SEVERAL",
                                             "the criteria find more than one resource",
                                             change.expression},
                                       std::move(issues)));
}

std::unexpected<fhir::Failure> asked_twice(const Change& change) {
  return refuse(ErrorKind::malformed,
                "EXCHANGE-CONDITION-TWICE",
                "two entries of one request mean the same by their criteria",
                change.expression);
}

// What the drafts of a unit will be found by, each looked at once.
class DraftIndex {
 public:
  explicit DraftIndex(Work& work) {
    for (const Draft& draft : work.drafts()) {
      const std::size_t place = rows_.size();
      rows_.push_back({&draft, work.snapshot().extractor().extract(draft.tree)});
      for (const search::IndexEntry& entry : rows_.back().values) {
        if (entry.form != search::Form::range)
          by_value_.emplace(Value{draft.ref.type, entry.parameter, entry.text}, place);
      }
    }
  }

  // True if another draft than the change's own meets its criteria. What the unit makes is found by
  // its id at the next request only, so that criteria of `_id` are not met.
  bool answers(const Change& asking) const {
    const search::Query& query = asking.condition->query;
    if (query.all_of.empty() || !query.ids.empty()) return false;
    const auto lead = std::ranges::find_if(query.all_of, [](const search::Criterion& each) {
      return !each.negated && each.any_of.front().form != search::Form::range;
    });
    if (lead == query.all_of.end()) {
      return std::ranges::any_of(rows_, [&](const Row& row) { return meets(row, asking); });
    }
    return std::ranges::any_of(lead->any_of, [&](const search::IndexEntry& entry) {
      const auto [first, last] = by_value_.equal_range({query.type, entry.parameter, entry.text});
      return std::any_of(
          first, last, [&](const auto& found) { return meets(rows_[found.second], asking); });
    });
  }

 private:
  struct Row {
    const Draft* draft;
    std::vector<search::IndexEntry> values;
  };
  using Value = std::tuple<std::string_view, search::ParameterId, std::string_view>;

  static bool meets(const Row& row, const Change& asking) {
    const search::Query& query = asking.condition->query;
    if (row.draft->change == &asking || row.draft->ref.type != query.type) return false;
    return std::ranges::all_of(query.all_of, [&row](const search::Criterion& each) {
      return search::meets(row.values, each);
    });
  }

  std::deque<Row> rows_;  // in place: by_value_ looks into it
  std::multimap<Value, std::size_t> by_value_;
};

}  // namespace

fhir::Checked<const Seen*> find_match(Work& work, const Change& change) {
  const store::OrgKey org = work.caller().org;
  GATEWAY_TRY(const auto own, find_own(work.snapshot(), org, change.condition->query));
  if (own.size() > 1) return several(change);
  if (own.empty()) return nullptr;
  GATEWAY_TRY(const Seen* present, work.snapshot().find(org, own.front().type, own.front().id));
  return present;
}

fhir::Checked<void> check_conditions(Work& work, const std::vector<Change>& changes) {
  const bool asks = std::ranges::any_of(
      changes, [](const Change& change) { return change.condition.has_value(); });
  if (!asks || changes.size() < 2) return {};
  const DraftIndex drafts(work);
  std::set<std::pair<std::string_view, std::string_view>> asked;
  for (const Change& change : changes) {
    if (!change.condition) continue;
    const bool is_new = asked.emplace(change.condition->query.type, change.condition->text).second;
    if (!is_new || drafts.answers(change)) return asked_twice(change);
  }
  return {};
}

}  // namespace gateway::exchange
