// Refusal: how the rules of the exchange say no.
#pragma once

#include <string>
#include <string_view>

#include "gateway/fhir/issue.hpp"

namespace gateway::exchange {

// One finding and the error that it makes. `id` has static storage.
inline std::unexpected<fhir::Failure> refuse(ErrorKind kind,
                                             std::string_view id,
                                             std::string message,
                                             std::string expression = {}) {
  return std::unexpected(fhir::Failure(Error{kind, id, std::move(message), std::move(expression)}));
}

// 422: a rule of the exchange does not hold for what was sent.
inline std::unexpected<fhir::Failure> refuse_invalid(std::string_view id,
                                                     std::string message,
                                                     std::string expression = {}) {
  return refuse(ErrorKind::invalid, id, std::move(message), std::move(expression));
}

}  // namespace gateway::exchange
