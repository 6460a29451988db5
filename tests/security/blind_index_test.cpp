// Blind indexes: equal values meet, and nothing else can be learnt without the key.
#include "gateway/security/blind_index.hpp"

#include <gtest/gtest.h>

#include "gateway/security/keyring.hpp"

namespace gateway::security {
namespace {

class BlindIndexTest : public testing::Test {
 protected:
  SystemRandom random_;
  Keyring keyring_{SecretKey::random(random_)};
};

TEST_F(BlindIndexTest, GivesEqualValuesEqualTerms) {
  EXPECT_EQ(keyring_.organisation_index(7).term(3, "value"),
            keyring_.organisation_index(7).term(3, "value"));
  EXPECT_EQ(keyring_.child_index().identity("value"), keyring_.child_index().identity("value"));
}

TEST_F(BlindIndexTest, GivesAnotherTermForAnotherValueFieldOrOrganisation) {
  const auto index = keyring_.organisation_index(7);
  const auto term = index.term(3, "value");

  EXPECT_NE(term, index.term(3, "valuf"));
  EXPECT_NE(term, index.term(4, "value"));
  EXPECT_NE(term, keyring_.organisation_index(8).term(3, "value"));
}

TEST_F(BlindIndexTest, DependsOnTheMasterKey) {
  const Keyring other(SecretKey::random(random_));

  EXPECT_NE(keyring_.child_index().identity("value"), other.child_index().identity("value"));
}

}  // namespace
}  // namespace gateway::security
