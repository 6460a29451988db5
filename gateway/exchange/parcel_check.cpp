#include "gateway/exchange/parcel_check.hpp"

#include <algorithm>

#include "gateway/exchange/basis.hpp"
#include "gateway/exchange/legal_basis.hpp"
#include "gateway/exchange/task_view.hpp"
#include "gateway/exchange/terms.hpp"
#include "gateway/exchange/tree.hpp"

namespace gateway::exchange {
namespace {

// A resource as sender or receiver sees it now.
Result<const Seen*> find_with_either(Snapshot& snapshot,
                                     const store::Disclosure& disclosure,
                                     const store::ResourceRef& ref) {
  GATEWAY_TRY(const Seen* seen, snapshot.find(disclosure.sender, ref.type, ref.id));
  if (seen != nullptr) return seen;
  return snapshot.find(disclosure.receiver, ref.type, ref.id);
}

// The sender took the request back before it was received.
Result<bool> is_taken_back(const store::Claim& claim, Snapshot& snapshot) {
  if (claim.what.focus.empty() || claim.what.focus[0].type != "Task") return false;
  GATEWAY_TRY(const Seen* task, snapshot.find(claim.what.sender, "Task", claim.what.focus[0].id));
  if (task == nullptr) return false;
  const auto status = read_status(task->tree.root().child("status").value());
  return status == Status::cancelled || status == Status::entered_in_error;
}

// The requester states it on the Task, the answering organisation on its output.
Result<void> legal_basis_holds(const Seen* stated_in,
                               std::string_view code,
                               const Directory& directory,
                               const BasisQuestion& question) {
  if (stated_in == nullptr) return fail(ErrorKind::invalid, "BASIS-GONE", "the basis is gone");
  const fhir::Node root = stated_in->tree.root();
  const Unit* requester = directory.find_by_reference(reference_of(root.child("requester")));
  std::vector<fhir::Node> places;
  if (requester != nullptr && requester->key == question.sender->key) {
    places.push_back(root);
  } else {
    for (const fhir::Node output : root.children("output"))
      places.push_back(output);
  }
  Result<void> holds = fail(ErrorKind::invalid, "BASIS-MISSING", "no legal basis is stated");
  for (const fhir::Node place : places) {
    const fhir::Node stated = extension(place, terms::kLegalBasis);
    if (!stated || legal_basis_code(stated) != code) continue;
    holds = legal_basis_covers(stated, question);
    if (holds) return holds;
  }
  return holds;
}

Result<void> basis_holds(const store::Claim& claim,
                         Snapshot& snapshot,
                         const Directory& directory,
                         const BasisQuestion& question) {
  const store::Disclosure& disclosure = *claim.disclosure;
  if (find_legal_basis(disclosure.basis_kind) != nullptr) {
    const store::ResourceRef stated_in =
        claim.what.focus.empty() ? store::ResourceRef{} : claim.what.focus[0];
    GATEWAY_TRY(const Seen* task, find_with_either(snapshot, disclosure, stated_in));
    return legal_basis_holds(task, disclosure.basis_kind, directory, question);
  }
  GATEWAY_TRY(const Seen* basis, find_with_either(snapshot, disclosure, disclosure.basis));
  if (basis == nullptr) return fail(ErrorKind::invalid, "CONSENT-GONE", "the consent is gone");
  return consent_covers(
      {.writer = basis->stored.writer, .child = basis->stored.child, .root = basis->tree.root()},
      directory,
      question);
}

}  // namespace

Result<bool> may_be_sent(const store::Claim& claim,
                         Snapshot& snapshot,
                         const Directory& directory,
                         Instant now,
                         std::string& why) {
  if (!claim.disclosure || claim.disclosure->basis_kind == "status-only") return true;
  GATEWAY_TRY(const bool is_back, is_taken_back(claim, snapshot));
  if (is_back) {
    why = "task-cancelled";
    return false;
  }
  BasisQuestion question;
  question.sender = directory.find_by_key(claim.what.sender);
  question.receiver = directory.find_by_key(claim.what.receiver);
  question.child = claim.disclosure->child;
  question.purpose = claim.disclosure->purpose;
  question.now = now;
  question.focus = claim.what.focus;
  if (question.sender == nullptr || question.receiver == nullptr) {
    why = "unit-gone";
    return false;
  }
  const auto holds = basis_holds(claim, snapshot, directory, question);
  if (holds) return true;
  if (holds.error().kind != ErrorKind::invalid) return std::unexpected(holds.error());
  why = "basis-" + std::string(holds.error().id);
  return false;
}

}  // namespace gateway::exchange
