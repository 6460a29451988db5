#include "gateway/search/date_question.hpp"

#include "gateway/base/text.hpp"
#include "gateway/search/swedish_zone.hpp"

namespace gateway::search {

Result<DateQuestion> parse_date_question(std::string_view text) {
  DateQuestion question;
  if (text.size() >= 2 && is_alpha(text.front())) {
    const auto prefix = kDatePrefixes.value(text.substr(0, 2));
    if (!prefix) {
      return fail(ErrorKind::not_supported, "SEARCH-PREFIX", "The prefix is not supported.");
    }
    question.prefix = *prefix;
    text.remove_prefix(2);
  }
  const auto date = fhir::parse_search_date(text);
  if (!date) return fail(ErrorKind::malformed, "SEARCH-VALUE", "The value is not a date.");
  question.period = fhir::period_of(*date, SwedishZone());
  return question;
}

}  // namespace gateway::search
