#include "gateway/exchange/exchange_reading.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "gateway/exchange/audit_trail.hpp"
#include "gateway/exchange/legal_actions.hpp"
#include "gateway/exchange/policy.hpp"
#include "gateway/exchange/refusal.hpp"
#include "gateway/exchange/snapshot.hpp"
#include "gateway/store/linked_search.hpp"

namespace gateway::exchange {
namespace {

store::AuditRecord record_of(const Caller& caller, std::string event, char action) {
  store::AuditRecord record;
  record.event = std::move(event);
  record.action = action;
  record.org = caller.org;
  record.system = caller.system_hsa_id;
  record.certificate = caller.certificate;
  if (caller.person) record.person = caller.person->id + "|" + caller.person->role;
  record.request_id = caller.request_id;
  return record;
}

// One record for each child that was seen, so that each can be found by its patient; one without a
// child if nothing was.
class RecordsByChild {
 public:
  explicit RecordsByChild(store::AuditRecord model) : model_(std::move(model)) {}

  void add(const store::StoredResource& seen) {
    auto& record = by_child_.try_emplace(seen.child, model_).first->second;
    record.child = seen.child;
    record.entities.push_back({seen.ref});
  }

  std::vector<store::AuditRecord> take() && {
    if (by_child_.empty()) return {model_};
    std::vector<store::AuditRecord> records;
    records.reserve(by_child_.size());
    for (auto& [child, record] : by_child_)
      records.push_back(std::move(record));
    return records;
  }

