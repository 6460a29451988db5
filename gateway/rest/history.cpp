#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/rest/answer.hpp"
#include "gateway/rest/bundle_text.hpp"
#include "gateway/rest/interactions.hpp"
#include "gateway/rest/subset.hpp"
#include "gateway/search/query_parser.hpp"

namespace gateway::rest {
namespace {

struct Page {
  std::size_t count = search::kDefaultCount;
  std::uint32_t before = 0;  // versions older than this; 0: from the newest
  Subset subset = {};
};

std::string path_of(const Call& call) {
  return call.target.type + '/' + call.target.id + "/_history";
}

Result<std::size_t> read_count(std::string_view text) {
  const auto count = parse_integer<std::uint32_t>(text);
  if (count && *count > 0) return std::min<std::size_t>(*count, search::kMaxCount);
  return fail(ErrorKind::malformed, "SEARCH-VALUE", "_count takes a number from 1.", "_count");
}

Result<Page> read_page(const Services& services, const Call& call) {
  Page page;
  GATEWAY_TRY(page.subset, parse_subset(services, call));
  for (const search::FormField& field : call.fields) {
    if (field.name == "_count") {
      GATEWAY_TRY(page.count, read_count(field.value));
    } else if (field.name == search::kCursorField) {
      GATEWAY_TRY(
          const Cursor cursor,
          services.cursors.open(field.value, {.org = call.caller.org, .path = path_of(call)}));
      page.before = static_cast<std::uint32_t>(cursor.position.key);
    }
  }
  return page;
}

// Source: FHIR R4, bundle.html#history; bdl-3 and bdl-4 want request and response.
Result<void> add_version(const Services& services,
                         const Subset& subset,
                         store::StoredResource stored,
                         BundleText& bundle) {
  std::string json;
  if (!stored.deleted) {
    GATEWAY_TRY(json, subset_text(std::move(stored.json), subset, services.parts.types));
  }
  store::ResourceRef unversioned = stored.ref;
  unversioned.version = 0;
  const bool is_first = stored.ref.version == 1;
  const std::string url = stored.ref.type + '/' + stored.ref.id;
  bundle.begin_entry();
  bundle.full_url(url_of(services, unversioned));
  if (!stored.deleted) bundle.resource(json);
  const std::string_view method = stored.deleted ? "DELETE" : is_first ? "POST" : "PUT";
  bundle.request(method, is_first ? std::string_view(stored.ref.type) : std::string_view(url));
  bundle.response({.status = stored.deleted ? "204"
                             : is_first     ? "201"
                                            : "200",
                   .location = {},
                   .etag = to_etag(stored.ref.version),
                   .last_modified = stored.last_updated,
                   .outcome = {}});
  bundle.end_entry();
  return {};
}

Result<std::string> to_bundle(const Services& services,
                              const Call& call,
                              const Page& page,
                              std::vector<store::StoredResource> versions) {
  const std::string path = path_of(call);
  const std::string base = services.options.base_url + '/' + path + '?';
  std::vector<search::FormField> fields{{"_count", std::to_string(page.count)}};
  std::ranges::move(subset_fields(call.fields), std::back_inserter(fields));
  const std::string applied = search::to_form(fields);
  const bool has_more = versions.size() > page.count;
  if (has_more)
    versions.erase(versions.begin() + static_cast<std::ptrdiff_t>(page.count), versions.end());
  BundleText bundle("history");
  bundle.link("self", base + applied);
  if (has_more) {
    const Cursor cursor{.form = {}, .position = {.key = versions.back().ref.version}};
    bundle.link("next",
                base + applied + "&_cursor=" +
                    services.cursors.seal(cursor, {.org = call.caller.org, .path = path}));
  }
  for (store::StoredResource& stored : versions)
    GATEWAY_CHECK(add_version(services, page.subset, std::move(stored), bundle));
  return std::move(bundle).finish();
}

wire::Response answer_page(const Services& services,
                           const Call& call,
                           const Page& page,
                           std::vector<store::StoredResource> versions) {
  auto bundle = to_bundle(services, call, page, std::move(versions));
  return bundle ? answer_with(services, call, 200, std::move(*bundle))
                : answer_failure(services, call, bundle.error());
}

}  // namespace

void history(const Services& services, Call call) {
  const auto page = read_page(services, call);
  if (!page) {
    finish_failure(services, std::move(call), page.error());
    return;
  }
  const exchange::Caller caller = call.caller;
  const Target target = call.target;
  services.parts.reading.history(
      caller,
      {target.type, target.id, page->before, page->count + 1},
      [&services, page = *page, call = std::move(call)](
          fhir::Checked<std::vector<store::StoredResource>> versions) mutable {
        auto response = versions ? answer_page(services, call, page, std::move(*versions))
                                 : answer_failure(services, call, versions.error());
        return finish_when_recorded(services, std::move(call), std::move(response));
      });
}

}  // namespace gateway::rest
