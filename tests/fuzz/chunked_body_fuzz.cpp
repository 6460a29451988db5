// Any bytes as a chunked body: they give the same body however they arrive, never one over the
// limit, and nothing behind the end is taken.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "gateway/http/chunked_decoder.hpp"

namespace {

using gateway::http::ChunkedDecoder;

struct Decoded {
  std::string body = {};
  std::string_view refusal = {};
  std::size_t used = 0;
  bool is_complete = false;
};

Decoded decode(std::string_view text, std::size_t step, std::size_t limit) {
  Decoded decoded;
  ChunkedDecoder decoder;
  while (decoded.used < text.size() && !decoder.is_complete()) {
    const auto piece = text.substr(decoded.used, step);
    const auto used = decoder.feed(piece, limit, decoded.body);
    if (!used) {
      decoded.refusal = used.error().id;
      return decoded;
    }
    if (*used > piece.size() || (*used < piece.size() && !decoder.is_complete())) std::abort();
    decoded.used += *used;
  }
  decoded.is_complete = decoder.is_complete();
  return decoded;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < 2) return 0;
  const std::size_t step = std::size_t{1} + bytes[0] % 16;
  const std::size_t limit = bytes[1];
  const std::string_view text(reinterpret_cast<const char*>(bytes + 2), size - 2);

  const Decoded at_once = decode(text, std::max<std::size_t>(text.size(), 1), limit);
  const Decoded in_pieces = decode(text, step, limit);

  if (at_once.body.size() > limit || at_once.body != in_pieces.body) std::abort();
  if (at_once.refusal != in_pieces.refusal) std::abort();
  if (at_once.refusal.empty() && at_once.used != in_pieces.used) std::abort();
  if (at_once.is_complete != in_pieces.is_complete) std::abort();
  if (at_once.is_complete && !text.substr(0, at_once.used).ends_with("\r\n")) std::abort();
  return 0;
}
