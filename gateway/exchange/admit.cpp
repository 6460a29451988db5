#include "gateway/exchange/admit.hpp"

#include "gateway/exchange/condition.hpp"
#include "gateway/exchange/own_match.hpp"
#include "gateway/exchange/policy.hpp"
#include "gateway/exchange/refusal.hpp"
#include "gateway/exchange/tree.hpp"
#include "gateway/fhir/date_time.hpp"

namespace gateway::exchange {
namespace {

fhir::Checked<void> check_type(const Change& change, const TypePolicy& policy) {
  if (policy.sharing == Sharing::directory) {
    return refuse(ErrorKind::forbidden,
                  "EXCHANGE-TYPE-DIRECTORY",
                  "the directory is not changed through this interface",
                  change.expression);
  }
  if (policy.sharing == Sharing::server) {
    return refuse(ErrorKind::forbidden,
                  "EXCHANGE-TYPE-SERVER",
                  "resources of this type are made by the gateway",
                  change.expression);
  }
  if (change.interaction == Interaction::delete_ && !is_deletable(policy.type)) {
    return refuse(ErrorKind::forbidden,
                  "EXCHANGE-DELETE-TYPE",
                  "resources of this type are ended by a step, and not deleted",
                  change.expression);
  }
  return {};
}

// Free text in a record that several organisations share would reach all of them.
void find_free_text(fhir::Node node, const std::string& path, fhir::IssueLog& issues) {
  for (const fhir::Node child : node.children()) {
    const std::string at = path + "." + std::string(child.name());
    const bool names_child = child.name() == "display" && node.name() == "for";
    if (is_free_text(child.name()) || names_child) {
      issues.add({.code = "business-rule",
                  .id = "EXCHANGE-FREE-TEXT",
                  .text = "a shared record holds codes, times and references only",
                  .expression = at});
      continue;
    }
    find_free_text(child, at, issues);
  }
}

fhir::Checked<void> check_free_text(const fhir::Resource& resource, const Change& change) {
  fhir::IssueLog issues;
  find_free_text(resource.root(),
                 change.expression.empty() ? std::string(resource.type_name()) : change.expression,
                 issues);
  if (!issues.has_errors()) return {};
  return std::unexpected(fhir::Failure(Error{ErrorKind::invalid,
                                             "EXCHANGE-FREE-TEXT",
                                             "a shared record holds free text",
                                             change.expression},
                                       std::move(issues)));
}

void strip_meta(fhir::Node meta, Changes& changes) {
  changes.remove(meta.child("versionId"));
  changes.remove(meta.child("lastUpdated"));
}

// What `element` was before, or the time of this write.
void stamp(const Draft& draft, const ServerOwned& row, const std::string& now, Changes& changes) {
  const bool is_kept = row.treatment == Treatment::created && draft.before != nullptr;
  const std::string_view before =
      is_kept ? draft.before->tree.root().child(row.element).value() : std::string_view();
  changes.put(row.element, before.empty() ? now : std::string(before));
}

void take_over_server_elements(Draft& draft, Instant now) {
  Changes changes(draft.tree);
  strip_meta(draft.tree.root().child("meta"), changes);
  for (const ServerOwned& row : server_owned()) {
    if (!row.type.empty() && row.type != draft.ref.type) continue;
    if (row.treatment == Treatment::ignored) {
      changes.remove_all(row.element);
    } else {
      stamp(draft, row, fhir::to_text(now), changes);
    }
  }
  draft.tree = changes.apply();
}

fhir::Checked<fhir::Resource> revised(const Change& change, const fhir::Resource& present) {
  if (!change.patch) return change.resource;
  auto patched = change.patch(present);
  if (!patched) return patched;
  if (patched->type_name() != present.type_name() || patched->id() != present.id()) {
    return refuse_invalid(
        "EXCHANGE-PATCH-ID", "a patch changes neither type nor id", change.expression);
  }
  return patched;
}

std::unexpected<fhir::Failure> refuse_version(const Change& change) {
  return refuse(ErrorKind::precondition_failed,
                "EXCHANGE-IF-MATCH",
                "the resource has another version now",
                change.expression);
}

fhir::Checked<void> check_may_change(const Work& work,
                                     const Change& change,
                                     const TypePolicy& policy,
                                     const store::StoredResource& stored) {
  if (policy.sharing == Sharing::content && stored.writer != work.caller().org) {
    return refuse(ErrorKind::forbidden,
                  "EXCHANGE-NOT-YOURS",
                  "the resource was written by another organisation",
                  change.expression);
  }
  if (change.if_match && *change.if_match != stored.ref.version) return refuse_version(change);
  return {};
}

fhir::Checked<Draft> admit_update(Work& work,
                                  const Change& change,
                                  const TypePolicy& policy,
                                  const Seen* before) {
  const std::string_view type = change.resource.type_name();
  if (before == nullptr) {
    return refuse(ErrorKind::not_found,
                  "EXCHANGE-NOT-FOUND",
                  "there is no such resource for the caller",
                  change.expression);
  }
  const store::StoredResource& stored = before->stored;
  GATEWAY_CHECK(check_may_change(work, change, policy, stored));
  if (type == "Task" && !change.if_match) {
    return refuse(ErrorKind::precondition_required,
                  "EXCHANGE-IF-MATCH-MISSING",
                  "an update of a Task needs If-Match",
                  change.expression);
  }
  store::ResourceRef ref = stored.ref;
  ++ref.version;
  GATEWAY_TRY(fhir::Resource tree, revised(change, before->tree));
  return Draft{.change = &change,
               .ref = std::move(ref),
               .tree = std::move(tree),
               .before = before,
               .writer = stored.writer,
               .child = stored.child,
               .event = "rest-update"};
}

// A create that is met by a resource of the caller's own: nothing, if there is none.
fhir::Checked<bool> admit_match(Work& work, const Change& change) {
  if (!change.match) return false;
  const std::string type(change.resource.type_name());
  GATEWAY_TRY(
      const auto own,
      find_own(
          work.snapshot(), work.caller().org, {type, change.match->system, change.match->value}));
  if (own.empty()) return false;
  GATEWAY_TRY(const Seen* present, work.snapshot().find(work.caller().org, type, own.front().id));
  if (present == nullptr) return false;
  if (work.find_draft(type, own.front().id) != nullptr) {
    return refuse_invalid(
        "EXCHANGE-TWICE", "one request changes a resource once", change.expression);
  }
  fhir::Resource merged = change.match->merge(present->tree, change.resource);
  if (same_tree(merged.root(), present->tree.root())) {
    work.take_for(change.full_url, type + "/" + own.front().id);
    return true;
  }
  work.snapshot().rely_on(present->stored.ref);
  store::ResourceRef ref = present->stored.ref;
  ++ref.version;
  work.drafts().push_back({.change = &change,
                           .ref = std::move(ref),
                           .tree = std::move(merged),
                           .before = present,
                           .writer = present->stored.writer,
                           .child = present->stored.child,
                           .event = "rest-update"});
  take_over_server_elements(work.drafts().back(), work.now());
  return true;
}

// A conditional create that finds what it would make answers with it: a read, and audited as one.
void keep(Work& work, const Change& change, const Seen& present) {
  work.keep(change, present);
  work.take_for(change.full_url, present.stored.ref.type + "/" + present.stored.ref.id);
  store::AuditRecord record = work.record_of("rest-read", 'R');
  record.child = present.stored.child;
  record.entities.push_back({present.stored.ref});
  work.audit(std::move(record));
}

Draft admit_create(Work& work, const Change& change) {
  return Draft{.change = &change,
               .ref = {std::string(change.resource.type_name()), work.new_uuid(), 1},
               .tree = change.resource,
               .writer = work.caller().org,
               .event = "rest-create"};
}

// A conditional update that finds nothing makes the resource.
bool creates(const Change& change, const Seen* present) {
  if (change.interaction == Interaction::create) return true;
  return change.condition && !change.patch && present == nullptr;
}

// A body may name the resource that the criteria find, and no other.
fhir::Checked<void> check_id(const Change& change, const Seen* present) {
  const bool is_update = change.condition && change.interaction == Interaction::update;
  if (!is_update || change.patch || change.resource.id().empty()) return {};
  if (present != nullptr && change.resource.id() == present->stored.ref.id) return {};
  return refuse(ErrorKind::malformed,
                "EXCHANGE-CONDITION-ID",
                "the resource has an id that is not the one its criteria find",
                change.expression);
}

// What the change is about: by its criteria or by its id; null if it is not there.
fhir::Checked<const Seen*> present_of(Work& work, const Change& change) {
  if (change.condition) return find_match(work, change);
  if (change.interaction == Interaction::create) return nullptr;
  GATEWAY_TRY(
      const Seen* present,
      work.snapshot().find(work.caller().org, std::string(change.resource.type_name()), change.id));
  return present;
}

fhir::Checked<Draft> admit_deletion(Work& work,
                                    const Change& change,
                                    const TypePolicy& policy,
                                    const Seen& before) {
  GATEWAY_CHECK(check_may_change(work, change, policy, before.stored));
  store::ResourceRef ref = before.stored.ref;
  work.unit().expect_unreferred.push_back({work.caller().org, ref});
  ++ref.version;
  return Draft{.change = &change,
               .ref = std::move(ref),
               .tree = before.tree,
               .before = &before,
               .writer = before.stored.writer,
               .child = before.stored.child,
               .deleted = true,
               .event = "rest-delete"};
}

// What is not there need not be deleted, and what the caller cannot see is not there for it. A
// version that the caller saw is another matter.
fhir::Checked<void> admit_nothing(Work& work, const Change& change) {
  if (change.if_match) return refuse_version(change);
  work.audit(work.record_of("rest-delete", 'D'));
  return {};
}

fhir::Checked<Draft> admit_draft(Work& work,
                                 const Change& change,
                                 const TypePolicy& policy,
                                 const Seen* present) {
  GATEWAY_CHECK(check_id(change, present));
  if (creates(change, present)) return admit_create(work, change);
  GATEWAY_TRY(Draft draft,
              change.interaction == Interaction::delete_
                  ? admit_deletion(work, change, policy, *present)
                  : admit_update(work, change, policy, present));
  if (work.find_draft(draft.ref.type, draft.ref.id) == nullptr) return draft;
  return refuse_invalid("EXCHANGE-TWICE", "one request changes a resource once", change.expression);
}

}  // namespace

fhir::Checked<void> admit(Work& work, const std::vector<Change>& changes) {
  for (const Change& change : changes) {
    const TypePolicy policy = policy_of(change.resource.type_name(), work.types());
    GATEWAY_CHECK(check_type(change, policy));
    const bool is_shared = policy.sharing == Sharing::coordination;
    if (is_shared) GATEWAY_CHECK(check_free_text(change.resource, change));
    GATEWAY_TRY(const bool is_met, admit_match(work, change));
    if (is_met) continue;
    GATEWAY_TRY(const Seen* present, present_of(work, change));
    if (change.interaction == Interaction::create && present != nullptr) {
      keep(work, change, *present);
      continue;
    }
    if (change.interaction == Interaction::delete_ && present == nullptr) {
      GATEWAY_CHECK(admit_nothing(work, change));
      continue;
    }
    GATEWAY_TRY(Draft draft, admit_draft(work, change, policy, present));
    if (is_shared && change.patch) GATEWAY_CHECK(check_free_text(draft.tree, change));
    take_over_server_elements(draft, work.now());
    work.drafts().push_back(std::move(draft));
  }
  return check_conditions(work, changes);
}

}  // namespace gateway::exchange
