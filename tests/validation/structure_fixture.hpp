// What the tests of the structure check share: the definitions, resources from JSON, and findings.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "gateway/codec/json_reader.hpp"
#include "gateway/conformance/definitions.hpp"
#include "gateway/fhir/builder.hpp"
#include "gateway/validation/structure_check.hpp"

#include "tests/support/result_matchers.hpp"

namespace gateway::validation {

// Id and expression.
using Found = std::pair<std::string, std::string>;

class StructureTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto loaded = conformance::Definitions::load(GATEWAY_DEFINITIONS);
    ASSERT_THAT(loaded, test::IsOk());
    definitions_ = std::move(*loaded);
  }
  static void TearDownTestSuite() { definitions_.reset(); }

  static const fhir::TypeTable& types() { return definitions_->types(); }

  static fhir::IssueLog check(const fhir::Resource& resource) {
    fhir::IssueLog log;
    check_structure(resource, *definitions_, log);
    return log;
  }

  static std::vector<Found> findings_of(const fhir::Resource& resource) {
    std::vector<Found> found;
    const fhir::IssueLog log = check(resource);
    for (const fhir::Issue& issue : log.issues()) {
      found.emplace_back(issue.id, issue.expression);
    }
    return found;
  }

  // Of a resource in JSON that the reader itself has nothing to say about.
  static std::vector<Found> findings_of(std::string json) {
    fhir::IssueLog log;
    const auto resource = codec::read_json(std::move(json), types(), {}, log);
    EXPECT_THAT(resource, test::IsOk());
    EXPECT_FALSE(log.has_errors()) << log.issues().front().text;
    return resource ? findings_of(*resource) : std::vector<Found>();
  }

  inline static std::unique_ptr<const conformance::Definitions> definitions_;
};

}  // namespace gateway::validation
