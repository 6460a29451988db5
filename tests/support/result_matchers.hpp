// Matchers for Result<T> and Checked<T>.
#pragma once

#include <string_view>

#include <gmock/gmock.h>

#include "gateway/base/result.hpp"
#include "gateway/fhir/issue.hpp"

namespace gateway::test {

inline const Error& why(const Error& error) {
  return error;
}
inline const Error& why(const fhir::Failure& failure) {
  return failure.error;
}

MATCHER(IsOk, "") {
  if (arg.has_value()) return true;
  *result_listener << "failed with " << why(arg.error()).id << ": " << why(arg.error()).message;
  return false;
}

MATCHER_P(FailsWith, kind, "") {
  if (arg.has_value()) {
    *result_listener << "succeeded";
    return false;
  }
  *result_listener << why(arg.error()).id << ": " << why(arg.error()).message;
  return why(arg.error()).kind == kind;
}

MATCHER_P(FailsWithId, id, "") {
  if (arg.has_value()) {
    *result_listener << "succeeded";
    return false;
  }
  *result_listener << why(arg.error()).id << ": " << why(arg.error()).message;
  return why(arg.error()).id == std::string_view(id);
}

}  // namespace gateway::test
