// ChunkedDecoder: takes the chunked transfer coding off a body as it arrives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/http/refusal.hpp"

namespace gateway::http {

// Extensions are read over. Trailer fields are read over too and never join the header: a client
// must not be able to add a field after the decision that its header led to.
class ChunkedDecoder {
 public:
  static constexpr std::size_t kMaxSizeDigits = 8;
  // Extensions and trailers of one body together, and no more than this: they carry nothing.
  static constexpr std::size_t kMaxOverheadBytes = std::size_t{4} << 10U;

  // Appends the data in `input` to `body` and gives the number of bytes used, which is less than
  // all only when the body is complete.
  //
  // Refuses: 413 if `body` would grow beyond `limit`; 400 for a size that is not 1 to 8 hexadecimal
  //          digits, a line end other than CR LF, a control character, or too much overhead.
  // Source: RFC 9112, section 7.1.
  Accepted<std::size_t> feed(std::string_view input, std::size_t limit, std::string& body);
  bool is_complete() const noexcept { return state_ == State::complete; }

 private:
  enum class State : std::uint8_t {
    size,
    extension,
    size_end,
    bytes,
    bytes_return,
    bytes_end,
    trailer,
    trailer_end,
    complete
  };
  Accepted<void> take(char c, std::size_t body_size, std::size_t limit);
  Accepted<void> take_size(char c);
  Accepted<void> take_overhead(char c, State after_return);
  Accepted<void> end_size(std::size_t body_size, std::size_t limit);
  Accepted<void> expect(char c, char wanted, State next);

  State state_ = State::size;
  std::size_t digits_ = 0;
  std::size_t size_ = 0;       // of the chunk, then what is left of it
  std::size_t overhead_ = 0;   // bytes of extensions and trailers so far
  bool line_is_empty_ = true;  // of the trailer line
};

}  // namespace gateway::http
