// AuditEvent and Provenance from records. FHIR R4, auditevent.html, provenance.html.
#include "gateway/exchange/audit_event.hpp"

#include "gateway/codec/json_writer.hpp"

#include "tests/exchange/exchange_fixture.hpp"

namespace gateway::exchange::test {
namespace {

using AuditEventTest = ExchangeTest;

TEST_F(AuditEventTest, ATransitionIsRenderedWithItsAgentsAndVersion) {
  const Case referral = refer(kSocial);
  const store::AuditRecord* transition = nullptr;
  for (const auto& each : store_.audit_records()) {
    if (each.event == "transition") transition = &each;
  }
  ASSERT_NE(transition, nullptr);
  const store::Reader::AuditRow row{7, 2, clock_.now(), *transition};

  const fhir::Resource event = render_audit_event(row, *directory_, r4_types());
  const auto provenance = render_provenance(row, *directory_, r4_types());

  EXPECT_EQ(event.id(), "7-2");
  EXPECT_EQ(event.root().child("subtype").child("code").value(), "transition");
  EXPECT_EQ(event.root().child("outcomeDesc").value(), ">requested:request");
  EXPECT_EQ(event.root().children("agent").size(), 3U);
  EXPECT_EQ(event.root().child("entity").child("what").child("reference").value(),
            "Task/" + referral.task + "/_history/1");
  ASSERT_TRUE(provenance.has_value());
  EXPECT_EQ(provenance->root().child("agent").child("onBehalfOf").child("reference").value(),
            "Organization/school");
  EXPECT_EQ(codec::to_json(event).find("Testsson"), std::string::npos);
}

// audit-event-type of R4 has only "rest"; the steps of a message are of the record's lifecycle.
TEST_F(AuditEventTest, AMessageIsAStepOfTheLifecycle) {
  for (const auto& [event, code] :
       {std::pair("message-received", "receive"), std::pair("delivery-queued", "transmit")}) {
    store::AuditRecord record;
    record.event = event;
    record.action = 'C';
    const fhir::Resource shown =
        render_audit_event({1, 0, clock_.now(), record}, *directory_, r4_types());
    const fhir::Node type = shown.root().child("type");
    EXPECT_EQ(type.child("system").value(),
              "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle");
    EXPECT_EQ(type.child("code").value(), code) << event;
  }
}

TEST_F(AuditEventTest, ASystemWithoutACertificateHasNoOtherId) {
  store::AuditRecord record;
  record.event = "delivery-received";
  record.action = 'E';
  record.system = "SE2321000016-BUPSYS";
  const auto other_ids = [&] {
    return render_audit_event({1, 0, clock_.now(), record}, *directory_, r4_types())
        .root()
        .child("agent")
        .children("altId")
        .size();
  };
  EXPECT_EQ(other_ids(), 0U);
  record.certificate = "ab12";
  EXPECT_EQ(other_ids(), 1U);
}

TEST_F(AuditEventTest, AReadHasNoProvenance) {
  store::AuditRecord record;
  record.event = "rest-read";
  record.action = 'R';
  record.entities.push_back({{"Patient", "p", 1}});

  EXPECT_FALSE(render_provenance({1, 0, clock_.now(), record}, *directory_, r4_types()));
}

TEST_F(AuditEventTest, R02_TheProvenanceOfAStepNamesTheLegalBasisOfWhatItSent) {
  ASSERT_THAT(submit(kSocial,
                     {create(patient_json(), "urn:uuid:p"),
                      create(service_request_json("urn:uuid:p"), "urn:uuid:s"),
                      create(task_json("requested",
                                       "urn:uuid:p",
                                       "urn:uuid:s",
                                       "Organization/bup",
                                       legal_basis("osl-26-9")))}),
              IsOk());
  std::vector<std::string> policies;
  for (const auto& each : store_.audit_records()) {
    const auto provenance = render_provenance({1, 0, clock_.now(), each}, *directory_, r4_types());
    if (!provenance) continue;
    for (const fhir::Node policy : provenance->root().children("policy"))
      policies.emplace_back(policy.value());
  }

  EXPECT_EQ(
      policies,
      std::vector<std::string>{"https://brygga.example/fhir/CodeSystem/legal-basis#osl-26-9"});
}

}  // namespace
}  // namespace gateway::exchange::test
