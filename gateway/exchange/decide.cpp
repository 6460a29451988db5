#include "gateway/exchange/decide.hpp"

#include <algorithm>
#include <array>

#include "gateway/codec/json_writer.hpp"
#include "gateway/exchange/admit.hpp"
#include "gateway/exchange/consent.hpp"
#include "gateway/exchange/invitation.hpp"
#include "gateway/exchange/plan.hpp"
#include "gateway/exchange/references.hpp"
#include "gateway/exchange/task.hpp"

namespace gateway::exchange {
namespace {

struct DecisionRow {
  std::string_view type;
  fhir::Checked<void> (*decide)(Work&, Draft&);
};
constexpr auto kDecisions = std::to_array<DecisionRow>({
    {"Task", decide_task},
    {"CarePlan", decide_plan},
    {"Consent", decide_consent},
    {"Appointment", decide_appointment},
    {"AppointmentResponse", decide_response},
});

// Content stays with its writer until a message takes it along.
fhir::Checked<void> keep_content(Work&, Draft& draft) {
  draft.grants.push_back({draft.writer, std::nullopt});
  return {};
}

// Real numbers in place of those given before the store knew the child.
class Numbering {
 public:
  explicit Numbering(std::map<store::ChildKey, store::ChildKey> numbers)
      : numbers_(std::move(numbers)) {}

  void renumber(store::ChildKey& child) const {
    if (const auto found = numbers_.find(child); found != numbers_.end()) child = found->second;
  }
  void renumber(std::string& epoch) const {
    for (const auto& [before, now] : numbers_) {
      if (epoch == basis_epoch(before)) epoch = basis_epoch(now);
    }
  }

 private:
  std::map<store::ChildKey, store::ChildKey> numbers_;
};

void renumber_children(store::WriteUnit& unit, const Numbering& numbering) {
  for (auto& each : unit.resources)
    numbering.renumber(each.child);
  for (auto& each : unit.disclosures)
    numbering.renumber(each.child);
  for (auto& each : unit.outbox)
    numbering.renumber(each.child);
  for (auto& each : unit.audit)
    numbering.renumber(each.child);
  for (auto& each : unit.expect_epochs)
    numbering.renumber(each.name);
  for (auto& each : unit.bump_epochs)
    numbering.renumber(each);
}

store::ResourceWrite write_of(const Draft& draft, const search::Extractor& extractor) {
  if (draft.deleted) {
    return {.ref = draft.ref,
            .deleted = true,
            .writer = draft.writer,
            .child = draft.child,
            .grants = draft.grants};
  }
  return {.ref = draft.ref,
          .writer = draft.writer,
          .child = draft.child,
          .json = codec::to_json(draft.tree),
          .index = extractor.extract(draft.tree),
          .grants = draft.grants};
}

store::AuditRecord record_of(const Work& work, const Draft& draft) {
  const bool is_create = draft.before == nullptr;
  const std::string event = draft.event.empty() ? "server-update" : draft.event;
  const char action = draft.deleted ? 'D' : is_create ? 'C' : 'U';
  store::AuditRecord record = work.record_of(event, action);
  record.child = draft.child;
  record.entities.push_back({draft.ref});
  record.detail = draft.detail;
  return record;
}

// Which of our resources a partner's message became: the answer to "where is my message".
void record_message(Work& work) {
  if (work.message_id().empty()) return;
  store::AuditRecord record = work.record_of("message-received", 'E');
  record.detail = work.message_id();
  for (const Draft& draft : work.drafts()) {
    if (draft.change == nullptr) continue;
    record.entities.push_back({draft.ref});
    if (record.child == store::kNoChild) record.child = draft.child;
  }
  work.audit(std::move(record));
}

}  // namespace

fhir::Checked<void> decide(Work& work, const std::vector<Change>& changes) {
  GATEWAY_CHECK(admit(work, changes));
  GATEWAY_CHECK(resolve_references(work));
  GATEWAY_CHECK(find_children(work));
  // Decisions may add drafts of their own behind these.
  const std::size_t count = work.drafts().size();
  for (std::size_t i = 0; i < count; ++i) {
    Draft& draft = work.drafts()[i];
    const auto row = std::ranges::find(kDecisions, draft.ref.type, &DecisionRow::type);
    GATEWAY_CHECK((row == kDecisions.end() ? keep_content : row->decide)(work, draft));
  }
  return {};
}

Result<store::WriteUnit> finish_unit(Work& work, store::Writer& writer) {
  std::map<store::ChildKey, store::ChildKey> numbers;
  for (const auto& [key, identifiers] : work.met_children()) {
    auto child = writer.ensure_child(identifiers);
    if (!child && child.error().kind == ErrorKind::conflict) {
      return fail(ErrorKind::conflict,
                  "EXCHANGE-CHILD-CONFLICT",
                  "the identifiers belong to different children");
    }
    if (!child) return std::unexpected(std::move(child).error());
    numbers.emplace(key, *child);
  }
  record_message(work);
  store::WriteUnit unit = std::move(work.unit());
  unit.expect = work.snapshot().relied_on();
  unit.expect_matches = work.snapshot().expected_matches();
  unit.expect_epochs = work.snapshot().epochs();
  for (const Draft& draft : work.drafts()) {
    unit.resources.push_back(write_of(draft, work.snapshot().extractor()));
    unit.audit.push_back(record_of(work, draft));
  }
  renumber_children(unit, Numbering(std::move(numbers)));
  return unit;
}

}  // namespace gateway::exchange
