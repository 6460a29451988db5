// Any bytes as the head of a request: its end is found in the same place however the bytes arrive,
// and a head that is taken keeps what the session relies on.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "gateway/http/request_head.hpp"

namespace {

using namespace gateway::http;  // NOLINT(google-build-using-namespace)

using Scanned = Accepted<std::optional<std::size_t>>;

Scanned scan_in_pieces(std::string_view text, std::size_t step, const Limits& limits) {
  HeadScanner scanner;
  for (std::size_t size = std::min(step, text.size());; size = std::min(size + step, text.size())) {
    auto scanned = scanner.scan(text.substr(0, size), limits);
    if (!scanned || scanned->has_value() || size == text.size()) return scanned;
  }
}

bool same(const Scanned& a, const Scanned& b) {
  return a.has_value() == b.has_value() && (a ? *a == *b : a.error().id == b.error().id);
}

bool is_sound(const RequestHead& head, const Limits& limits) {
  const bool has_target = head.target == "*" || head.target.starts_with('/');
  const bool has_one_framing = !head.chunked || head.content_length == 0;
  return has_target && has_one_framing && head.target.size() <= limits.target_bytes &&
         head.headers.fields().size() <= limits.fields && head.headers.count("Host") == 1 &&
         !head.headers.find("Remote-User");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t step = std::size_t{1} + bytes[0] % 16;
  const std::string_view text(reinterpret_cast<const char*>(bytes + 1), size - 1);
  // Low, so that inputs of a few hundred bytes reach them.
  const Limits limits{.target_bytes = 64, .field_bytes = 512, .fields = 8};

  HeadScanner scanner;
  const Scanned at_once = scanner.scan(text, limits);
  if (!same(at_once, scan_in_pieces(text, step, limits))) std::abort();
  if (!at_once || !at_once->has_value()) return 0;
  const std::size_t end = at_once->value();
  if (end > text.size() || !text.substr(0, end).ends_with("\r\n\r\n")) std::abort();

  const auto head = parse_head(text.substr(0, end), limits);
  if (head ? !is_sound(*head, limits) : head.error().id.empty()) std::abort();
  return 0;
}
