// Functions of FHIR that the surroundings answer.
// Source of the expected answers: FHIR R4, fhirpath.html#functions.
#include <gtest/gtest.h>

#include "tests/fhirpath/answer.hpp"

namespace gateway::fhirpath::test {
namespace {

// Knows one slice, one narrative and no definitions.
class OneSlice final : public Host {
 public:
  std::optional<bool> is_in_slice(const Item& item,
                                  std::string_view profile,
                                  std::string_view slice) const override {
    if (profile != "http://profile") return std::nullopt;
    return slice == "official" && node_of(item).child("use").value() == "official";
  }
  std::optional<bool> html_checks(const Item& narrative) const override {
    return string_of(narrative) == "good";
  }
  std::optional<fhir::Node> element_definition(const Item& item) const override {
    return node_of(item);
  }
};

fhir::Resource two_uses() {
  fhir::Builder b(gateway::test::small_types(), "Patient");
  for (const std::string_view use : {"official", "usual"}) {
    b.begin("name");
    b.add("use", use);
    b.end();
  }
  return std::move(b).finish();
}

class HostTest : public testing::Test {
 protected:
  std::string asked(std::string_view expression) const {
    return answer(expression, two_uses(), {.host = &host_});
  }

 private:
  OneSlice host_;
};

TEST_F(HostTest, TakesTheItemsOfASlice) {
  EXPECT_EQ(asked("name.slice('http://profile', 'official').use"), "official");
  EXPECT_EQ(asked("name.slice('http://profile', 'other')"), "{}");
  EXPECT_EQ(asked("name.slice('http://other', 'official')"), "FHIRPATH-HOST");
  EXPECT_EQ(asked("name.slice({}, 'official')"), "{}");
}

TEST_F(HostTest, ChecksNarratives) {
  EXPECT_EQ(asked("'good'.htmlChecks() and 'bad'.htmlChecks().not()"), "true");
  EXPECT_EQ(asked("{}.htmlChecks()"), "{}");
  EXPECT_EQ(answer("'good'.htmlChecks()"), "FHIRPATH-HOST");
}

TEST_F(HostTest, FindsTheDefinitionOfAnElement) {
  EXPECT_EQ(asked("name[1].elementDefinition().use"), "usual");
  EXPECT_EQ(asked("1.elementDefinition()"), "{}");
  EXPECT_EQ(answer("elementDefinition()"), "FHIRPATH-HOST");
}

TEST(FhirFunctionTest, KnowsNoQuantityAsAPrimitive) {
  EXPECT_EQ(answer("'5'.hasValue()"), "true");
  EXPECT_EQ(answer("(5 'mg').hasValue()"), "false");
}

}  // namespace
}  // namespace gateway::fhirpath::test
