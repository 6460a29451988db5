#include "gateway/search/query.hpp"

#include <algorithm>
#include <utility>

namespace gateway::search {
namespace {

// An id that no resource can have: the query that asks for it finds nothing.
constexpr std::string_view kNoSuchId = "!";

}  // namespace

void keep_ids(Query& query, std::vector<std::string> ids) {
  if (!query.ids.empty()) {
    std::erase_if(ids, [&](const std::string& id) {
      return std::ranges::find(query.ids, id) == query.ids.end();
    });
  }
  if (ids.empty()) ids.emplace_back(kNoSuchId);
  query.ids = std::move(ids);
}

}  // namespace gateway::search
