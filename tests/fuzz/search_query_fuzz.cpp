// Any bytes as a search: what is taken stays inside the limits, and the fields that the self link
// gives back ask the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "gateway/search/form_fields.hpp"
#include "gateway/search/parameter_table.hpp"
#include "gateway/search/query_parser.hpp"

#include "tests/support/small_types.hpp"

namespace {

using namespace gateway::search;  // NOLINT(google-build-using-namespace)

bool same(const Criterion& a, const Criterion& b) {
  return a.negated == b.negated && a.any_of == b.any_of;
}

bool same(const Query& a, const Query& b) {
  if (a.all_of.size() != b.all_of.size()) return false;
  for (std::size_t i = 0; i < a.all_of.size(); ++i) {
    if (!same(a.all_of[i], b.all_of[i])) return false;
  }
  return a.type == b.type && a.ids == b.ids && a.updated_from == b.updated_from &&
         a.updated_before == b.updated_before && a.count == b.count &&
         a.count_total == b.count_total;
}

bool is_within_limits(const Query& query) {
  if (query.count > kMaxCount || query.ids.size() > kMaxValues) return false;
  for (const Criterion& criterion : query.all_of) {
    if (criterion.any_of.empty()) return false;
  }
  return query.all_of.size() <= kMaxFields;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < 2) return 0;
  const auto all = parameters();
  const std::string_view type = all[bytes[0] % all.size()].resource;
  static const Extractor extractor(gateway::test::small_types());
  const QueryRules rules{.extractor = extractor,
                         .base_url = "https://brygga.example/fhir",
                         .allow_identifying = bytes[1] % 2 == 0};
  const std::string_view text(reinterpret_cast<const char*>(bytes + 2), size - 2);

  const auto fields = parse_form(text);
  if (!fields) return 0;
  const auto again = parse_form(to_form(*fields));
  if (!again || *again != *fields) std::abort();

  const auto parsed = parse_query(type, *fields, rules);
  if (!parsed) return 0;
  if (!is_within_limits(parsed->query)) std::abort();
  const auto linked = parse_query(type, parsed->applied, rules);
  if (!linked || !same(linked->query, parsed->query)) std::abort();
  return 0;
}
