// Any bytes as JSON with slips: what is mended has the lines of the text and is mended once for
// all, and the lenient reader gives what the strict one reads of it, or refuses the text.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "gateway/codec/json_mend.hpp"
#include "gateway/codec/json_reader.hpp"
#include "gateway/codec/json_writer.hpp"
#include "gateway/codec/lenient_json.hpp"

#include "tests/support/small_types.hpp"

namespace {

using namespace gateway;  // NOLINT(google-build-using-namespace)

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr codec::ReadLimits kLimits{};

void require(bool holds) {
  if (!holds) std::abort();
}

void check_mended(std::string_view text, const codec::MendedJson& mended) {
  require(mended.slips.size() <= codec::kMaxJsonSlips);
  require(std::ranges::count(mended.text, '\n') == std::ranges::count(text, '\n'));
  for (const codec::JsonSlip& slip : mended.slips)
    require(slip.offset <= text.size());
  const auto again = codec::mend_json(mended.text, kLimits.max_depth);
  require(again && again->slips.empty() && again->text == mended.text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string given(reinterpret_cast<const char*>(bytes), size);
  std::string_view text = given;
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const auto mended = codec::mend_json(text, kLimits.max_depth);
  if (mended) check_mended(text, *mended);

  fhir::IssueLog findings;
  const auto lenient = codec::read_lenient_json(given, test::small_types(), kLimits, {}, findings);
  fhir::IssueLog of_strict;
  auto strict = codec::read_json(std::string(text), test::small_types(), kLimits, of_strict);
  const bool has_slips = !strict && strict.error().error.id == "JSON-SYNTAX" && mended;
  if (has_slips) strict = codec::read_json(mended->text, test::small_types(), kLimits, of_strict);
  require(lenient.has_value() == strict.has_value());
  if (!lenient) return 0;
  require(codec::to_json(*lenient) == codec::to_json(*strict));
  require(!has_slips || findings.has_errors());
  return 0;
}
