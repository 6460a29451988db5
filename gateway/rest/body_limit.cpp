#include "gateway/rest/body_limit.hpp"

#include <algorithm>
#include <array>

namespace gateway::rest {
namespace {

struct LimitRow {
  std::string_view first;  // first segment of the path
  std::size_t bytes;
};

constexpr auto kRows = std::to_array<LimitRow>({
    {"", kMaxBundleBytes},
    {"$process-message", kMaxBundleBytes},
    {"Bundle", kMaxBundleBytes},
    {"Binary", kMaxDocumentBytes},
    {"DocumentReference", kMaxDocumentBytes},
});

}  // namespace

std::size_t body_limit(wire::Method method, std::string_view path) noexcept {
  const bool takes_body =
      method == wire::Method::post || method == wire::Method::put || method == wire::Method::patch;
  if (!takes_body) return 0;
  if (path.starts_with('/')) path.remove_prefix(1);
  if (path.ends_with("/_search")) return kMaxSearchBytes;
  const std::string_view first = path.substr(0, path.find('/'));
  const auto row = std::ranges::find(kRows, first, &LimitRow::first);
  return row == kRows.end() ? kMaxResourceBytes : row->bytes;
}

}  // namespace gateway::rest
