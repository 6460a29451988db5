#include "gateway/exchange/own_match.hpp"

#include <algorithm>

#include "gateway/search/index_text.hpp"
#include "gateway/search/parameter_table.hpp"

namespace gateway::exchange {
Result<std::vector<store::ResourceRef>> find_own(Snapshot& snapshot,
                                                 store::OrgKey org,
                                                 search::Query query) {
  query.count = store::ExpectedMatches::kMaxIds;
  query.only_own = true;
  GATEWAY_TRY(const store::SearchPage page, snapshot.reader().search(org, query));
  if (page.next) {
    return fail(ErrorKind::too_costly, "EXCHANGE-LOOKUP-LIMIT", "too many resources to look at");
  }
  store::ExpectedMatches expected{.org = org, .query = std::move(query), .ids = {}};
  std::vector<store::ResourceRef> own;
  for (const store::StoredResource& match : page.matches) {
    expected.ids.push_back(match.ref.id);
    if (match.writer == org) own.push_back(match.ref);
  }
  std::ranges::sort(expected.ids);
  snapshot.rely_on(std::move(expected));
  return own;
}

Result<std::vector<store::ResourceRef>> find_own(Snapshot& snapshot,
                                                 store::OrgKey org,
                                                 const WantedIdentifier& wanted) {
  const search::Parameter* parameter = search::find_parameter(wanted.type, "identifier");
  if (parameter == nullptr) {
    return fail(ErrorKind::internal, "EXCHANGE-NO-IDENTIFIER", "the type has no identifier");
  }
  search::Query query;
  query.type = wanted.type;
  query.all_of = {{.any_of = {{.parameter = parameter->id,
                               .form = parameter->form,
                               .text = search::identifier_text(wanted.system, wanted.value)}}}};
  return find_own(snapshot, org, std::move(query));
}

}  // namespace gateway::exchange
