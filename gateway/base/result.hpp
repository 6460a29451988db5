// Result<T>: the return type of every operation that can fail.
//
// A Result holds a T or an Error. It says that an operation could not be completed. It does not
// say that data is invalid: findings about data are fhir::Issue values in a fhir::IssueLog.
//
//   Result<Id> parse_id(std::string_view text);
//
//   Result<void> store(std::string_view text) {
//     GATEWAY_TRY(const auto id, parse_id(text));
//     return write(id);
//   }
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace gateway {

// Why an operation failed, independent of any protocol. The only place that turns a kind into an
// HTTP status and a FHIR issue code is gateway/rest/error_map.cpp.
enum class ErrorKind : std::uint8_t {
  malformed,              // the bytes are not the format they claim to be
  invalid,                // well formed, but breaks a rule of FHIR, a profile or the gateway
  not_supported,          // a parameter, modifier or feature that this gateway does not offer
  unauthenticated,        // no acceptable client identity
  forbidden,              // known identity, not allowed
  not_found,              // never existed, or not the caller's to see
  gone,                   // existed and was deleted
  method_not_allowed,     // the path exists, but not with this method
  conflict,               // a state guard, a lost race or a reused idempotency key
  precondition_failed,    // If-Match or If-None-Exist did not hold
  precondition_required,  // If-Match is missing where it is required
  too_costly,             // over a cost limit of a query
  too_large,              // over a configured size limit
  not_acceptable,         // none of the formats in Accept
  unsupported_media,      // the Content-Type is none of ours
  throttled,              // over a configured rate
  unavailable,            // our own store or queue cannot take it now; trying again may help
  storage_full,           // our own disk is full; reads go on
  timeout,                // a deadline passed; trying again may help
  internal,               // a defect in the gateway
};

// An operation that did not happen.
struct Error {
  ErrorKind kind = ErrorKind::internal;
  // Stable message id from docs/issues.md, e.g. "HTTP-IF-MATCH-MISSING". Points at static storage.
  std::string_view id = "INTERNAL";
  // One sentence in present tense, for the caller. Holds paths, codes and ids; never a value taken
  // from a resource, because answers and logs stay free of patient data.
  std::string message;
  // FHIRPath of the element at fault, e.g. "Bundle.entry[2].resource.id"; empty if none.
  std::string expression = {};
};

template <typename T>
using Result = std::expected<T, Error>;

// Builds the failed state of any Result<T>. `id` must have static storage.
[[nodiscard]] inline std::unexpected<Error> fail(ErrorKind kind,
                                                 std::string_view id,
                                                 std::string message,
                                                 std::string expression = {}) {
  return std::unexpected(Error{kind, id, std::move(message), std::move(expression)});
}

}  // namespace gateway

// NOLINTBEGIN(bugprone-macro-parentheses): a declaration cannot stand in parentheses
#define GATEWAY_CONCAT_INNER(a, b) a##b
#define GATEWAY_CONCAT(a, b) GATEWAY_CONCAT_INNER(a, b)

// Evaluates `expression` (a std::expected); returns its error from the enclosing function, or
// initialises `declaration` with its value. Not usable in a coroutine.
#define GATEWAY_TRY(declaration, expression) \
  GATEWAY_TRY_IMPL(GATEWAY_CONCAT(gateway_result_, __LINE__), declaration, expression)
#define GATEWAY_TRY_IMPL(result, declaration, expression)                       \
  auto result = (expression);                                                   \
  if (!result.has_value()) return std::unexpected(std::move(result).error()); \
  declaration = std::move(result).value()

// The same for a Result<void>.
#define GATEWAY_CHECK(expression)                                      \
  if (auto gateway_result = (expression); !gateway_result.has_value()) \
  return std::unexpected(std::move(gateway_result).error())
// NOLINTEND(bugprone-macro-parentheses)
