// What the tests of the questionnaire check share: a Questionnaire, responses to it, and findings.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "gateway/codec/json_reader.hpp"
#include "gateway/conformance/definitions.hpp"
#include "gateway/validation/questionnaire/questionnaire_check.hpp"

#include "tests/support/package_source.hpp"

namespace gateway::validation {

class QuestionnaireTest : public testing::Test {
 protected:
  using Findings = std::vector<std::pair<std::string, std::string>>;  // id, expression

  static const conformance::Definitions& definitions() {
    static const auto loaded = conformance::Definitions::load(GATEWAY_DEFINITIONS);
    return **loaded;
  }
  static fhir::Resource read(const std::string& json) {
    fhir::IssueLog findings;
    auto resource = codec::read_json(json, definitions().types(), {}, findings);
    EXPECT_TRUE(resource && findings.empty()) << json.substr(0, 500);
    return *resource;
  }

  QuestionnaireTest() { source().clear(); }

  static std::string questionnaire(std::string_view items, std::string_view more = {}) {
    return R"({"resourceType":"Questionnaire","url":"http://example.org/q","status":"active",)" +
           std::string(more) + R"("item":[)" + std::string(items) + "]}";
  }
  // The Questionnaire with these items, which responses are compared with.
  void ask(std::string_view items, std::string_view more = {}) {
    source().add(read(questionnaire(items, more)));
  }

  // Of all severities.
  Findings findings_of(const std::string& json) {
    log_ = fhir::IssueLog(1000);
    check_questionnaires(read(json),
                         {.source = source(),
                          .value_sets = &value_sets_,
                          .definitions = definitions(),
                          .log = log_});
    Findings found;
    for (const fhir::Issue& issue : log_.issues())
      found.emplace_back(issue.id, issue.expression);
    return found;
  }
  static std::string response(std::string_view items, std::string_view status = "completed") {
    return R"({"resourceType":"QuestionnaireResponse","questionnaire":"http://example.org/q",)"
           R"("status":")" +
           std::string(status) + R"(","item":[)" + std::string(items) + "]}";
  }
  Findings answer(std::string_view items) { return findings_of(response(items)); }
  // The ids only, for one answer to the item "a".
  std::vector<std::string> with_value(std::string_view value) {
    std::vector<std::string> ids;
    for (const auto& [id, where] :
         answer(R"({"linkId":"a","answer":[{)" + std::string(value) + "}]}"))
      ids.push_back(id);
    return ids;
  }

  // Opened once; without what an earlier test added.
  static test::PackageSource& source() {
    static test::PackageSource opened(definitions());
    return opened;
  }

  conformance::CodeSystems systems_{source()};
  conformance::ValueSets value_sets_{source(), systems_};
  fhir::IssueLog log_;
};

}  // namespace gateway::validation
