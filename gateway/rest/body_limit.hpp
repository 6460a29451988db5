// BodyLimit: how large the body of a request may be, known from its method and path alone.
#pragma once

#include <cstddef>
#include <string_view>

#include "gateway/wire/message.hpp"

namespace gateway::rest {

inline constexpr std::size_t kMaxResourceBytes = std::size_t{2} * 1024 * 1024;
inline constexpr std::size_t kMaxDocumentBytes = std::size_t{32} * 1024 * 1024;
inline constexpr std::size_t kMaxBundleBytes = std::size_t{32} * 1024 * 1024;
inline constexpr std::size_t kMaxSearchBytes = std::size_t{64} * 1024;

// `path` is what follows the base, with or without a leading '/': "Task/23", "$process-message", ""
// for the base itself. 0 for methods that take no body. For http, before it reads a body.
std::size_t body_limit(wire::Method method, std::string_view path) noexcept;

}  // namespace gateway::rest
