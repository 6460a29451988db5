#include "gateway/app/operator_front.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::app {
namespace {

using ::testing::HasSubstr;

class OperatorFrontTest : public ::testing::Test {
 protected:
  wire::Response ask(std::string target, wire::Method method = wire::Method::get) {
    wire::Request request;
    request.method = method;
    request.target = std::move(target);
    wire::Response answer;
    front_.handle(std::move(request),
                  [&answer](wire::Response response) { answer = std::move(response); });
    return answer;
  }

  Metrics metrics_;
  OperatorFront front_{metrics_};
};

TEST_F(OperatorFrontTest, IsReadyOnlyBetweenStartAndDrain) {
  EXPECT_EQ(ask("/ready").status, 503U);
  front_.ready();
  EXPECT_EQ(ask("/ready").status, 200U);
  front_.draining();
  EXPECT_EQ(ask("/ready").status, 503U);
  EXPECT_EQ(ask("/health").status, 200U);
}

TEST_F(OperatorFrontTest, ShowsMetricsAsText) {
  metrics_.counter("gateway_tests_total", "Tests.").add(3);

  EXPECT_THAT(ask("/metrics").body, HasSubstr("gateway_tests_total 3"));
}

TEST_F(OperatorFrontTest, KnowsNoOtherPathAndNoOtherMethod) {
  EXPECT_EQ(ask("/fhir/Task").status, 404U);
  EXPECT_EQ(ask("/metrics", wire::Method::post).status, 405U);
}

}  // namespace
}  // namespace gateway::app
