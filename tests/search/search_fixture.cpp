#include "tests/search/search_fixture.hpp"

#include <cstdlib>
#include <utility>

#include "gateway/codec/json_reader.hpp"
#include "gateway/conformance/definitions.hpp"

namespace gateway::search::test {

const Extractor& r4_extractor() {
  static const auto definitions = [] {
    auto loaded = conformance::Definitions::load(TEST_DEFINITIONS);
    if (!loaded) std::abort();
    return std::move(*loaded);
  }();
  static const Extractor extractor(definitions->types());
  return extractor;
}

fhir::Resource resource(std::string json) {
  fhir::IssueLog findings;
  auto tree =
      codec::read_json(std::move(json), r4_extractor().types(), codec::ReadLimits{}, findings);
  if (!tree) std::abort();
  return std::move(*tree);
}

}  // namespace gateway::search::test
