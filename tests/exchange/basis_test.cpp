#include <gtest/gtest.h>

#include "gateway/exchange/legal_basis.hpp"

namespace gateway::exchange {
namespace {

TEST(LegalBasisTest, R02_HealthCareLawDoesNotReachSchools) {
  const LegalBasisRow* row = find_legal_basis("osl-25-12");

  ASSERT_NE(row, nullptr);
  EXPECT_NE(row->to & regime("social-services"), 0U);
  EXPECT_EQ(row->to & regime("school"), 0U);
  EXPECT_EQ(row->to & regime("school-health"), 0U);
}

TEST(LegalBasisTest, AnUnknownCodeOrRegimeReachesNobody) {
  EXPECT_EQ(find_legal_basis("osl-1-1"), nullptr);
  EXPECT_EQ(regime("club"), 0U);
}

}  // namespace
}  // namespace gateway::exchange
