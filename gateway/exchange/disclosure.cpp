#include "gateway/exchange/disclosure.hpp"

#include "gateway/exchange/refusal.hpp"
#include "gateway/exchange/terms.hpp"
#include "gateway/exchange/tree.hpp"

namespace gateway::exchange {
namespace {

store::Disclosure disclosure_of(const BasisQuestion& question,
                                std::string kind,
                                store::ResourceRef basis) {
  return {.sender = question.sender->key,
          .receiver = question.receiver->key,
          .child = question.child,
          .basis_kind = std::move(kind),
          .basis = std::move(basis),
          .purpose = std::string(question.purpose)};
}

// The Consent as its holder sees it: the sender, or the receiver where an answer goes back under
// the consent that the question came with.
Result<std::optional<Found>> find_consent(Work& work,
                                          std::string_view reference,
                                          const BasisQuestion& question) {
  if (split_reference(reference).type != "Consent") return std::optional<Found>();
  GATEWAY_TRY(auto found, work.find(question.sender->key, reference));
  if (found) return found;
  return work.find(question.receiver->key, reference);
}

Result<store::Disclosure> by_consent(Work& work,
                                     const Found& consent,
                                     const BasisQuestion& question) {
  GATEWAY_CHECK(consent_covers(
      {.writer = consent.writer, .child = consent.child, .root = consent.tree->root()},
      work.directory(),
      question));
  if (consent.draft == nullptr) work.snapshot().rely_on(consent.ref);
  GATEWAY_CHECK(work.snapshot().rely_on_basis(question.child));
  return disclosure_of(question, "consent", consent.ref);
}

// By the consent that a place names; nullopt, and `why` if it is known, if that does not cover.
fhir::Checked<std::optional<store::Disclosure>> by_consent_at(Work& work,
                                                              fhir::Node place,
                                                              const BasisQuestion& question,
                                                              Error& why) {
  const fhir::Node stated = extension(place, terms::kBasisConsent);
  if (!stated) return std::optional<store::Disclosure>();
  GATEWAY_TRY(const auto consent,
              find_consent(work, reference_of(stated.choice("value")), question));
  if (!consent) return std::optional<store::Disclosure>();
  auto disclosure = by_consent(work, *consent, question);
  if (disclosure) return std::optional(*std::move(disclosure));
  if (disclosure.error().kind != ErrorKind::invalid) return std::unexpected(disclosure.error());
  why = std::move(disclosure.error());
  return std::optional<store::Disclosure>();
}

std::optional<store::Disclosure> by_law_at(fhir::Node place,
                                           const BasisQuestion& question,
                                           Error& why) {
  const fhir::Node stated = extension(place, terms::kLegalBasis);
  if (!stated) return std::nullopt;
  const auto covers = legal_basis_covers(stated, question);
  if (covers) return disclosure_of(question, std::string(legal_basis_code(stated)), {});
  why = covers.error();
  return std::nullopt;
}

}  // namespace

fhir::Checked<store::Disclosure> find_disclosure(Work& work,
                                                 const std::vector<fhir::Node>& places,
                                                 const BasisQuestion& question) {
  Error why{ErrorKind::invalid,
            "BASIS-MISSING",
            "nothing says on what basis this may be given to the receiver"};
  for (const fhir::Node place : places) {
    GATEWAY_TRY(auto consented, by_consent_at(work, place, question, why));
    if (consented) return *std::move(consented);
    if (auto by_law = by_law_at(place, question, why)) return *std::move(by_law);
  }
  return std::unexpected(fhir::Failure(std::move(why)));
}

store::Disclosure status_only(const Unit& sender, const Unit& receiver, store::ChildKey child) {
  return {.sender = sender.key,
          .receiver = receiver.key,
          .child = child,
          .basis_kind = "status-only",
          .basis = {},
          .purpose = "status"};
}

}  // namespace gateway::exchange
