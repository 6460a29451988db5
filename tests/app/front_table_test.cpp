#include "gateway/app/front_table.hpp"

#include <string>

#include <gtest/gtest.h>

namespace gateway::app {
namespace {

// Answers with its own status, so that a test sees who answered.
class Numbered final : public wire::Handler {
 public:
  explicit Numbered(unsigned status) : status_(status) {}
  void handle(wire::Request /*request*/, wire::Respond respond) override {
    wire::Response response;
    response.status = status_;
    respond(std::move(response));
  }

 private:
  unsigned status_;
};

class FrontTableTest : public ::testing::Test {
 protected:
  unsigned status_of(wire::Listener listener, std::string target) {
    wire::Request request;
    request.listener = listener;
    request.target = std::move(target);
    unsigned status = 0;
    table_.handle(std::move(request),
                  [&status](const wire::Response& response) { status = response.status; });
    return status;
  }

  Numbered fhir_{201};
  Numbered operator_{202};
  FrontTable table_{
      {{wire::Listener::partner, "/fhir", &fhir_}, {wire::Listener::operator_, "", &operator_}}};
};

TEST_F(FrontTableTest, FindsTheFrontOfAPathAndOfEverythingBelowIt) {
  EXPECT_EQ(status_of(wire::Listener::partner, "/fhir"), 201U);
  EXPECT_EQ(status_of(wire::Listener::partner, "/fhir/Task/1"), 201U);
  EXPECT_EQ(status_of(wire::Listener::partner, "/fhir?_format=json"), 201U);
}

TEST_F(FrontTableTest, DoesNotTakeALongerNameForTheSamePath) {
  EXPECT_EQ(status_of(wire::Listener::partner, "/fhirx/Task"), 404U);
}

TEST_F(FrontTableTest, KeepsAPathOnItsOwnListener) {
  EXPECT_EQ(status_of(wire::Listener::partner, "/metrics"), 404U);
  EXPECT_EQ(status_of(wire::Listener::people, "/fhir/Task"), 404U);
  EXPECT_EQ(status_of(wire::Listener::operator_, "/fhir/Task"), 202U);
}

}  // namespace
}  // namespace gateway::app
