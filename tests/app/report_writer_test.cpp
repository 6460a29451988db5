#include "gateway/app/cli/report_writer.hpp"

#include <sstream>
#include <string>

#include <gmock/gmock.h>

#include "gateway/codec/json_reader.hpp"
#include "gateway/conformance/definitions.hpp"

#include "tests/support/result_matchers.hpp"

namespace gateway::app {
namespace {

using fhir::Issue;
using fhir::IssueLog;
using fhir::Severity;
using test::IsOk;

constexpr std::string_view kSource =
    "{\n  \"resourceType\": \"Patient\",\n  \"gender\": \"x\"\n}\n";

Issue gender_issue(Severity severity = Severity::error) {
  return {.severity = severity,
          .code = "code-invalid",
          .id = "VAL-BINDING",
          .text = "The code is not in the value set.",
          .expression = "Patient.gender",
          .offset = static_cast<std::uint32_t>(kSource.find("\"gender\""))};
}

class ReportWriterTest : public ::testing::Test {
 protected:
  static const fhir::TypeTable& types() {
    static const auto definitions = conformance::Definitions::load(GATEWAY_DEFINITIONS).value();
    return definitions->types();
  }
  static FileReport report_with(std::initializer_list<Issue> issues) {
    IssueLog log;
    for (const Issue& issue : issues)
      log.add(issue);
    return make_report("patient.json", kSource, log);
  }
  std::string written(ReportFormat format, ReportScope scope, int files, const FileReport& report) {
    std::ostringstream out;
    const auto writer = make_report_writer(format, scope, types(), out);
    for (int i = 0; i < files; ++i)
      writer->add(report, kSource);
    writer->finish();
    return out.str();
  }
  static fhir::Resource read(std::string text) {
    IssueLog findings;
    auto read = codec::read_json(std::move(text), types(), {}, findings);
    EXPECT_THAT(read, IsOk());
    EXPECT_TRUE(findings.empty());
    return *std::move(read);
  }
};

TEST_F(ReportWriterTest, TextShowsPlaceSeverityExpressionTextIdAndLineWithCaret) {
  EXPECT_EQ(written(ReportFormat::text, ReportScope::one_file, 1, report_with({gender_issue()})),
            "patient.json:3:3: error: Patient.gender: The code is not in the value set. "
            "[VAL-BINDING]\n"
            "     3 |   \"gender\": \"x\"\n"
            "       |   ^\n"
            "1 file, 1 error, 0 warnings\n");
}

TEST_F(ReportWriterTest, TextOfAFindingWithoutPlaceIsOneLine) {
  std::ostringstream out;
  print_issue({.severity = Severity::warning, .id = "VAL-X", .text = "Why.", .expression = {}},
              "a.json",
              kSource,
              out);

  EXPECT_EQ(out.str(), "a.json: warning: Why. [VAL-X]\n");
}

TEST_F(ReportWriterTest, TextCountsFilesErrorsAndWarnings) {
  const auto report = report_with({gender_issue(),
                                   gender_issue(Severity::fatal),
                                   gender_issue(Severity::warning),
                                   gender_issue(Severity::information)});

  EXPECT_THAT(written(ReportFormat::text, ReportScope::many_files, 2, report),
              ::testing::EndsWith("\n2 files, 4 errors, 2 warnings\n"));
}

TEST_F(ReportWriterTest, TextOfAFileNameDoesNotSteerTheTerminal) {
  std::ostringstream out;
  print_issue({.id = "VAL-X", .text = "Why.", .expression = {}}, "a\x1b[2J\n.json", {}, out);

  EXPECT_EQ(out.str(), "a\uFFFD[2J\uFFFD.json: error: Why. [VAL-X]\n");
}

TEST_F(ReportWriterTest, JsonOfOneFileIsAnOperationOutcomeWithTheFileName) {
  const auto outcome =
      read(written(ReportFormat::json, ReportScope::one_file, 1, report_with({gender_issue()})));

  ASSERT_EQ(outcome.type_name(), "OperationOutcome");
  const fhir::Node file = outcome.root().child("extension");
  EXPECT_EQ(file.child("url").value(), kFileNameUrl);
  EXPECT_EQ(file.choice("value").value(), "patient.json");
  const fhir::Node issue = outcome.root().child("issue");
  EXPECT_EQ(issue.child("severity").value(), "error");
  EXPECT_EQ(issue.child("expression").value(), "Patient.gender");
  EXPECT_EQ(issue.child("details").child("coding").child("code").value(), "VAL-BINDING");
  EXPECT_EQ(issue.children("extension")[0].choice("value").value(), "3");
  EXPECT_EQ(issue.children("extension")[1].choice("value").value(), "3");
}

TEST_F(ReportWriterTest, JsonOfSeveralFilesIsABundleOfOutcomes) {
  const auto bundle =
      read(written(ReportFormat::json, ReportScope::many_files, 3, report_with({gender_issue()})));

  ASSERT_EQ(bundle.type_name(), "Bundle");
  EXPECT_EQ(bundle.root().child("type").value(), "collection");
  ASSERT_EQ(bundle.root().children("entry").size(), 3U);
  EXPECT_EQ(bundle.root().children("entry")[2].child("resource").type_name(), "OperationOutcome");
}

TEST_F(ReportWriterTest, JsonOfAFolderWithOneFileIsABundleToo) {
  EXPECT_EQ(
      read(written(ReportFormat::json, ReportScope::many_files, 1, report_with({}))).type_name(),
      "Bundle");
}

TEST_F(ReportWriterTest, JsonLinesAreOneOutcomeEach) {
  std::istringstream lines(
      written(ReportFormat::ndjson, ReportScope::many_files, 2, report_with({gender_issue()})));

  int count = 0;
  for (std::string line; std::getline(lines, line); ++count)
    EXPECT_EQ(read(line).type_name(), "OperationOutcome");
  EXPECT_EQ(count, 2);
}

TEST_F(ReportWriterTest, OutcomeOfAFileWithoutFindingsSaysSo) {
  const auto outcome = read(written(ReportFormat::json, ReportScope::one_file, 1, report_with({})));

  EXPECT_EQ(outcome.root().child("issue").child("severity").value(), "information");
}

TEST(FileReportTest, FindingsAreInTheOrderOfTheText) {
  IssueLog log;
  log.add({.id = "C", .text = {}, .expression = {}, .offset = 20});
  log.add({.id = "A", .text = {}, .expression = {}});
  log.add({.id = "B", .text = {}, .expression = {}, .offset = 3});

  const FileReport report = make_report("x", kSource, log);

  ASSERT_EQ(report.issues.size(), 3U);
  EXPECT_EQ(report.issues[0].id, "A");
  EXPECT_EQ(report.issues[1].id, "B");
  EXPECT_EQ(report.issues[1].position, (fhir::Position{2, 2}));
  EXPECT_EQ(report.issues[2].id, "C");
}

IssueLog log_of(std::size_t count) {
  IssueLog log(count);
  for (std::size_t i = 0; i < count; ++i)
    log.add({.severity = Severity::warning, .id = "W", .text = {}, .expression = {}});
  return log;
}

TEST(FileReportTest, ListsAsManyFindingsAsTheLimit) {
  const FileReport report = make_report("x", kSource, log_of(kMaxListedIssues));

  EXPECT_EQ(report.issues.size(), kMaxListedIssues);
  EXPECT_EQ(report.warnings, kMaxListedIssues);
  EXPECT_FALSE(report.has_errors);
}

TEST(FileReportTest, SaysHowManyFindingsBeyondTheLimitAreNotListed) {
  const FileReport report = make_report("x", kSource, log_of(kMaxListedIssues + 1));

  ASSERT_EQ(report.issues.size(), kMaxListedIssues + 1);
  EXPECT_EQ(report.issues.back().id, "ISSUES-DROPPED");
  EXPECT_EQ(report.issues.back().text, "1 more issues are not listed.");
}

TEST(FileReportTest, ErrorAmongFindingsThatAreNotListedCounts) {
  IssueLog log(1);
  log.add({.severity = Severity::warning, .id = "W", .text = {}, .expression = {}});
  log.add({.severity = Severity::error, .id = "W", .text = {}, .expression = {}});

  EXPECT_TRUE(make_report("x", kSource, log).has_errors);
}

TEST(FileReportTest, WhatStoppedTheReadingIsListedWhateverElseWasFound) {
  IssueLog found(kMaxListedIssues);
  for (std::size_t i = 0; i < kMaxListedIssues; ++i)
    found.add({.id = "OTHER", .text = {}, .expression = {}});
  const fhir::Failure failure(Error{ErrorKind::malformed, "JSON-SYNTAX", "No JSON."});

  const FileReport report = make_report("x", kSource, found, failure);

  EXPECT_EQ(report.issues.front().id, "JSON-SYNTAX");
  EXPECT_EQ(report.issues.front().severity, Severity::fatal);
  EXPECT_TRUE(report.has_errors);
}

}  // namespace
}  // namespace gateway::app
