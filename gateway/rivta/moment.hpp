// Dates and times of RIV-TA (Swedish local time, no separators) as FHIR writes them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gateway::rivta {

// "20141011" → "2014-10-11"; nullopt if the calendar has no such day.
std::optional<std::string> to_fhir_date(std::string_view text);

// "20141011120000" or "201410111200" → "2014-10-11T12:00:00+02:00"; nullopt if there is no such
// moment. Of the hour that comes twice in autumn the first is meant; the hour that is skipped in
// spring is read as winter time.
std::optional<std::string> to_fhir_date_time(std::string_view text);

}  // namespace gateway::rivta
