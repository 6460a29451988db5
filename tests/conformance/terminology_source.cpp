#include "tests/conformance/terminology_source.hpp"

#include <cstdlib>
#include <iostream>

#include "gateway/codec/json_reader.hpp"

namespace gateway::conformance {

const Definitions& core_definitions() {
  static const auto loaded = Definitions::load(GATEWAY_DEFINITIONS);
  return **loaded;
}

fhir::Resource resource_of(std::string_view json) {
  fhir::IssueLog findings;
  auto read = codec::read_json(std::string(json), core_definitions().types(), {}, findings);
  if (!read || findings.has_errors()) {
    std::cerr << "a test's own resource is not sound: " << json << "\n";
    std::abort();
  }
  return *std::move(read);
}

void TerminologySource::add(std::string_view json) {
  const fhir::Resource made = resource_of(json);
  const std::string url(made.root().child("url").value());
  const std::string version(made.root().child("version").value());
  const std::string type(made.type_name());
  all_.insert_or_assign({type, url}, made);
  all_.insert_or_assign({type, url + "|" + version}, made);
}

void TerminologySource::add(std::string_view type, std::string_view url, std::string_view body) {
  add(R"({"resourceType":")" + std::string(type) + R"(","url":")" + std::string(url) +
      R"(","status":"active",)" + std::string(body) + "}");
}

Result<std::optional<fhir::Resource>> TerminologySource::find(std::string_view resource_type,
                                                              std::string_view canonical) {
  const auto found = all_.find({std::string(resource_type), std::string(canonical)});
  if (found == all_.end()) return std::nullopt;
  return found->second;
}

}  // namespace gateway::conformance
