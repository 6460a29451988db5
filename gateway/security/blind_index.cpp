#include "gateway/security/blind_index.hpp"

#include <algorithm>
#include <bit>
#include <span>

namespace gateway::security {

std::uint64_t BlindIndex::term(std::uint64_t field, std::string_view value) const {
  const auto prefix = std::bit_cast<std::array<std::byte, sizeof field>>(field);
  const Digest digest = hash_({ByteView(prefix), as_bytes(value)});
  std::array<std::byte, sizeof(std::uint64_t)> head{};
  std::ranges::copy(std::span(digest).first(head.size()), head.begin());
  return std::bit_cast<std::uint64_t>(head);
}

BlindIdentity BlindIndex::identity(std::string_view value) const {
  const Digest digest = hash_({as_bytes(value)});
  BlindIdentity identity{};
  std::ranges::copy(std::span(digest).first(identity.size()), identity.begin());
  return identity;
}

}  // namespace gateway::security
