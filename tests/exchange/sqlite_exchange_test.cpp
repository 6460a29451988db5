// The same exchange over the real store: a referral, its delivery, its answer and a withdrawal.
#include <future>

#include "gateway/store/sqlite_store.hpp"

#include "tests/exchange/exchange_fixture.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gateway::exchange::test {
namespace {

security::Keyring test_keyring() {
  security::SecretKey key;
  for (auto& byte : key.bytes())
    byte = std::byte{7};
  return security::Keyring(std::move(key));
}

class SqliteExchangeTest : public ExchangeTest {
 protected:
  SqliteExchangeTest() {
    store::SqliteOptions options;
    options.path = (folder_ / "store.db").string();
    auto opened = store::SqliteStore::open(options, test_keyring(), clock_, random_);
    if (!opened) std::abort();
    sqlite_ = std::move(*opened);
    for (const Unit& unit : directory_->units()) {
      const auto key = sqlite_->writer().ensure_organisation(unit.hsa_id);
      EXPECT_TRUE(key && *key == unit.key);
    }
    real_ = make_exchange({.reader = sqlite_->reader(),
                           .writer = sqlite_->writer(),
                           .directory = directory_,
                           .extractor = r4_extractor(),
                           .clock = clock_,
                           .random = random_,
                           .executor = executor_,
                           .base_url = "https://brygga.example/fhir",
                           .in_hand = sqlite_->in_hand()});
  }

  fhir::Checked<Outcome> write(store::OrgKey org, std::vector<Change> changes) {
    std::promise<fhir::Checked<Outcome>> promise;
    auto result = promise.get_future();
    real_->door().submit({.caller = caller(org), .changes = std::move(changes)},
                         [&promise](auto each) { promise.set_value(std::move(each)); });
    return result.get();
  }

  std::vector<Parcel> claim_real() {
    std::promise<Result<std::vector<Parcel>>> promise;
    auto result = promise.get_future();
    store::ClaimRequest request;
    request.now = clock_.now() + std::chrono::minutes(1);
    real_->deliveries().claim(request,
                              [&promise](auto each) { promise.set_value(std::move(each)); });
    auto claimed = result.get();
    EXPECT_THAT(claimed, IsOk());
    return claimed ? std::move(*claimed) : std::vector<Parcel>();
  }

  Result<void> finish_real(const Parcel& parcel, Verdict verdict) {
    std::promise<Result<void>> promise;
    auto result = promise.get_future();
    real_->deliveries().finish(
        parcel.claim,
        {verdict, "ok", std::string(64, 'a'), clock_.now()},
        [&promise](Result<void> each) { promise.set_value(std::move(each)); });
    return result.get();
  }

  std::vector<std::string> refer_real() {
    const auto done = write(kSchool,
                            {create(patient_json(), "urn:uuid:p"),
                             create(consent_json("urn:uuid:p"), "urn:uuid:c"),
                             create(service_request_json("urn:uuid:p"), "urn:uuid:s"),
                             create(task_json("requested",
                                              "urn:uuid:p",
                                              "urn:uuid:s",
                                              "Organization/bup",
                                              basis_consent("urn:uuid:c")))});
    EXPECT_THAT(done, IsOk());
    std::vector<std::string> ids;
    if (!done) return ids;
    for (const Done& each : done->done)
      ids.push_back(each.ref.id);
    return ids;
  }

  std::optional<store::StoredResource> see(store::OrgKey org,
                                           const std::string& type,
                                           const std::string& id) {
    auto found = sqlite_->reader().find(org, type, id);
    EXPECT_THAT(found, IsOk());
    return found ? *found : std::nullopt;
  }

  gateway::test::TemporaryFolder folder_;
  std::unique_ptr<store::SqliteStore> sqlite_;
  std::unique_ptr<Exchange> real_;
};

TEST_F(SqliteExchangeTest, R03_AReferralIsTheReceiversWithItsReceipt) {
  const auto ids = refer_real();
  ASSERT_EQ(ids.size(), 4U);
  EXPECT_FALSE(see(kBup, "Task", ids[3]));
  const auto parcels = claim_real();
  ASSERT_EQ(parcels.size(), 1U);

  ASSERT_THAT(finish_real(parcels[0], Verdict::received), IsOk());

  ASSERT_TRUE(see(kBup, "Task", ids[3]));
  EXPECT_NE(see(kBup, "Task", ids[3])->json.find("\"received\""), std::string::npos);
  EXPECT_NE(see(kSchool, "Task", ids[3])->json.find("\"received\""), std::string::npos);
  EXPECT_TRUE(see(kBup, "ServiceRequest", ids[2]));
  EXPECT_TRUE(see(kBup, "Patient", ids[0]));
  EXPECT_FALSE(see(kBup, "Consent", ids[1]));
  EXPECT_FALSE(see(kHabilitation, "Task", ids[3]));
}

TEST_F(SqliteExchangeTest, R02_AWithdrawalStopsWhatWaits) {
  const auto ids = refer_real();
  ASSERT_EQ(ids.size(), 4U);
  std::string json = see(kSchool, "Consent", ids[1])->json;
  json.replace(json.find("\"active\""), 8, "\"inactive\"");

  ASSERT_THAT(
      write(kSchool, {{.interaction = Interaction::update, .resource = parse(json), .id = ids[1]}}),
      IsOk());

  EXPECT_TRUE(claim_real().empty());
  EXPECT_NE(see(kSchool, "Task", ids[3])->json.find("basis-withdrawn"), std::string::npos);
  EXPECT_FALSE(see(kBup, "Task", ids[3]));
}

TEST_F(SqliteExchangeTest, TheDirectoryIsPublishedForEveryone) {
  ASSERT_THAT(real_->publish_directory(), IsOk());
  ASSERT_THAT(real_->publish_directory(), IsOk());

  ASSERT_TRUE(see(kBup, "Organization", "school"));
  EXPECT_EQ(see(kBup, "Organization", "school")->ref.version, 1U);
}

}  // namespace
}  // namespace gateway::exchange::test
