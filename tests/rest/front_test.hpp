// FrontTest: the whole front over a fake exchange, with the real definitions, readers and checks.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>

#include "gateway/conformance/definitions.hpp"
#include "gateway/rest/rest_front.hpp"

#include "tests/rest/fake_exchange.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/sequence_random.hpp"

namespace gateway::test {

inline constexpr std::string_view kBase = "https://brygga.example/fhir";
inline constexpr std::string_view kRequestId = "f47ac10b-58cc-4372-a567-0e02b2c3d479";

const conformance::Definitions& r4();

struct Asked {
  wire::Method method = wire::Method::get;
  std::string target;
  std::string body = {};
  std::vector<wire::Headers::Field> headers = {};
  std::string content_type = "application/fhir+json";
};

// What the tests look at in an OperationOutcome: its first issue.
struct Outcome {
  std::string severity;
  std::string code;
  std::string id;
  std::string expression;
  std::string line;
};

class FrontTest : public ::testing::Test {
 protected:
  FrontTest();

  wire::Response send(Asked asked);
  wire::Response get(std::string target) {
    return send({.method = wire::Method::get, .target = std::move(target)});
  }
  // Errors end the test: every answer of the front is a resource.
  static fhir::Resource resource_of(const wire::Response& response);
  static Outcome outcome_of(const wire::Response& response);
  static std::string header(const wire::Response& response, std::string_view name);

  static void check(const fhir::Resource& resource, fhir::IssueLog& findings);

  static store::StoredResource stored(std::string type, std::string id, std::uint32_t version);
  static exchange::Done done(std::string type, std::string id, std::uint32_t version);
  static exchange::Outcome written(std::vector<exchange::Done> all);

  ManualClock clock_;
  SequenceRandom random_;
  FakeDoor door_;
  FakeReading reading_;
  std::optional<security::ClientIdentity> peer_;
  rest::RestFront front_;
};

}  // namespace gateway::test
