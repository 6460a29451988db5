// The basis at write, and answers. domain.md, R2, R9, R10.
#include "tests/exchange/exchange_fixture.hpp"

namespace gateway::exchange::test {
namespace {

class ReferralTest : public ExchangeTest {
 protected:
  fhir::Checked<Outcome> refer_on(const std::string& owner,
                                  const std::string& basis,
                                  const std::string& provision = {}) {
    return submit(kSchool,
                  {create(patient_json(), "urn:uuid:p"),
                   create(consent_json("urn:uuid:p", provision), "urn:uuid:c"),
                   create(service_request_json("urn:uuid:p"), "urn:uuid:s"),
                   create(task_json("requested", "urn:uuid:p", "urn:uuid:s", owner, basis))});
  }

  // The owner writes a statement about its own Patient and answers with it.
  fhir::Checked<Outcome> answer(const Case& referral,
                                store::OrgKey owner,
                                const std::string& output_extension = {}) {
    const std::string output =
        R"("output":[{)" + output_extension +
        R"("type":{"coding":[{"system":"https://brygga.example/fhir/CodeSystem/task-parameter",)"
        R"("code":"answer"}]},"valueReference":{"reference":"urn:uuid:d"}}]})";
    Change task = update(
        owner, "Task", referral.task, {{"\"status\":\"in-progress\"", "\"status\":\"completed\""}});
    std::string json = (*store_.find(owner, "Task", referral.task))->json;
    json.replace(json.find("\"in-progress\""), 13, "\"completed\"");
    json.replace(json.size() - 1, 1, "," + output);
    task.resource = parse(json);
    return submit(owner,
                  {create(patient_json(), "urn:uuid:q"),
                   create(R"({"resourceType":"DocumentReference","status":"current",)"
                          R"("subject":{"reference":"urn:uuid:q"},)"
                          R"("content":[{"attachment":{"contentType":"text/plain"}}]})",
                          "urn:uuid:d"),
                   task});
  }
};

struct BasisCase {
  std::string name;
  std::string owner;
  std::string basis;
  std::string provision;
  std::string id;  // empty: accepted
};

class R02_BasisAtWriteTest : public ReferralTest,
                             public ::testing::WithParamInterface<BasisCase> {};

TEST_P(R02_BasisAtWriteTest, DecidesWhatMayBeSent) {
  const BasisCase& each = GetParam();

  const auto done = refer_on(each.owner, each.basis, each.provision);

  if (each.id.empty()) {
    EXPECT_THAT(done, IsOk());
    return;
  }
  EXPECT_THAT(done, FailsWithId(each.id));
  EXPECT_THAT(done, FailsWith(ErrorKind::invalid));
  EXPECT_EQ(store_.version_count(), 0U);
  EXPECT_EQ(store_.child_count(), 0U);
  EXPECT_TRUE(store_.outbox().empty());
}

std::string with_bup(const std::string& rest) {
  return R"("actor":[{"role":{"text":"r"},"reference":{"reference":"Organization/bup"}}],)" + rest;
}

INSTANTIATE_TEST_SUITE_P(
    Domain,
    R02_BasisAtWriteTest,
    ::testing::Values(
        BasisCase{"Consent", "Organization/bup", basis_consent("urn:uuid:c"), "", ""},
        BasisCase{"None", "Organization/bup", "", "", "BASIS-MISSING"},
        BasisCase{"OtherReceiver",
                  "Organization/social",
                  basis_consent("urn:uuid:c"),
                  with_bup(R"("type":"permit")"),
                  "CONSENT-RECEIVER"},
        BasisCase{"Denies",
                  "Organization/bup",
                  basis_consent("urn:uuid:c"),
                  with_bup(R"("type":"deny")"),
                  "CONSENT-DENIES"},
        BasisCase{
            "OtherPurpose",
            "Organization/bup",
            basis_consent("urn:uuid:c"),
            with_bup(R"("purpose":[{"system":"https://brygga.example/fhir/CodeSystem/purpose",)"
                     R"("code":"sip"}])"),
            "CONSENT-PURPOSE"},
        BasisCase{
            "Purpose",
            "Organization/bup",
            basis_consent("urn:uuid:c"),
            with_bup(R"("purpose":[{"system":"https://brygga.example/fhir/CodeSystem/purpose",)"
                     R"("code":"referral"}])"),
            ""},
        BasisCase{"Past",
                  "Organization/bup",
                  basis_consent("urn:uuid:c"),
                  with_bup(R"("period":{"end":"2024-04-30"})"),
                  "CONSENT-PERIOD"},
        BasisCase{"LastDay",
                  "Organization/bup",
                  basis_consent("urn:uuid:c"),
                  with_bup(R"("period":{"end":"2024-05-01"})"),
                  ""},
        BasisCase{"Future",
                  "Organization/bup",
                  basis_consent("urn:uuid:c"),
                  with_bup(R"("period":{"start":"2024-05-02"})"),
                  "CONSENT-PERIOD"},
        BasisCase{"OtherClass",
                  "Organization/bup",
                  basis_consent("urn:uuid:c"),
                  with_bup(R"("class":[{"system":"http://hl7.org/fhir/resource-types",)"
                           R"("code":"Task"}])"),
                  "CONSENT-CLASS"},
        BasisCase{"Nested",
                  "Organization/bup",
                  basis_consent("urn:uuid:c"),
                  with_bup(R"("provision":[{"type":"deny"}])"),
                  "CONSENT-NOT-UNDERSTOOD"},
        BasisCase{
            "Data",
            "Organization/bup",
            basis_consent("urn:uuid:c"),
            with_bup(R"("data":[{"meaning":"instance","reference":{"reference":"urn:uuid:s"}}])"),
            ""},
        BasisCase{
            "OtherData",
            "Organization/bup",
            basis_consent("urn:uuid:c"),
            with_bup(R"("data":[{"meaning":"instance","reference":{"reference":"urn:uuid:c"}}])"),
            "CONSENT-DATA"},
        BasisCase{"Law", "Organization/bup", legal_basis("osl-10-28"), "", ""},
        BasisCase{"HealthCareLawFromASchool",
                  "Organization/bup",
                  legal_basis("osl-25-12"),
                  "",
                  "BASIS-SENDER"},
        BasisCase{"UnknownLaw", "Organization/bup", legal_basis("osl-99-1"), "", "BASIS-CODE"},
        BasisCase{
            "LawWithoutDecisionMaker",
            "Organization/bup",
            R"("extension":[{"url":"https://brygga.example/fhir/StructureDefinition/legal-basis",)"
            R"("extension":[{"url":"code","valueCode":"osl-10-28"}]}],)",
            "",
            "BASIS-INCOMPLETE"}),
    [](const auto& each) { return each.param.name; });

TEST_F(ReferralTest, R02_AConsentAboutAnotherChildIsNoBasis) {
  const auto done = submit(kSchool,
                           {create(patient_json(), "urn:uuid:p"),
                            create(patient_json("201301012383"), "urn:uuid:q"),
                            create(consent_json("urn:uuid:q"), "urn:uuid:c"),
                            create(service_request_json("urn:uuid:p"), "urn:uuid:s"),
                            create(task_json("requested",
                                             "urn:uuid:p",
                                             "urn:uuid:s",
                                             "Organization/bup",
                                             basis_consent("urn:uuid:c")))});

  EXPECT_THAT(done, FailsWithId("CONSENT-CHILD"));
}

TEST_F(ReferralTest, R02_NothingAboutAnotherChildGoesAlong) {
  const auto done = submit(
      kSchool,
      {create(patient_json(), "urn:uuid:p"),
       create(patient_json("201301012383"), "urn:uuid:q"),
       create(consent_json("urn:uuid:p"), "urn:uuid:c"),
       create(service_request_json("urn:uuid:q"), "urn:uuid:o"),
       create(service_request_json("urn:uuid:p", R"(,"basedOn":[{"reference":"urn:uuid:o"}])"),
              "urn:uuid:s"),
       create(task_json("requested",
                        "urn:uuid:p",
                        "urn:uuid:s",
                        "Organization/bup",
                        basis_consent("urn:uuid:c")))});

  EXPECT_THAT(done, FailsWithId("EXCHANGE-OTHER-CHILD"));
}

TEST_F(ReferralTest, R02_AWithdrawalWhileTheRequestIsPreparedWins) {
  const Case referral = refer(kSocial, "draft");
  store_.before_next_commit([&] {
    EXPECT_THAT(submit(kSchool,
                       {update(kSchool,
                               "Consent",
                               referral.consent,
                               {{R"("status":"active")", R"("status":"inactive")"}})}),
                IsOk());
  });

  const auto done =
      submit(kSchool, {update(kSchool, "Task", referral.task, {{"draft", "requested"}})});

  EXPECT_THAT(done, FailsWithId("CONSENT-NOT-ACTIVE"));
  EXPECT_EQ(status_of(referral), "draft");
  EXPECT_FALSE(sees(kSocial, "Task", referral.task));
}

TEST_F(ReferralTest, ADraftIsNobodyElses) {
  const Case referral = refer(kSocial, "draft");

  EXPECT_FALSE(sees(kSocial, "Task", referral.task));
  EXPECT_TRUE(store_.outbox().empty());
}

TEST_F(ReferralTest, ARequestNeedsADueDate) {
  std::string task = task_json(
      "requested", "urn:uuid:p", "urn:uuid:s", "Organization/bup", legal_basis("osl-10-28"));
  const std::string due = R"(,"restriction":{"period":{"end":"2024-06-01"}})";
  task.erase(task.find(due), due.size());

  EXPECT_THAT(submit(kSchool,
                     {create(patient_json(), "urn:uuid:p"),
                      create(service_request_json("urn:uuid:p"), "urn:uuid:s"),
                      create(task)}),
              FailsWithId("EXCHANGE-DUE-DATE"));
}

TEST_F(ReferralTest, R09_TheAnswerReachesTheRequesterUnderTheSameConsent) {
  const Case referral = refer(kSocial);
  move(referral, kSocial, "in-progress");

  const auto done = answer(referral, kSocial);

  ASSERT_THAT(done, IsOk());
  EXPECT_EQ(status_of(referral), "completed");
  EXPECT_TRUE(sees(kSchool, "DocumentReference", done->done[1].ref.id));
  EXPECT_TRUE(sees(kSchool, "Patient", done->done[0].ref.id));
  EXPECT_EQ(store_.outbox().back().what.event_code, "answer");
  EXPECT_EQ(store_.outbox().back().disclosure->sender, kSocial);
  EXPECT_EQ(store_.outbox().back().disclosure->basis_kind, "consent");
  EXPECT_EQ(store_.child_count(), 1U);
}

TEST_F(ReferralTest, R02_AnAnswerNeedsItsOwnBasisWhereTheRequestRestedOnLaw) {
  const auto sent = refer_on("Organization/social", legal_basis("osl-10-28"));
  ASSERT_THAT(sent, IsOk());
  const Case referral{{}, {}, {}, sent->done[3].ref.id};
  move(referral, kSocial, "in-progress");

  EXPECT_THAT(answer(referral, kSocial), FailsWith(ErrorKind::invalid));
  EXPECT_FALSE(status_of(referral) == "completed");
  EXPECT_THAT(answer(referral, kSocial, legal_basis("osl-26-9")), FailsWithId("BASIS-RECEIVER"));
  EXPECT_THAT(answer(referral, kSocial, legal_basis("osl-10-2")), IsOk());
}

TEST_F(ReferralTest, AStatusIsToldToTheOtherPartyWithoutContent) {
  const Case referral = refer(kBup);
  deliver_all();
  const std::size_t before = store_.outbox().size();

  ASSERT_THAT(submit(kBup, {update(kBup, "Task", referral.task, {{"received", "accepted"}})}),
              IsOk());

  ASSERT_EQ(store_.outbox().size(), before + 1);
  const auto& row = store_.outbox().back();
  EXPECT_EQ(row.what.sender, kBup);
  EXPECT_EQ(row.what.receiver, kSchool);
  EXPECT_EQ(row.disclosure->basis_kind, "status-only");
  ASSERT_EQ(row.what.focus.size(), 1U);
  EXPECT_EQ(status_of(referral, kSchool), "accepted");
}

TEST_F(ReferralTest, ANewerVersionOfTheRequestIsInvisibleUntilItIsDelivered) {
  const Case referral = refer(kSocial);

  ASSERT_THAT(submit(kSchool,
                     {update(kSchool,
                             "ServiceRequest",
                             referral.request,
                             {{R"("status":"active")", R"("status":"revoked")"}})}),
              IsOk());

  EXPECT_EQ((*store_.find(kSchool, "ServiceRequest", referral.request))->ref.version, 2U);
  EXPECT_EQ((*store_.find(kSocial, "ServiceRequest", referral.request))->ref.version, 1U);
}

}  // namespace
}  // namespace gateway::exchange::test
