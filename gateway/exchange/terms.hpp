// Terms: the code systems, extensions and codes of ours that the exchange reads and writes
// (docs/rules.md lists them for partners).
#pragma once

#include <string_view>

namespace gateway::exchange::terms {

// Identifier system of HSA-ids. Source: Inera, urn:oid of the HSA catalogue.
inline constexpr std::string_view kHsaId = "urn:oid:1.2.752.29.4.19";

// Code systems.
inline constexpr std::string_view kTaskCode = "https://brygga.example/fhir/CodeSystem/task-code";
inline constexpr std::string_view kFhirTaskCode = "http://hl7.org/fhir/CodeSystem/task-code";
inline constexpr std::string_view kTaskReason =
    "https://brygga.example/fhir/CodeSystem/task-reason";
inline constexpr std::string_view kTaskParameter =
    "https://brygga.example/fhir/CodeSystem/task-parameter";
inline constexpr std::string_view kBusinessStatus =
    "https://brygga.example/fhir/CodeSystem/business-status";
inline constexpr std::string_view kPurpose = "https://brygga.example/fhir/CodeSystem/purpose";
inline constexpr std::string_view kMessageEvent =
    "https://brygga.example/fhir/CodeSystem/message-event";
inline constexpr std::string_view kAuditEvent =
    "https://brygga.example/fhir/CodeSystem/audit-event";
inline constexpr std::string_view kUnitKind = "https://brygga.example/fhir/CodeSystem/unit-kind";
inline constexpr std::string_view kLegalBasisCode =
    "https://brygga.example/fhir/CodeSystem/legal-basis";
inline constexpr std::string_view kResourceTypes = "http://hl7.org/fhir/resource-types";

// Extensions.
inline constexpr std::string_view kLegalBasis =
    "https://brygga.example/fhir/StructureDefinition/legal-basis";
inline constexpr std::string_view kBasisConsent =
    "https://brygga.example/fhir/StructureDefinition/basis-consent";
inline constexpr std::string_view kResumeBy =
    "https://brygga.example/fhir/StructureDefinition/resume-by";
inline constexpr std::string_view kHeldFrom =
    "https://brygga.example/fhir/StructureDefinition/held-from";
inline constexpr std::string_view kReservation =
    "https://brygga.example/fhir/StructureDefinition/reservation";
inline constexpr std::string_view kSubstitute =
    "https://brygga.example/fhir/StructureDefinition/substitute";

// Task.output.type and Task.input.type.
inline constexpr std::string_view kAnswer = "answer";
inline constexpr std::string_view kContentWithheld = "content-withheld";
inline constexpr std::string_view kSuggestedReceiver = "suggested-receiver";

// Task.statusReason.
inline constexpr std::string_view kWrongRecipient = "wrong-recipient";
inline constexpr std::string_view kOutsideMandate = "outside-mandate";
inline constexpr std::string_view kHomeUnstable = "home-unstable";
inline constexpr std::string_view kTaskEnded = "task-ended";
inline constexpr std::string_view kBasisWithdrawn = "basis-withdrawn";

// Purposes of a disclosure.
inline constexpr std::string_view kForReferral = "referral";
inline constexpr std::string_view kForSip = "sip";

// Message events.
inline constexpr std::string_view kReferralEvent = "referral";
inline constexpr std::string_view kInvitationEvent = "invitation";
inline constexpr std::string_view kStatusEvent = "task-status";
inline constexpr std::string_view kAnswerEvent = "answer";
inline constexpr std::string_view kPlanEvent = "plan";
inline constexpr std::string_view kProtocolEvent = "protocol";
inline constexpr std::string_view kAbortEvent = "abort";
inline constexpr std::string_view kWithdrawalEvent = "basis-withdrawn";

}  // namespace gateway::exchange::terms
