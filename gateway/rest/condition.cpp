#include "gateway/rest/condition.hpp"

#include <algorithm>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/rest/search.hpp"
#include "gateway/search/parameter_table.hpp"
#include "gateway/search/query_parser.hpp"

namespace gateway::rest {
namespace {

bool is_criterion(const search::FormField& field) {
  const std::string_view name = split_once(field.name, ':').before;
  return !name.starts_with('_') || name == "_id" || name == "_lastUpdated" ||
         search::find_parameter({}, name) != nullptr;
}

bool is_about_the_answer(const search::FormField& field) {
  return field.name == kFormatField || field.name == kPrettyField;
}

std::string_view without_type(std::string_view criteria, std::string_view type) {
  if (criteria.starts_with(type) && criteria.substr(type.size()).starts_with('?'))
    criteria.remove_prefix(type.size());
  if (criteria.starts_with('?')) criteria.remove_prefix(1);
  return criteria;
}

}  // namespace

fhir::Checked<exchange::Condition> parse_condition(const Services& services,
                                                   std::string_view type,
                                                   std::string_view criteria,
                                                   Carrier carrier) {
  GATEWAY_TRY(auto fields, search::parse_form(without_type(criteria, type)));
  if (carrier == Carrier::url) std::erase_if(fields, is_about_the_answer);
  if (fields.empty() || !std::ranges::all_of(fields, is_criterion)) {
    return fail(ErrorKind::malformed,
                "REST-CONDITION",
                "A condition is made of search parameters of the type, at least one.");
  }
  std::ranges::sort(fields, {}, [](const search::FormField& field) {
    return std::pair<std::string_view, std::string_view>(field.name, field.value);
  });
  GATEWAY_TRY(auto parsed,
              search::parse_query(type, fields, query_rules(services, carrier == Carrier::url)));
  if (parsed.query.recheck) {
    return fail(ErrorKind::not_supported,
                "REST-CONDITION-TEXT",
                "A condition takes neither parts of texts nor texts of more than 12 characters.");
  }
  if (!parsed.query.links.empty()) {
    return fail(ErrorKind::not_supported,
                "REST-CONDITION-CHAIN",
                "A condition takes no chained parameters.");
  }
  return exchange::Condition{.query = std::move(parsed.query),
                             .text = search::to_form(parsed.applied)};
}

}  // namespace gateway::rest
