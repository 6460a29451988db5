// ExchangeTest: an exchange over a MemoryStore, four units and the resources that they send.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "gateway/base/executor.hpp"
#include "gateway/exchange/exchange.hpp"

#include "tests/exchange/memory_store.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/sequence_random.hpp"

namespace gateway::exchange::test {

using gateway::test::FailsWith;
using gateway::test::FailsWithId;
using gateway::test::IsOk;

// The definitions of R4, mapped once.
const fhir::TypeTable& r4_types();
const search::Extractor& r4_extractor();

// Runs tasks at once, or keeps them until run() while `holds`.
class TestExecutor final : public Executor {
 public:
  bool post(std::move_only_function<void()>& task) override {
    if (is_full) return false;
    if (!holds) {
      task();
      return true;
    }
    tasks.push_back(std::move(task));
    return true;
  }
  void run() {
    while (!tasks.empty()) {
      auto task = std::move(tasks.front());
      tasks.pop_front();
      task();
    }
  }
  bool holds = false;
  bool is_full = false;
  std::deque<std::move_only_function<void()>> tasks;
};

// Units by key: 1 school (inbox), 2 BUP (endpoint), 3 social services (inbox), 4 habilitation
// (endpoint).
inline constexpr store::OrgKey kSchool = 1;
inline constexpr store::OrgKey kBup = 2;
inline constexpr store::OrgKey kSocial = 3;
inline constexpr store::OrgKey kHabilitation = 4;

std::shared_ptr<const Directory> make_directory();

class ExchangeTest : public ::testing::Test {
 protected:
  ExchangeTest();

  Caller caller(store::OrgKey org, bool with_person = true) const;
  static fhir::Resource parse(const std::string& json);

  static Change create(const std::string& json, std::string full_url = {});
  // The current text of a resource as the organisation sees it, with replacements made in it.
  struct Replacement {
    std::string what;
    std::string with;
  };
  Change update(store::OrgKey org,
                const std::string& type,
                const std::string& id,
                const std::vector<Replacement>& replacements);

  fhir::Checked<Outcome> submit(store::OrgKey org, std::vector<Change> changes);
  fhir::Checked<Outcome> submit(Command command);

  // A child of the school with consent for school, BUP, social services and habilitation.
  struct Case {
    std::string patient;
    std::string consent;
    std::string request;
    std::string task;
  };
  Case refer(store::OrgKey owner, const std::string& status = "requested");
  // Moves the Task to a status by the steps that lead there.
  void move(const Case& referral, store::OrgKey owner, const std::string& status);
  // The Task as the organisation sees it, with another status.
  Change update_status(store::OrgKey org, const std::string& task, const std::string& status);
  // The school's Task(abort) about the referral; its id.
  std::string ask_to_abort(const Case& referral, store::OrgKey owner);
  std::string status_of_task(const std::string& task, store::OrgKey org = kSchool);
  std::string status_of(const Case& referral, store::OrgKey org = kSchool);
  // Claims and finishes everything that is due.
  std::vector<Parcel> claim();
  void deliver_all(Verdict verdict = Verdict::received);
  bool sees(store::OrgKey org, const std::string& type, const std::string& id);

  gateway::test::ManualClock clock_;
  gateway::test::SequenceRandom random_;
  TestExecutor executor_;
  MemoryStore store_;
  store::InHand in_hand_;
  std::shared_ptr<const Directory> directory_;
  std::unique_ptr<Exchange> exchange_;
};

// Resources as JSON; references by "urn:uuid:" inside one transaction.
std::string patient_json(const std::string& personal_number = "201201012384");
std::string consent_json(const std::string& patient, const std::string& provision = {});
std::string service_request_json(const std::string& patient, const std::string& extra = {});
std::string task_json(const std::string& status,
                      const std::string& patient,
                      const std::string& focus,
                      const std::string& owner,
                      const std::string& extension);
std::string basis_consent(const std::string& consent);
std::string legal_basis(const std::string& code);

}  // namespace gateway::exchange::test
