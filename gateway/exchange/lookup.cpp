#include "gateway/exchange/lookup.hpp"

#include "gateway/search/index_text.hpp"
#include "gateway/search/parameter_table.hpp"

namespace gateway::exchange {
namespace {

Result<void> add_seen(Work& work,
                      const std::vector<store::StoredResource>& matches,
                      std::vector<const Seen*>& all) {
  if (all.size() + matches.size() > kMaxLookup)
    return fail(ErrorKind::too_costly, "EXCHANGE-LOOKUP-LIMIT", "too many resources to look at");
  for (const store::StoredResource& match : matches) {
    GATEWAY_TRY(const Seen* seen,
                work.snapshot().find(work.caller().org, match.ref.type, match.ref.id));
    if (seen != nullptr) all.push_back(seen);
  }
  return {};
}

}  // namespace

Result<std::vector<const Seen*>> find_all(Work& work,
                                          std::string_view type,
                                          std::string_view code,
                                          std::string_view reference) {
  const search::Parameter* parameter = search::find_parameter(type, code);
  if (parameter == nullptr)
    return fail(ErrorKind::internal, "EXCHANGE-LOOKUP", "no such parameter");
  search::Query query;
  query.type = type;
  query.count = 200;
  query.all_of.push_back({{{.parameter = parameter->id,
                            .form = parameter->form,
                            .text = search::reference_text(reference, "")}}});
  std::vector<const Seen*> all;
  do {
    GATEWAY_TRY(auto page, work.snapshot().reader().search(work.caller().org, query));
    GATEWAY_CHECK(add_seen(work, page.matches, all));
    query.after = page.next;
  } while (query.after);
  return all;
}

}  // namespace gateway::exchange
