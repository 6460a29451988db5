#include "gateway/fhir/issue.hpp"

#include <gtest/gtest.h>

namespace gateway::fhir {
namespace {

Issue issue(Severity severity, std::uint32_t offset = 0) {
  return {.severity = severity, .id = "TEST", .text = {}, .expression = {}, .offset = offset};
}

TEST(IssueLogTest, KeepsAsManyAsItsLimitAndCountsTheRest) {
  IssueLog log(2);
  log.add(issue(Severity::warning));
  log.add(issue(Severity::warning));
  EXPECT_EQ(log.dropped(), 0U);
  log.add(issue(Severity::error));
  EXPECT_EQ(log.issues().size(), 2U);
  EXPECT_EQ(log.dropped(), 1U);
  EXPECT_TRUE(log.has_errors());
}

TEST(IssueLogTest, DoesNotCountWarningsAsErrors) {
  IssueLog log;
  log.add(issue(Severity::warning));
  log.add(issue(Severity::information));
  EXPECT_FALSE(log.has_errors());
  log.add(issue(Severity::fatal));
  EXPECT_TRUE(log.has_errors());
}

TEST(IssueLogTest, FindsLinesAndColumnsInAnyOrder) {
  IssueLog log;
  for (const std::uint32_t offset : {4U, 0U, 2U, 99U})
    log.add(issue(Severity::error, offset));
  log.locate("a\nb\nc");
  EXPECT_EQ(log.issues()[0].position, (Position{3, 1}));
  EXPECT_EQ(log.issues()[1].position, (Position{1, 1}));
  EXPECT_EQ(log.issues()[2].position, (Position{2, 1}));
  EXPECT_EQ(log.issues()[3].position, (Position{3, 2}));
}

}  // namespace
}  // namespace gateway::fhir
