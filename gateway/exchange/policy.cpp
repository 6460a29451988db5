#include "gateway/exchange/policy.hpp"

#include <algorithm>
#include <array>

namespace gateway::exchange {
namespace {

using enum Sharing;

constexpr auto kPolicies = std::to_array<TypePolicy>({
    {"Patient", content, "", false},
    {"RelatedPerson", content, "patient", true},
    {"Consent", content, "patient", true},
    {"ServiceRequest", content, "subject", true},
    {"CarePlan", content, "subject", true},
    {"Encounter", content, "subject", true},
    {"DocumentReference", content, "subject", true},
    {"Composition", content, "subject", true},
    {"QuestionnaireResponse", content, "subject", true},
    {"Observation", content, "subject", true},
    {"Condition", content, "subject", true},
    {"Goal", content, "subject", true},
    {"Communication", content, "subject", true},
    {"Task", coordination, "for", true},
    {"Appointment", coordination, "", false},
    {"AppointmentResponse", coordination, "", false},
    {"Organization", directory, "", false},
    {"HealthcareService", directory, "", false},
    {"Endpoint", directory, "", false},
    {"OrganizationAffiliation", directory, "", false},
    {"Practitioner", directory, "", false},
    {"PractitionerRole", directory, "", false},
    {"Location", directory, "", false},
    {"StructureDefinition", directory, "", false},
    {"ValueSet", directory, "", false},
    {"CodeSystem", directory, "", false},
    {"ConceptMap", directory, "", false},
    {"SearchParameter", directory, "", false},
    {"OperationDefinition", directory, "", false},
    {"CapabilityStatement", directory, "", false},
    {"Questionnaire", directory, "", false},
    {"CareTeam", server, "", false},
    {"AuditEvent", server, "", false},
    {"Provenance", server, "", false},
    {"MeasureReport", server, "", false},
    {"OperationOutcome", server, "", false},
    {"Parameters", server, "", false},
    {"MessageHeader", server, "", false},
    {"Bundle", server, "", false},
});

constexpr auto kServerOwned = std::to_array<ServerOwned>({
    {"", "id", Treatment::ignored},
    {"Task", "lastModified", Treatment::stamped},
    {"Task", "authoredOn", Treatment::created},
});

// Content that the exchange drives from state to state.
constexpr auto kWithStates = std::to_array<std::string_view>({"CarePlan", "Consent"});

constexpr auto kFreeText = std::to_array<std::string_view>({
    "comment",
    "contained",
    "description",
    "note",
    "patientInstruction",
    "text",
    "valueMarkdown",
    "valueString",
});

bool has_slot(const fhir::TypeTable& types, std::string_view type, std::string_view name) noexcept {
  return types.find_slot(types.find_type(type), types.find_name(name)) != nullptr;
}

}  // namespace

TypePolicy policy_of(std::string_view type, const fhir::TypeTable& types) noexcept {
  const auto row = std::ranges::find(kPolicies, type, &TypePolicy::type);
  if (row != kPolicies.end()) return *row;
  for (const std::string_view subject : {"subject", "patient"}) {
    if (has_slot(types, type, subject)) return {type, content, subject, true};
  }
  return {type, content, "", false};
}

bool is_deletable(std::string_view type) noexcept {
  const auto row = std::ranges::find(kPolicies, type, &TypePolicy::type);
  const bool is_content = row == kPolicies.end() || row->sharing == content;
  return is_content && std::ranges::find(kWithStates, type) == kWithStates.end();
}

std::span<const ServerOwned> server_owned() noexcept {
  return kServerOwned;
}

bool is_free_text(std::string_view element) noexcept {
  return std::ranges::binary_search(kFreeText, element);
}

}  // namespace gateway::exchange
