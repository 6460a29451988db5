// A document, a line feed, and any bytes as a JSON Patch for it: what comes out is JSON within the
// limits, and a patch without operations changes nothing.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "gateway/base/text.hpp"
#include "gateway/codec/json_patch.hpp"
#include "gateway/codec/plain_json.hpp"
#include "gateway/codec/plain_json_equality.hpp"

namespace {

using namespace gateway;

constexpr codec::JsonPatchLimits kLimits{
    .max_operations = 100, .max_depth = 16, .max_values = 10'000, .max_bytes = 64 * 1024};

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Halves parts = split_once(text, '\n');

  const auto patched = codec::apply_json_patch(parts.before, parts.after, kLimits);
  if (patched) {
    // Each value that is put in takes a few bytes besides those that are counted.
    require(patched->size() <= 16 * (kLimits.max_bytes + kLimits.max_values));
    require(codec::read_plain_json(*patched, {.max_depth = kLimits.max_depth}).has_value());
  }

  const auto document = codec::read_plain_json(parts.before,
                                               {.max_bytes = kLimits.max_bytes,
                                                .max_depth = kLimits.max_depth,
                                                .max_values = kLimits.max_values});
  if (!document) return 0;
  const auto same = codec::apply_json_patch(parts.before, "[]", kLimits);
  require(same.has_value());
  const auto read = codec::read_plain_json(*same);
  require(read && codec::is_equal(*document, *read));
  return 0;
}
