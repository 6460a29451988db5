// DateQuestion: the value of a date parameter, "ge2024-05-01".
#pragma once

#include <cstdint>
#include <string_view>

#include "gateway/base/code_table.hpp"
#include "gateway/base/result.hpp"
#include "gateway/fhir/date_time.hpp"

namespace gateway::search {

// Source: FHIR R4, search.html#prefix; `ap` is not offered.
enum class DatePrefix : std::uint8_t { eq, ne, gt, lt, ge, le, sa, eb };
inline constexpr CodeTable kDatePrefixes(std::to_array<CodeRow<DatePrefix>>({
    {DatePrefix::eq, "eq"},
    {DatePrefix::ne, "ne"},
    {DatePrefix::gt, "gt"},
    {DatePrefix::lt, "lt"},
    {DatePrefix::ge, "ge"},
    {DatePrefix::le, "le"},
    {DatePrefix::sa, "sa"},
    {DatePrefix::eb, "eb"},
}));

struct DateQuestion {
  DatePrefix prefix = DatePrefix::eq;
  fhir::Period period;  // what the date covers: "2024-05" is all of May
};

// A date without offset is Swedish local time.
//
// Errors: malformed (SEARCH-VALUE), not_supported (SEARCH-PREFIX: ap and unknown ones).
// Source: FHIR R4, search.html#date.
Result<DateQuestion> parse_date_question(std::string_view text);

}  // namespace gateway::search
