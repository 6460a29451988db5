// Any bytes as FHIR JSON: the reader ends without a crash; what it reads without a finding comes
// back the same from its own JSON and XML.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "gateway/codec/json_reader.hpp"
#include "gateway/codec/json_writer.hpp"
#include "gateway/codec/xml_reader.hpp"
#include "gateway/codec/xml_writer.hpp"

#include "tests/support/small_types.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace gateway;  // NOLINT(google-build-using-namespace)
  std::string text(reinterpret_cast<const char*>(bytes), size);
  fhir::IssueLog findings;
  const auto resource = codec::read_json(std::move(text), test::small_types(), {}, findings);
  if (!resource) return 0;
  const std::string json = codec::to_json(*resource);
  const std::string xml = codec::to_xml(*resource);
  if (findings.has_errors()) return 0;

  fhir::IssueLog again;
  const codec::ReadLimits roomy{.max_bytes = std::size_t{16} << 20, .max_depth = 64};
  const auto from_json = codec::read_json(json, test::small_types(), roomy, again);
  if (!from_json || again.has_errors() || codec::to_json(*from_json) != json) std::abort();
  const auto from_xml = codec::read_xml(xml, test::small_types(), roomy, again);
  if (!from_xml || again.has_errors()) std::abort();
  return 0;
}
