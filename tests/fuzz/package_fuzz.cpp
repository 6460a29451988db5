// Any bytes as a FHIR package: refused with an id, or opened, and then each of its entries can be
// read. An even first byte: the rest is the .tgz; an odd one: the rest is the tar in it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <zlib.h>

#include "gateway/conformance/packages/package.hpp"

#include "tests/support/small_types.hpp"

namespace {

using namespace gateway;               // NOLINT(google-build-using-namespace)
using namespace gateway::conformance;  // NOLINT(google-build-using-namespace)

constexpr int kGzipWindow = 15 + 16;  // zlib's way to ask for the header of gzip
constexpr int kMemory = 8;

std::string packed(std::string_view tar) {
  z_stream stream{};
  if (deflateInit2(&stream, 1, Z_DEFLATED, kGzipWindow, kMemory, Z_DEFAULT_STRATEGY) != Z_OK)
    std::abort();
  std::string out(deflateBound(&stream, tar.size()), '\0');
  std::string in(tar);
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) std::abort();
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(bytes + 1), size - 1);
  const auto package =
      Package::from_tgz(bytes[0] % 2 == 0 ? std::string(rest) : packed(rest), "fuzz");
  if (!package) {
    if (package.error().id.empty() || package.error().message.empty()) std::abort();
    return 0;
  }
  if (package->manifest().name.empty() || !package->check_unchanged()) std::abort();
  for (const PackageEntry& entry : package->entries()) {
    fhir::IssueLog findings;
    static_cast<void>(package->read(entry, test::small_types(), findings));
    if (package->find(entry.key.type, entry.key.url).empty()) std::abort();
  }
  return 0;
}
