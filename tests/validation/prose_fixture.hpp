// What the tests of the prose check share: the definitions, and findings in a resource in JSON.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "gateway/codec/json_reader.hpp"
#include "gateway/conformance/definitions.hpp"
#include "gateway/validation/prose/prose_check.hpp"

namespace gateway::validation {

// Id and expression of each finding.
using ProseFindings = std::vector<std::pair<std::string, std::string>>;

inline const conformance::Definitions& prose_definitions() {
  static const auto loaded = conformance::Definitions::load(GATEWAY_DEFINITIONS);
  return **loaded;
}

inline ProseFindings prose_of(const std::string& json, const ValidationPolicy& policy = {}) {
  fhir::IssueLog log;
  const auto resource = codec::read_json(json, prose_definitions().types(), {}, log);
  EXPECT_TRUE(resource && log.empty()) << json;
  if (!resource) return {};
  check_prose(*resource, prose_definitions(), policy, log);
  ProseFindings found;
  for (const fhir::Issue& issue : log.issues())
    found.emplace_back(issue.id, issue.expression);
  return found;
}

}  // namespace gateway::validation
