#include "gateway/http/chunked_decoder.hpp"

#include <algorithm>

namespace gateway::http {
namespace {

constexpr Refusal kChunk{400, "HTTP-CHUNK", "The chunked body is malformed."};
constexpr Refusal kOverhead{
    400, "HTTP-CHUNK-OVERHEAD", "Chunk extensions or trailers are too long."};
constexpr Refusal kTooLarge{413, "HTTP-BODY-LENGTH", "The body is too large."};

constexpr int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

Accepted<std::size_t> ChunkedDecoder::feed(std::string_view input,
                                           std::size_t limit,
                                           std::string& body) {
  std::size_t used = 0;
  while (used < input.size() && state_ != State::complete) {
    if (state_ == State::bytes) {
      const std::size_t part = std::min(size_, input.size() - used);
      body.append(input.substr(used, part));
      used += part;
      size_ -= part;
      if (size_ == 0) state_ = State::bytes_return;
      continue;
    }
    if (auto taken = take(input[used++], body.size(), limit); !taken) return refuse(taken.error());
  }
  return used;
}

Accepted<void> ChunkedDecoder::take(char c, std::size_t body_size, std::size_t limit) {
  switch (state_) {
    case State::size: return take_size(c);
    case State::extension: return take_overhead(c, State::size_end);
    case State::size_end:
      if (c != '\n') return refuse(kChunk);
      return end_size(body_size, limit);
    case State::bytes_return: return expect(c, '\r', State::bytes_end);
    case State::bytes_end: digits_ = size_ = 0; return expect(c, '\n', State::size);
    case State::trailer:
      if (c != '\r') line_is_empty_ = false;
      return take_overhead(c, State::trailer_end);
    case State::trailer_end: {
      const State next = line_is_empty_ ? State::complete : State::trailer;
      line_is_empty_ = true;
      return expect(c, '\n', next);
    }
    case State::bytes:
    case State::complete: break;
  }
  return {};
}

Accepted<void> ChunkedDecoder::take_size(char c) {
  const int value = hex_value(c);
  if (value >= 0) {
    if (++digits_ > kMaxSizeDigits) return refuse(kChunk);
    size_ = size_ * 16 + static_cast<std::size_t>(value);
    return {};
  }
  if (digits_ == 0) return refuse(kChunk);
  if (c == '\r') state_ = State::size_end;
  if (c == ';') state_ = State::extension;
  return c == '\r' || c == ';' ? Accepted<void>() : refuse(kChunk);
}

Accepted<void> ChunkedDecoder::take_overhead(char c, State after_return) {
  if (c == '\r') {
    state_ = after_return;
    return {};
  }
  if ((static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7f') return refuse(kChunk);
  if (++overhead_ > kMaxOverheadBytes) return refuse(kOverhead);
  return {};
}

Accepted<void> ChunkedDecoder::end_size(std::size_t body_size, std::size_t limit) {
  if (size_ > limit - std::min(limit, body_size)) return refuse(kTooLarge);
  state_ = size_ == 0 ? State::trailer : State::bytes;
  return {};
}

Accepted<void> ChunkedDecoder::expect(char c, char wanted, State next) {
  if (c != wanted) return refuse(kChunk);
  state_ = next;
  return {};
}

}  // namespace gateway::http
