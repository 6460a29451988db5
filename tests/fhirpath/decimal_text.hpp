// Decimals from text and back, for their tests.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/fhirpath/decimal.hpp"

namespace gateway::fhirpath::test {

inline Decimal decimal(std::string_view text) {
  return Decimal::parse(text).value();
}

inline std::string text_of(const std::optional<Decimal>& value) {
  return value ? value->to_text() : "nothing";
}

// 38 digits.
inline constexpr std::string_view kMost = "99999999999999999999999999999999999999";

}  // namespace gateway::fhirpath::test
