// FormFields: the fields of a search URL or of an application/x-www-form-urlencoded body.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"

namespace gateway::search {

struct FormField {
  std::string name;
  std::string value;

  friend bool operator==(const FormField&, const FormField&) = default;
};

inline constexpr std::size_t kMaxFields = 64;
inline constexpr std::size_t kMaxFormBytes = std::size_t{64} * 1024;

// Takes "a=1&b=x%20y" apart and decodes names and values, '+' being a space. Empty fields
// ("a=1&&b=2") are passed over; a field without '=' has an empty value.
//
// Errors: malformed (SEARCH-ENCODING: a bad escape, or not UTF-8), too_costly (SEARCH-TOO-MANY:
// more
//         than kMaxFields fields or kMaxFormBytes bytes).
Result<std::vector<FormField>> parse_form(std::string_view text);

// The inverse, percent-encoded; no leading '?'.
std::string to_form(const std::vector<FormField>& fields);

}  // namespace gateway::search
