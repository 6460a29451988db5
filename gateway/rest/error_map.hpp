// ErrorMap: what each kind of error is to an HTTP client. The one place that knows.
#pragma once

#include <string_view>

#include "gateway/base/log.hpp"
#include "gateway/base/result.hpp"

namespace gateway::rest {

struct ErrorRow {
  ErrorKind kind;
  unsigned status;
  std::string_view issue_code;  // FHIR issue-type
  unsigned retry_after_s;       // 0: the same request will not fare better; otherwise Retry-After
  LogLevel level;
};

// Source: FHIR R4, http.html#Status-Codes, valueset-issue-type.html; RFC 6585; RFC 4918 (507).
const ErrorRow& error_row(ErrorKind kind) noexcept;

}  // namespace gateway::rest
