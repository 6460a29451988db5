// Any bytes as FHIR XML: scanner and reader end without a crash; what is read without a finding
// comes back the same from its own XML and JSON.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "gateway/codec/json_reader.hpp"
#include "gateway/codec/json_text.hpp"
#include "gateway/codec/json_writer.hpp"
#include "gateway/codec/xml_reader.hpp"
#include "gateway/codec/xml_writer.hpp"

#include "tests/support/small_types.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace gateway;  // NOLINT(google-build-using-namespace)
  std::string text(reinterpret_cast<const char*>(bytes), size);
  fhir::IssueLog findings;
  const auto resource = codec::read_xml(std::move(text), test::small_types(), {}, findings);
  if (!resource) return 0;
  const std::string xml = codec::to_xml(*resource);
  if (!codec::check_json_text(codec::to_json(*resource), 256) && !findings.has_errors()) {
    std::abort();
  }
  if (findings.has_errors()) return 0;

  fhir::IssueLog again;
  const codec::ReadLimits roomy{.max_bytes = std::size_t{16} << 20, .max_depth = 64};
  const auto from_xml = codec::read_xml(xml, test::small_types(), roomy, again);
  if (!from_xml || again.has_errors() || codec::to_xml(*from_xml) != xml) std::abort();
  return 0;
}
