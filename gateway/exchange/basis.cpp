#include "gateway/exchange/basis.hpp"

#include <algorithm>
#include <array>

#include "gateway/exchange/legal_basis.hpp"
#include "gateway/exchange/terms.hpp"
#include "gateway/exchange/tree.hpp"
#include "gateway/fhir/date_time.hpp"

namespace gateway::exchange {
namespace {

constexpr std::string_view kConsentAction = "http://terminology.hl7.org/CodeSystem/consentaction";

std::unexpected<Error> refuse(std::string_view id, std::string message) {
  return fail(ErrorKind::invalid, id, std::move(message));
}

// Restrictions of Consent.provision that no rule here evaluates.
constexpr auto kNotUnderstood = std::to_array<std::string_view>({
    "securityLabel",
    "code",
    "dataPeriod",
    "provision",
});

bool is_party(store::OrgKey writer,
              fhir::Node provision,
              const Directory& directory,
              const Unit& unit) {
  if (unit.key == writer) return true;
  return std::ranges::any_of(provision.children("actor"), [&](const fhir::Node actor) {
    const Unit* named = directory.find_by_reference(reference_of(actor.child("reference")));
    return named != nullptr && named->key == unit.key;
  });
}

bool lists(fhir::Nodes codings, std::string_view system, std::string_view code) {
  return std::ranges::any_of(codings, [&](const fhir::Node coding) {
    return coding.child("system").value() == system && coding.child("code").value() == code;
  });
}

// Days without offset are days of Swedish standard time.
bool is_within(fhir::Node period, Instant now) {
  const fhir::FixedZone zone{std::chrono::hours(1)};
  const std::string_view start = period.child("start").value();
  const std::string_view end = period.child("end").value();
  const auto from = fhir::parse_date_time(start);
  const auto to = fhir::parse_date_time(end);
  if (!start.empty() && (!from || now < fhir::period_of(*from, zone).low)) return false;
  return end.empty() || (to && now < fhir::period_of(*to, zone).high);
}

bool allows_disclosure(fhir::Node provision) {
  const fhir::Nodes actions = provision.children("action");
  return actions.empty() || std::ranges::any_of(actions, [](const fhir::Node action) {
           const std::string_view code = code_in(action, kConsentAction);
           return code == "disclose" || code == "access";
         });
}

bool is_about(fhir::Node provision, const std::vector<store::ResourceRef>& focus) {
  const fhir::Nodes items = provision.children("data");
  return items.empty() || std::ranges::any_of(items, [&focus](const fhir::Node item) {
           const LiteralReference target = split_reference(reference_of(item.child("reference")));
           return std::ranges::any_of(focus, [&target](const store::ResourceRef& ref) {
             return ref.type == target.type && ref.id == target.id;
           });
         });
}

Result<void> parties_hold(const ConsentFacts& consent,
                          fhir::Node provision,
                          const Directory& directory,
                          const BasisQuestion& question) {
  if (!is_party(consent.writer, provision, directory, *question.sender)) {
    return refuse("CONSENT-SENDER", "the consent does not name the sender");
  }
  if (!is_party(consent.writer, provision, directory, *question.receiver)) {
    return refuse("CONSENT-RECEIVER", "the consent does not name the receiver");
  }
  return {};
}

Result<void> limits_hold(fhir::Node provision, const BasisQuestion& question) {
  const fhir::Nodes purposes = provision.children("purpose");
  if (!purposes.empty() && !lists(purposes, terms::kPurpose, question.purpose)) {
    return refuse("CONSENT-PURPOSE", "the consent is for another purpose");
  }
  const fhir::Nodes classes = provision.children("class");
  for (const store::ResourceRef& ref : question.focus) {
    if (!classes.empty() && !lists(classes, terms::kResourceTypes, ref.type)) {
      return refuse("CONSENT-CLASS", "the consent does not cover " + ref.type);
    }
  }
  if (!allows_disclosure(provision)) {
    return refuse("CONSENT-ACTION", "the consent does not allow to disclose");
  }
  if (!is_about(provision, question.focus)) {
    return refuse("CONSENT-DATA", "the consent is about other resources");
  }
  if (!is_within(provision.child("period"), question.now)) {
    return refuse("CONSENT-PERIOD", "the consent is not valid at this time");
  }
  return {};
}

bool has_any_value(fhir::Node part) {
  const fhir::Node value = part.choice("value");
  return value && (value.has_value() || !value.children().empty());
}

}  // namespace

Result<void> consent_covers(const ConsentFacts& consent,
                            const Directory& directory,
                            const BasisQuestion& question) {
  if (consent.root.child("status").value() != "active") {
    return refuse("CONSENT-NOT-ACTIVE", "the consent is not active");
  }
  if (consent.child == store::kNoChild || consent.child != question.child) {
    return refuse("CONSENT-CHILD", "the consent is about another child");
  }
  const fhir::Node provision = consent.root.child("provision");
  if (!provision || provision.child("type").value() == "deny") {
    return refuse("CONSENT-DENIES", "the consent permits nothing");
  }
  for (const std::string_view element : kNotUnderstood) {
    if (!provision.children(element).empty()) {
      return refuse("CONSENT-NOT-UNDERSTOOD",
                    "the consent has restrictions that the gateway does not evaluate: provision." +
                        std::string(element));
    }
  }
  GATEWAY_CHECK(parties_hold(consent, provision, directory, question));
  return limits_hold(provision, question);
}

std::string_view legal_basis_code(fhir::Node stated) noexcept {
  return extension(stated, "code").choice("value").value();
}

Result<void> legal_basis_covers(fhir::Node stated, const BasisQuestion& question) {
  if (question.purpose == terms::kForSip) {
    return refuse("BASIS-SIP-CONSENT", "a SIP needs consent");
  }
  for (const std::string_view part : {"decision-maker", "reason", "scope"}) {
    if (!has_any_value(extension(stated, part))) {
      return refuse("BASIS-INCOMPLETE", "the legal basis lacks its " + std::string(part));
    }
  }
  const LegalBasisRow* row = find_legal_basis(legal_basis_code(stated));
  if (row == nullptr) return refuse("BASIS-CODE", "the legal basis has no code of ours");
  if ((row->from & regime(question.sender->secrecy)) == 0) {
    return refuse("BASIS-SENDER", "the legal basis is not one for the sender's secrecy regime");
  }
  if ((row->to & regime(question.receiver->secrecy)) == 0) {
    return refuse("BASIS-RECEIVER", "the legal basis does not reach the receiver");
  }
  return {};
}

}  // namespace gateway::exchange
