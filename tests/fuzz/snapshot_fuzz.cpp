// Any elements as the differential of a profile on Patient: refused with an id, or a snapshot is
// made that begins with the root, is within its limit, and is the same when it is made again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/codec/json_reader.hpp"
#include "gateway/codec/json_writer.hpp"
#include "gateway/conformance/definitions.hpp"
#include "gateway/conformance/packages/package_set.hpp"
#include "gateway/conformance/snapshot/snapshot_generator.hpp"

namespace {

using namespace gateway;               // NOLINT(google-build-using-namespace)
using namespace gateway::conformance;  // NOLINT(google-build-using-namespace)

const Definitions& definitions() {
  static const auto loaded = Definitions::load(GATEWAY_DEFINITIONS);
  if (!loaded) std::abort();
  return **loaded;
}

PackageSet& packages() {
  static PackageSet set(definitions().types());
  static const bool is_open = [] {
    auto core = Package::open(R4_PACKAGE);
    return core && set.add(*std::move(core));
  }();
  if (!is_open) std::abort();
  return set;
}

// Generators keep what they make of other definitions, which is the same for every input.
SnapshotGenerator& generator() {
  static SnapshotGenerator kept(packages());
  return kept;
}

std::string made_of(const fhir::Resource& profile) {
  fhir::IssueLog findings;
  const auto made = generator().generate(profile, findings);
  if (!made) {
    if (made.error().error.id.empty()) std::abort();
    return std::string(made.error().error.id);
  }
  const fhir::Nodes elements = made->root().child("snapshot").children("element");
  if (elements.size() == 0 || elements.size() > SnapshotGenerator::kMaxElements) std::abort();
  if (elements[0].child("path").value() != "Patient") std::abort();
  return codec::to_json(*made);
}

}  // namespace

// Opening the packages is no part of the first input's time.
extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
  static_cast<void>(packages());
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string elements(reinterpret_cast<const char*>(bytes), size);
  fhir::IssueLog findings;
  const auto profile = codec::read_json(
      R"({"resourceType":"StructureDefinition","url":"http://example.org/p","name":"P",)"
      R"("status":"draft","kind":"resource","abstract":false,"type":"Patient",)"
      R"("baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient",)"
      R"("derivation":"constraint","differential":{"element":[)" +
          elements + "]}}",
      definitions().types(),
      {},
      findings);
  if (!profile) return 0;
  if (made_of(*profile) != made_of(*profile)) std::abort();
  return 0;
}
