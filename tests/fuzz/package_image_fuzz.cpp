// A hostile file of compiled packages: it is refused, or a tree is refused when it is read, or what
// is read stays inside. The first byte says whether the rest is a file or changes of a good one,
// each of four bytes: where, and what stands there then.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "gateway/codec/json_writer.hpp"
#include "gateway/conformance/array_file.hpp"
#include "gateway/conformance/packages/package_image.hpp"
#include "gateway/fhir/builder.hpp"

#include "tests/fuzz/file_changes.hpp"
#include "tests/support/small_types.hpp"

namespace {

using namespace gateway;               // NOLINT(google-build-using-namespace)
using namespace gateway::conformance;  // NOLINT(google-build-using-namespace)

fhir::Resource patient(std::string_view family) {
  fhir::Builder builder(test::small_types(), "Patient");
  builder.add("id", "a");
  builder.begin("name");
  builder.add("family", family);
  builder.add("given", "b");
  builder.end();
  return std::move(builder).finish();
}

std::string good_file() {
  std::vector<PackageEntry> entries;
  entries.push_back({{.type = "Patient", .id = "a", .url = "urn:a", .version = "1"}, "a.json"});
  entries.push_back({{.type = "Patient", .id = "b", .url = "urn:b", .version = "1"}, "b.json"});
  const std::vector<fhir::Resource> resources = {patient("c"), patient("d")};
  PackageManifest manifest;
  manifest.name = "p";
  manifest.version = "1";
  const Package package(
      std::move(manifest), R"({"name": "p", "version": "1"})", std::move(entries), nullptr);
  PackageImageWriter writer;
  writer.add(package, resources);
  return std::move(writer).finish(1).value();
}

void make_right(std::string& file) {
  ArrayFileHeader header;
  if (file.size() < sizeof(header)) return;
  std::memcpy(&header, file.data(), sizeof(header));
  header.size = file.size();
  header.checksum = checksum_of(std::as_bytes(std::span(file)).subspan(kChecksummedFrom));
  std::memcpy(file.data(), &header, sizeof(header));
}

// Every resource, read and written. Whether all of them could be.
bool read_all(const PackageImage& image) {
  for (std::size_t i = 0; i < image.size(); ++i) {
    const auto package = image.package(i);
    if (!package) return false;
    for (const PackageEntry& entry : package->entries()) {
      fhir::IssueLog findings;
      const auto resource = package->read(entry, test::small_types(), findings);
      if (!resource || codec::to_json(*resource).empty()) return false;
    }
  }
  return image.size() == 1;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const std::string good = good_file();
  if (size == 0) return 0;
  const std::span<const std::uint8_t> rest(bytes + 1, size - 1);
  std::string file = bytes[0] % 2 == 0
                         ? std::string(reinterpret_cast<const char*>(rest.data()), rest.size())
                         : test::changed(good, rest);
  make_right(file);
  const auto memory = std::make_shared<std::vector<std::uint64_t>>(file.size() / 8 + 1);
  std::memcpy(memory->data(), file.data(), file.size());
  const auto image =
      PackageImage::open(std::as_bytes(std::span(*memory)).first(file.size()), memory, 1);
  const bool is_read = image && read_all(**image);
  if (rest.size() < test::kBytesOfChange && bytes[0] % 2 == 1 && !is_read) std::abort();
  return 0;
}
