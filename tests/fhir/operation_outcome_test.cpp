#include "gateway/fhir/operation_outcome.hpp"

#include <gtest/gtest.h>

#include "tests/support/small_types.hpp"

namespace gateway::fhir {
namespace {

using test::small_types;

Issue issue_at(std::uint32_t offset) {
  return {.severity = Severity::warning,
          .code = "structure",
          .id = "JSON-UNKNOWN-ELEMENT",
          .text = "The type has no such element.",
          .expression = "Patient.name[0]",
          .offset = offset};
}

TEST(OperationOutcomeTest, CarriesEveryPartOfAFinding) {
  IssueLog log;
  log.add(issue_at(4));
  log.locate("a\nbc");
  const Resource outcome = to_operation_outcome(small_types(), log);
  ASSERT_EQ(outcome.root().children("issue").size(), 1U);
  const Node issue = outcome.root().child("issue");
  EXPECT_EQ(issue.child("severity").value(), "warning");
  EXPECT_EQ(issue.child("code").value(), "structure");
  EXPECT_EQ(issue.child("details").child("coding").child("system").value(), kMessageIdSystem);
  EXPECT_EQ(issue.child("details").child("coding").child("code").value(), "JSON-UNKNOWN-ELEMENT");
  EXPECT_EQ(issue.child("details").child("text").value(), "The type has no such element.");
  EXPECT_EQ(issue.child("expression").value(), "Patient.name[0]");
  const Nodes extensions = issue.children("extension");
  ASSERT_EQ(extensions.size(), 2U);
  EXPECT_EQ(extensions[0].child("url").value(), kIssueLineUrl);
  EXPECT_EQ(extensions[0].child("valueInteger").value(), "2");
  EXPECT_EQ(extensions[1].child("url").value(), kIssueColumnUrl);
  EXPECT_EQ(extensions[1].child("valueString").value(), "3");
}

TEST(OperationOutcomeTest, SaysHowManyFindingsItDoesNotList) {
  IssueLog log(2);
  for (int i = 0; i < 5; ++i)
    log.add(issue_at(0));
  const Resource outcome = to_operation_outcome(small_types(), log);
  const Nodes issues = outcome.root().children("issue");
  ASSERT_EQ(issues.size(), 3U);
  EXPECT_EQ(issues[2].child("details").child("coding").child("code").value(), "ISSUES-DROPPED");
  EXPECT_EQ(issues[2].child("details").child("text").value(), "3 more issues are not listed.");
}

TEST(OperationOutcomeTest, HasAnIssueEvenIfNothingWasFound) {
  const Resource outcome = to_operation_outcome(small_types(), IssueLog());
  ASSERT_EQ(outcome.root().children("issue").size(), 1U);
  EXPECT_EQ(outcome.root().child("issue").child("severity").value(), "information");
}

TEST(OperationOutcomeTest, CarriesAnErrorAndItsIncident) {
  const Error error{ErrorKind::internal, "INTERNAL", "The gateway failed.", "Task.owner"};
  const Resource outcome = to_operation_outcome(small_types(), error, "exception", "incident-1");
  const Node kept = outcome.root().child("issue");
  EXPECT_EQ(kept.child("severity").value(), "error");
  EXPECT_EQ(kept.child("code").value(), "exception");
  EXPECT_EQ(kept.child("diagnostics").value(), "incident-1");
  EXPECT_EQ(kept.child("expression").value(), "Task.owner");
  EXPECT_TRUE(kept.children("extension").empty());
}

TEST(OperationOutcomeTest, PrefersTheFindingsOfAFailure) {
  Failure failure(Error{ErrorKind::malformed, "JSON-SYNTAX", "This is not JSON."});
  const Resource alone = to_operation_outcome(small_types(), failure, "structure");
  EXPECT_EQ(alone.root().child("issue").child("details").child("text").value(),
            "This is not JSON.");
  failure.issues.add(issue_at(0));
  const Resource found = to_operation_outcome(small_types(), failure, "structure");
  ASSERT_EQ(found.root().children("issue").size(), 1U);
  EXPECT_EQ(found.root().child("issue").child("details").child("coding").child("code").value(),
            "JSON-UNKNOWN-ELEMENT");
}

}  // namespace
}  // namespace gateway::fhir
