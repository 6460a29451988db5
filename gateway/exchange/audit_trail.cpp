#include "gateway/exchange/audit_trail.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <set>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/codec/json_writer.hpp"
#include "gateway/exchange/audit_event.hpp"
#include "gateway/exchange/snapshot.hpp"
#include "gateway/exchange/tree.hpp"
#include "gateway/fhir/date_time.hpp"
#include "gateway/search/match.hpp"
#include "gateway/search/parameter_table.hpp"

namespace gateway::exchange {
namespace {

constexpr auto kTypes = std::to_array<std::string_view>({"AuditEvent", "Provenance"});
constexpr std::size_t kBatchesAtOnce = 256;

std::optional<store::AuditPlace> place_of(std::string_view id) {
  const Halves halves = split_once(id, '-');
  const auto batch = parse_integer<std::int64_t>(halves.before);
  const auto index = parse_integer<std::uint32_t>(halves.after);
  if (!batch || !index || *batch < 1) return std::nullopt;
  const store::AuditPlace place{*batch, *index};
  const bool is_shortest = id == std::to_string(*batch) + "-" + std::to_string(*index);
  return is_shortest ? std::optional(place) : std::nullopt;
}

search::Position position_of(const store::AuditPlace& place) {
  return {.last_updated = place.batch, .key = static_cast<std::int64_t>(place.index)};
}

std::optional<store::AuditPlace> place_of(const std::optional<search::Position>& position) {
  if (!position) return std::nullopt;
  return store::AuditPlace{position->last_updated, static_cast<std::size_t>(position->key)};
}

std::string_view code_of(std::string_view type, search::ParameterId id) {
  const auto rows = search::parameters_of(type);
  const auto row = std::ranges::find(rows, id, &search::Parameter::id);
  return row == rows.end() ? std::string_view() : row->code;
}

// The resources that a criterion names; nothing if it asks for anything else than some of them.
std::vector<LiteralReference> named_by(const search::Criterion& criterion) {
  std::vector<LiteralReference> named;
  if (criterion.negated) return named;
  for (const search::IndexEntry& each : criterion.any_of) {
    named.push_back(split_reference(each.text));
    if (named.back().type.empty()) return {};
  }
  return named;
}

// One period to lie in, so that the store need not walk through all others.
void bound_time(const search::Criterion& criterion, store::AuditQuestion& question) {
  const bool is_period = !criterion.negated && criterion.any_of.size() == 1 &&
                         criterion.any_of.front().form == search::Form::range;
  if (!is_period) return;
  const auto [low, high] = std::pair(criterion.any_of[0].low, criterion.any_of[0].high);
  const Instant from{std::chrono::microseconds(low)};
  question.from = std::max(question.from.value_or(from), from);
  if (high == std::numeric_limits<std::int64_t>::max()) return;
  const Instant before{std::chrono::microseconds(high + 1)};
  question.before = std::min(question.before.value_or(before), before);
}

}  // namespace

// What a query asks, in the words of the audit.
struct AuditTrail::Wanted {
  const search::Query& query;
  store::AuditQuestion question = {};
  std::vector<store::ChildKey> patients = {};  // if `patient` is asked
  bool asks_patient = false;
  bool is_impossible = false;  // asks for something that the organisation does not know
};

bool is_audit_type(std::string_view type) noexcept {
  return std::ranges::find(kTypes, type) != kTypes.end();
}

std::optional<store::StoredResource> AuditTrail::render(store::OrgKey org,
                                                        std::string_view type,
                                                        store::AuditRow row) const {
  if (row.record.org != org) {
    row.record.system.clear();
    row.record.certificate.clear();
    row.record.person.clear();
    row.record.request_id.clear();
  }
  std::optional<fhir::Resource> tree;
  if (type == "AuditEvent") {
    tree = render_audit_event(row, directory_, extractor_.types());
  } else {
    tree = render_provenance(row, directory_, extractor_.types());
  }
  if (!tree) return std::nullopt;
  Changes changes(*tree);
  changes.set_meta("1", fhir::to_text(row.time));
  return store::StoredResource{.ref = {std::string(type), audit_id(row), 1},
                               .last_updated = row.time,
                               .writer = row.record.org,
                               .child = row.record.child,
                               .json = codec::to_json(changes.apply())};
}

Result<std::optional<store::StoredResource>> AuditTrail::find(store::OrgKey org,
                                                              std::string_view type,
                                                              std::string_view id) {
  const auto place = place_of(id);
  if (!place) return std::optional<store::StoredResource>();
  GATEWAY_TRY(auto row, reader_.audit_at(org, *place));
  if (!row) return std::optional<store::StoredResource>();
  return render(org, type, std::move(*row));
}

// What belongs to a child is found by the child.
Result<void> AuditTrail::add_lead(store::OrgKey org, std::string_view reference, Wanted& wanted) {
  const LiteralReference target = split_reference(reference);
  if (target.type.empty()) return {};
  GATEWAY_TRY(const auto found, reader_.find(org, target.type, target.id));
  auto& question = wanted.question;
  if (found && found->child != store::kNoChild) {
    question.children.push_back(found->child);
  } else {
    question.entities.emplace_back(reference);
  }
  return {};
}

// A criterion that the question to the store can lead by.
Result<void> AuditTrail::narrow(store::OrgKey org,
                                const search::Criterion& criterion,
                                Wanted& wanted) {
  const std::string_view code = code_of(wanted.query.type, criterion.any_of.front().parameter);
  const auto named = named_by(criterion);
  if (!named.empty() && (code == "entity" || code == "target")) {
    wanted.question.children.clear();
    wanted.question.entities.clear();
    for (const search::IndexEntry& each : criterion.any_of)
      GATEWAY_CHECK(add_lead(org, each.text, wanted));
  } else if (code == "date" || code == "recorded") {
    bound_time(criterion, wanted.question);
  } else if (!named.empty() && code == "patient") {
    wanted.asks_patient = true;
    for (const LiteralReference& each : named) {
      GATEWAY_TRY(const auto patient, reader_.find(org, "Patient", each.id));
      if (patient) wanted.patients.push_back(patient->child);
    }
  }
  return {};
}

Result<AuditTrail::Wanted> AuditTrail::wanted_of(store::OrgKey org, const search::Query& query) {
  Wanted wanted{.query = query};
  wanted.question.from = query.updated_from;
  wanted.question.before = query.updated_before;
  wanted.question.after = place_of(query.after);
  wanted.question.batches = kBatchesAtOnce;
  for (const search::Criterion& criterion : query.all_of)
    GATEWAY_CHECK(narrow(org, criterion, wanted));
  auto& question = wanted.question;
  wanted.is_impossible = wanted.asks_patient && wanted.patients.empty();
  if (question.children.empty() && question.entities.empty()) question.children = wanted.patients;
  if (question.children.empty() && question.entities.empty()) {
    question.events.assign(audit_events().begin(), audit_events().end());
  }
  return wanted;
}

std::optional<store::StoredResource> AuditTrail::match(store::OrgKey org,
                                                       const Wanted& wanted,
                                                       store::AuditRow row) const {
  const search::Query& query = wanted.query;
  if (query.updated_from && row.time < *query.updated_from) return std::nullopt;
  if (query.updated_before && row.time >= *query.updated_before) return std::nullopt;
  if (wanted.asks_patient &&
      std::ranges::find(wanted.patients, row.record.child) == wanted.patients.end()) {
    return std::nullopt;
  }
  auto found = render(org, query.type, std::move(row));
  if (!found || query.all_of.empty()) return found;
  const auto tree = read_stored(*found, extractor_.types());
  if (!tree) return std::nullopt;
  const auto values = extractor_.extract(*tree);
  const bool is_wanted = std::ranges::all_of(query.all_of, [&](const search::Criterion& each) {
    const bool is_asked_patient =
        code_of(query.type, each.any_of.front().parameter) == "patient" && !named_by(each).empty();
    return is_asked_patient || search::meets(values, each);
  });
  if (is_wanted && query.recheck && !query.recheck->holds(found->json).value_or(false))
    return std::nullopt;
  return is_wanted ? std::move(found) : std::nullopt;
}

Result<store::AuditPage> AuditTrail::look(store::OrgKey org,
                                          const Wanted& wanted,
                                          const store::AuditQuestion& question) {
  if (wanted.query.ids.empty()) return reader_.audit_of(org, question);
  store::AuditPage page;
  std::set<store::AuditPlace, std::greater<>> places;
  for (const std::string& id : wanted.query.ids) {
    if (const auto place = place_of(id)) places.insert(*place);
  }
  for (const store::AuditPlace& place : places) {
    if (question.after && place >= *question.after) continue;
    GATEWAY_TRY(auto row, reader_.audit_at(org, place));
    if (row) page.rows.push_back(std::move(*row));
  }
  return page;
}

// True if the page is full and another match was seen; `last` is the place of its last match.
bool AuditTrail::fill(store::OrgKey org,
                      const Wanted& wanted,
                      std::vector<store::AuditRow>& rows,
                      std::vector<store::StoredResource>& matches,
                      store::AuditPlace& last) const {
  for (store::AuditRow& row : rows) {
    const store::AuditPlace place{row.batch, row.index};
    auto found = match(org, wanted, std::move(row));
    if (!found) continue;
    if (matches.size() == wanted.query.count) return true;
    matches.push_back(std::move(*found));
    last = place;
  }
  return false;
}

Result<store::SearchPage> AuditTrail::find_all(store::OrgKey org, const Wanted& wanted) {
  store::SearchPage page;
  store::AuditQuestion question = wanted.question;
  store::AuditPlace last;
  for (std::size_t looked = 0; looked < kMaxBatches; looked += kBatchesAtOnce) {
    GATEWAY_TRY(auto rows, look(org, wanted, question));
    if (fill(org, wanted, rows.rows, page.matches, last)) {
      page.next = position_of(last);
      return page;
    }
    if (!rows.next) return page;
    question.after = rows.next;
  }
  page.next = position_of(*question.after);
  return page;
}

Result<std::size_t> AuditTrail::count(store::OrgKey org, const Wanted& wanted) {
  std::size_t matches = 0;
  std::size_t looked = 0;
  store::AuditQuestion question = wanted.question;
  question.after.reset();
  for (;;) {
    GATEWAY_TRY(auto rows, look(org, wanted, question));
    looked += rows.rows.size();
    if (looked > kMaxCounted) {
      return fail(ErrorKind::too_costly,
                  "EXCHANGE-AUDIT-TOO-COSTLY",
                  "too many records to count: ask for a patient or a shorter time");
    }
    for (store::AuditRow& row : rows.rows)
      matches += match(org, wanted, std::move(row)) ? 1U : 0U;
    if (!rows.next) return matches;
    question.after = rows.next;
  }
}

Result<store::SearchPage> AuditTrail::search(store::OrgKey org, const search::Query& query) {
  GATEWAY_TRY(const Wanted wanted, wanted_of(org, query));
  store::SearchPage page;
  if (!wanted.is_impossible && query.count > 0) {
    GATEWAY_TRY(page, find_all(org, wanted));
  }
  if (query.count_total) {
    std::size_t total = 0;
    if (!wanted.is_impossible) {
      GATEWAY_TRY(total, count(org, wanted));
    }
    page.total = total;
  }
  return page;
}

}  // namespace gateway::exchange
