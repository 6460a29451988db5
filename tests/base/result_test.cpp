#include "gateway/base/result.hpp"

#include <memory>

#include <gtest/gtest.h>

#include "gateway/base/code_table.hpp"

#include "tests/support/result_matchers.hpp"

namespace gateway {
namespace {

using test::FailsWith;
using test::FailsWithId;
using test::IsOk;

Result<int> positive(int value) {
  if (value <= 0) return fail(ErrorKind::invalid, "TEST-NOT-POSITIVE", "The number is too small.");
  return value;
}

Result<std::unique_ptr<int>> boxed_sum(int a, int b) {
  GATEWAY_TRY(const int first, positive(a));
  GATEWAY_TRY(const int second, positive(b));
  return std::make_unique<int>(first + second);
}

Result<void> both_positive(int a, int b) {
  GATEWAY_CHECK(positive(a));
  GATEWAY_CHECK(positive(b));
  return {};
}

TEST(ResultTest, HandsTheFirstErrorOn) {
  EXPECT_THAT(boxed_sum(1, 0), FailsWithId("TEST-NOT-POSITIVE"));
  EXPECT_THAT(boxed_sum(-1, 2), FailsWith(ErrorKind::invalid));
  EXPECT_THAT(both_positive(1, 0), FailsWith(ErrorKind::invalid));
}

TEST(ResultTest, HandsValuesOnThatCanOnlyBeMoved) {
  const auto sum = boxed_sum(1, 2);
  ASSERT_THAT(sum, IsOk());
  EXPECT_EQ(**sum, 3);
  EXPECT_THAT(both_positive(1, 2), IsOk());
}

enum class Light : std::uint8_t { red, green };
constexpr CodeTable kLights(std::to_array<CodeRow<Light>>({
    {Light::red, "red"},
    {Light::green, "green"},
}));

TEST(CodeTableTest, ReadsBothWaysAndKnowsNothingElse) {
  EXPECT_EQ(kLights.code(Light::green), "green");
  EXPECT_EQ(kLights.value("red"), Light::red);
  EXPECT_EQ(kLights.value("Red"), std::nullopt);
  EXPECT_EQ(kLights.value(""), std::nullopt);
}

}  // namespace
}  // namespace gateway
