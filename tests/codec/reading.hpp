// What the tests of the readers share.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "gateway/codec/json_reader.hpp"
#include "gateway/codec/xml_reader.hpp"

#include "tests/support/result_matchers.hpp"
#include "tests/support/small_types.hpp"

namespace gateway::test {

// What came of reading a text.
struct Reading {
  fhir::Checked<fhir::Resource> resource;
  fhir::IssueLog findings;

  fhir::Node root() const { return resource->root(); }
  // Id and expression of each finding.
  std::vector<std::pair<std::string, std::string>> found() const {
    std::vector<std::pair<std::string, std::string>> all;
    for (const fhir::Issue& issue : findings.issues())
      all.emplace_back(issue.id, issue.expression);
    return all;
  }
};

inline Reading read_json(std::string text, const codec::ReadLimits& limits = {}) {
  fhir::IssueLog findings;
  auto resource = codec::read_json(std::move(text), small_types(), limits, findings);
  return {std::move(resource), std::move(findings)};
}

inline Reading read_xml(std::string text, const codec::ReadLimits& limits = {}) {
  fhir::IssueLog findings;
  auto resource = codec::read_xml(std::move(text), small_types(), limits, findings);
  return {std::move(resource), std::move(findings)};
}

// The one finding of a text that can be read otherwise.
MATCHER_P2(HasOneFinding, id, expression, "") {
  const auto found = arg.found();
  *result_listener << testing::PrintToString(found);
  return arg.resource.has_value() && found.size() == 1 && found[0].first == id &&
         found[0].second == expression && arg.findings.has_errors();
}

}  // namespace gateway::test
