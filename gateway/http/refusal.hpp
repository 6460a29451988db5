// Refusal: why http answers a request itself instead of handing it on.
#pragma once

#include <expected>
#include <string_view>

namespace gateway::http {

// `id` is stable and `text` a sentence; both have static storage and hold nothing of the request.
struct Refusal {
  unsigned status = 400;
  std::string_view id;
  std::string_view text;
};

template <typename T>
using Accepted = std::expected<T, Refusal>;

inline std::unexpected<Refusal> refuse(const Refusal& refusal) {
  return std::unexpected(refusal);
}

}  // namespace gateway::http
