#include "gateway/search/date_question.hpp"

#include <cstdlib>

#include "gateway/fhir/date_time.hpp"
#include "gateway/search/swedish_zone.hpp"

namespace gateway::search {

Result<RangeQuestion> parse_date_question(std::string_view text, Instant now) {
  RangeQuestion question;
  GATEWAY_TRY(question.prefix, take_prefix(text));
  const auto date = fhir::parse_search_date(text);
  if (!date) return fail(ErrorKind::malformed, "SEARCH-VALUE", "The value is not a date.");
  const fhir::Period period = fhir::period_of(*date, SwedishZone());
  const auto micros = [](Instant instant) { return instant.time_since_epoch().count(); };
  question.low = question.from = micros(period.low);
  question.before = question.to = micros(period.high);
  const std::int64_t around = std::abs(micros(now) - question.low) / 10;
  question.about_low = question.low - around;
  question.about_high = question.before - 1 + around;
  return question;
}

}  // namespace gateway::search