 private:
  store::AuditRecord model_;
  std::map<store::ChildKey, store::AuditRecord> by_child_;
};

bool is_open_to_all(std::string_view type, const fhir::TypeTable& types) {
  return policy_of(type, types).sharing == Sharing::directory;
}

// True if any part of the search is answered by the audit trail.
bool asks_for_audit(const search::Query& query) {
  return is_audit_type(query.type) ||
         std::ranges::any_of(
             query.includes,
             [](const search::Include& include) { return is_audit_type(include.type); }) ||
         std::ranges::any_of(query.links, [](const search::Link& link) {
           return std::ranges::any_of(link.inner, asks_for_audit);
         });
}

// For what leaves no record.
template <typename T>
void answer_now(Prepare<T>& prepare, fhir::Checked<T> value) {
  prepare(std::move(value))({});
}

std::unexpected<fhir::Failure> not_found() {
  return refuse(
      ErrorKind::not_found, "EXCHANGE-NOT-FOUND", "there is no such resource for the caller");
}

}  // namespace

template <typename T>
void ExchangeReading::answer_after(std::vector<store::AuditRecord> records,
                                   fhir::Checked<T> value,
                                   Prepare<T> prepare) {
  Release release = prepare(std::move(value));
  if (records.empty()) return release({});
  around_.writer.record(std::move(records),
                        [mark = underway_.begin(),
                         release = std::move(release)](Result<store::Committed> recorded) mutable {
                          if (!recorded)
                            return release(std::unexpected(std::move(recorded).error()));
                          release({});
                        });
}

// A record has one version.
Result<std::optional<store::StoredResource>> ExchangeReading::find_audit(store::OrgKey org,
                                                                         std::string_view type,
                                                                         std::string_view id,
                                                                         std::uint32_t version) {
  if (version != 1) return std::optional<store::StoredResource>();
  return AuditTrail(around_.reader, *around_.directory, around_.extractor).find(org, type, id);
}

Result<store::HistoryPage> ExchangeReading::history_of_audit(store::OrgKey org,
                                                             const HistoryQuestion& question) {
  const auto& [type, id, range] = question;
  AuditTrail trail(around_.reader, *around_.directory, around_.extractor);
  search::Query query;
  query.type = type;
  query.count = range.count;
  query.after = range.after;
  if (!id.empty()) query.ids = {id};
  if (range.since != Instant::min()) query.updated_from = range.since;
  if (range.made_before != Instant::max()) query.updated_before = range.made_before;
  query.count_total = !id.empty();
  GATEWAY_TRY(auto found, trail.search(org, query));
  return store::HistoryPage{std::move(found.matches), found.next, found.total};
}

Result<store::HistoryPage> ExchangeReading::versions_of(store::OrgKey org,
                                                        const HistoryQuestion& question) {
  const auto& [type, id, range] = question;
  return is_audit_type(type) ? history_of_audit(org, question)
                             : around_.reader.history(org, type, id, range);
}

// What everybody may read leaves no record, in the history of the whole system neither.
std::vector<store::AuditRecord> ExchangeReading::records_of_history(
    const store::AuditRecord& model,
    std::string_view type,
    const std::vector<store::StoredResource>& versions) {
  const fhir::TypeTable& types = around_.types();
  if (!type.empty() && is_open_to_all(type, types)) return {};
  RecordsByChild seen(model);
  for (const store::StoredResource& each : versions) {
    if (!is_open_to_all(each.ref.type, types)) seen.add(each);
  }
  return std::move(seen).take();
}

void ExchangeReading::read(const Caller& caller,
                           std::string type,
                           std::string id,
                           std::optional<std::uint32_t> version,
                           Prepare<store::StoredResource> prepare) {
  const bool is_open = is_open_to_all(type, around_.types());
  const store::OrgKey org = is_open ? store::kEveryone : caller.org;
  auto found = is_audit_type(type) ? find_audit(org, type, id, version.value_or(1))
               : version           ? around_.reader.find_version(org, {type, id, *version})
                                   : around_.reader.find(org, type, id);
  if (!found)
    return answer_now(prepare, {std::unexpected(fhir::Failure(std::move(found).error()))});
  store::AuditRecord record = record_of(caller, version ? "rest-vread" : "rest-read", 'R');
  fhir::Checked<store::StoredResource> value = not_found();
  if (*found) value = std::move(**found);
  if (value && value->deleted) {
    value->json.clear();
    record.outcome = 4;
    record.detail = "EXCHANGE-GONE";
  }
  if (value) {
    if (is_open) return answer_now(prepare, std::move(value));
    record.child = value->child;
    record.entities.push_back({value->ref});
  } else {
    record.outcome = 4;
    record.detail = value.error().error.id;
  }
  answer_after<store::StoredResource>({std::move(record)}, std::move(value), std::move(prepare));
}

void ExchangeReading::history(const Caller& caller,
                              const HistoryQuestion& question,
                              Prepare<store::HistoryPage> prepare) {
  auto found = versions_of(caller.org, question);
  bool is_known = found && (question.id.empty() || !found->versions.empty());
  // A page may be empty, behind the last one or for a time without versions; a resource that has
  // none at all is not there.
  if (found && !is_known) {
    const auto any = versions_of(caller.org, {question.type, question.id, {.count = 1}});
    if (!any)
      found = std::unexpected(any.error());
    else
      is_known = !any->versions.empty();
  }
  if (!found)
    return answer_now(prepare, {std::unexpected(fhir::Failure(std::move(found).error()))});
  store::AuditRecord model = record_of(caller, "rest-history", 'R');
  if (!is_known) {
    model.outcome = 4;
    model.detail = "EXCHANGE-NOT-FOUND";
    return answer_after<store::HistoryPage>({std::move(model)}, not_found(), std::move(prepare));
  }
  if (question.id.empty()) model.detail = question.type;
  auto records = records_of_history(model, question.type, found->versions);
  answer_after<store::HistoryPage>(std::move(records), std::move(*found), std::move(prepare));
}

// What is audited of a search: that it was made, unless everybody may read the type, and whatever
// it showed that not everybody may.
std::vector<store::AuditRecord> ExchangeReading::records_of(const Caller& caller,
                                                            std::string_view type,
                                                            const store::SearchPage& page) const {
  store::AuditRecord model = record_of(caller, "rest-search", 'E');
  model.detail = type;
  RecordsByChild seen(std::move(model));
  bool is_recorded = !is_open_to_all(type, around_.types());
  if (is_recorded) {
    for (const store::StoredResource& each : page.matches)
      seen.add(each);
  }
  for (const store::StoredResource& each : page.included) {
    if (is_open_to_all(each.ref.type, around_.types())) continue;
    is_recorded = true;
    seen.add(each);
  }
  return is_recorded ? std::move(seen).take() : std::vector<store::AuditRecord>();
}

Result<store::SearchPage> ExchangeReading::find_all(store::OrgKey org, const search::Query& query) {
  if (!asks_for_audit(query)) return around_.reader.search(org, query);
  if (is_audit_type(query.type) && (query.order || query.oldest_first)) {
    return fail(ErrorKind::not_supported,
                "SEARCH-SORT",
                "The audit is shown newest first; _sort is not offered for it.",
                "_sort");
  }
  AuditTrail trail(around_.reader, *around_.directory, around_.extractor);
  return store::search_linked(query, [&](const search::Query& plain) {
    return is_audit_type(plain.type) ? trail.search(org, plain) : around_.reader.search(org, plain);
  });
}

void ExchangeReading::search(const Caller& caller,
                             search::Query query,
                             Prepare<store::SearchPage> prepare) {
  auto page = find_all(caller.org, query);
  if (!page) return answer_now(prepare, {std::unexpected(fhir::Failure(std::move(page).error()))});
  std::vector<store::AuditRecord> records = records_of(caller, query.type, *page);
  answer_after<store::SearchPage>(std::move(records), std::move(*page), std::move(prepare));
}

void ExchangeReading::actions(const Caller& caller,
                              std::string task_id,
                              Prepare<fhir::Resource> prepare) {
  Snapshot snapshot(around_.reader, around_.extractor);
  auto task = snapshot.find(caller.org, "Task", task_id);
  if (!task) return answer_now(prepare, {std::unexpected(fhir::Failure(std::move(task).error()))});
  store::AuditRecord record = record_of(caller, "task-actions", 'R');
  fhir::Checked<fhir::Resource> value = not_found();
  if (*task != nullptr) {
    record.child = (*task)->stored.child;
    record.entities.push_back({(*task)->stored.ref});
    value = legal_actions((*task)->tree, caller, *around_.directory);
  } else {
    record.outcome = 4;
    record.detail = "EXCHANGE-NOT-FOUND";
  }
  answer_after<fhir::Resource>({std::move(record)}, std::move(value), std::move(prepare));
}

}  // namespace gateway::exchange
