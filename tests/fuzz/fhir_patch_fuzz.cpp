// A resource, a line feed, and Parameters as a FHIRPath Patch for it: what comes out can be written
// and read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "gateway/base/text.hpp"
#include "gateway/codec/json_reader.hpp"
#include "gateway/codec/json_writer.hpp"
#include "gateway/fhirpath/fhir_patch.hpp"

#include "tests/support/small_types.hpp"

namespace {

using namespace gateway;

fhir::Checked<fhir::Resource> read(std::string_view text) {
  fhir::IssueLog findings;
  return codec::read_json(std::string(text), test::small_types(), {}, findings);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Halves parts = split_once(text, '\n');
  const auto resource = read(parts.before);
  const auto patch = read(parts.after);
  if (!resource || !patch) return 0;
  const auto patched = fhirpath::apply_fhir_patch(
      *resource, *patch, {.max_operations = 50, .max_visits = 50'000, .max_steps = 5'000});
  if (patched && !read(codec::to_json(*patched))) std::abort();
  return 0;
}
