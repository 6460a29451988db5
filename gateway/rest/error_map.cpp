#include "gateway/rest/error_map.hpp"

#include <array>
#include <cstddef>

namespace gateway::rest {
namespace {

using enum ErrorKind;

constexpr auto kRows = std::to_array<ErrorRow>({
    {malformed, 400, "structure", 0, LogLevel::info},
    {invalid, 422, "invalid", 0, LogLevel::info},
    {not_supported, 400, "not-supported", 0, LogLevel::info},
    {unauthenticated, 401, "login", 0, LogLevel::warning},
    {forbidden, 403, "forbidden", 0, LogLevel::warning},
    {not_found, 404, "not-found", 0, LogLevel::info},
    {gone, 410, "deleted", 0, LogLevel::info},
    {method_not_allowed, 405, "not-supported", 0, LogLevel::info},
    {conflict, 409, "conflict", 0, LogLevel::info},
    {precondition_failed, 412, "conflict", 0, LogLevel::info},
    {precondition_required, 428, "required", 0, LogLevel::info},
    {too_costly, 422, "too-costly", 0, LogLevel::info},
    {too_large, 413, "too-long", 0, LogLevel::warning},
    {not_acceptable, 406, "not-supported", 0, LogLevel::info},
    {unsupported_media, 415, "not-supported", 0, LogLevel::info},
    {throttled, 429, "throttled", 1, LogLevel::warning},
    {unavailable, 503, "transient", 1, LogLevel::error},
    {storage_full, 507, "no-store", 60, LogLevel::error},
    {timeout, 504, "timeout", 1, LogLevel::error},
    {internal, 500, "exception", 0, LogLevel::error},
});

consteval bool rows_follow_the_enum() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (static_cast<std::size_t>(kRows[i].kind) != i) return false;
  }
  return kRows.size() == static_cast<std::size_t>(internal) + 1;
}
static_assert(rows_follow_the_enum());

}  // namespace

const ErrorRow& error_row(ErrorKind kind) noexcept {
  return kRows[static_cast<std::size_t>(kind)];
}

}  // namespace gateway::rest
