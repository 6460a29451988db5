#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/fhir/date_time.hpp"
#include "gateway/rest/answer.hpp"
#include "gateway/rest/bundle_text.hpp"
#include "gateway/rest/interactions.hpp"
#include "gateway/rest/subset.hpp"
#include "gateway/search/query_parser.hpp"
#include "gateway/search/swedish_zone.hpp"

namespace gateway::rest {
namespace {

struct Page {
  store::HistoryRange range = {.count = search::kDefaultCount};
  Subset subset = {};
};

// "Task/23/_history", "Task/_history" or "_history".
std::string path_of(const Call& call) {
  std::string path;
  for (const std::string& part : {call.target.type, call.target.id}) {
    if (!part.empty()) path += part + '/';
  }
  return path + "_history";
}

std::unexpected<Error> bad_value(std::string message) {
  return fail(ErrorKind::malformed, "SEARCH-VALUE", std::move(message));
}

Result<void> take_count(std::string_view text, store::HistoryRange& range) {
  const auto count = parse_integer<std::uint32_t>(text);
  if (!count || *count == 0) return bad_value("_count takes a number from 1.");
  range.count = std::min<std::size_t>(*count, search::kMaxCount);
  return {};
}

Result<void> take_since(std::string_view text, store::HistoryRange& range) {
  const auto date = fhir::parse_instant(text);
  const auto since = date ? fhir::to_instant(*date) : std::nullopt;
  if (!since) return bad_value("_since takes an instant.");
  range.since = *since;
  return {};
}

Result<void> take_at(std::string_view text, store::HistoryRange& range) {
  const auto date = fhir::parse_search_date(text);
  if (!date) return bad_value("_at takes a date or a time, without prefix.");
  const fhir::Period period = fhir::period_of(*date, search::SwedishZone());
  range.current_since = period.low;
  range.made_before = period.high;
  return {};
}

struct FieldRow {
  std::string_view name;
  Result<void> (*take)(std::string_view text, store::HistoryRange& range);
};

// Source: FHIR R4, http.html#history.
constexpr auto kFields = std::to_array<FieldRow>({
    {"_count", take_count},
    {"_since", take_since},
    {"_at", take_at},
});

Result<void> take_field(const search::FormField& field, Page& page) {
  const auto row = std::ranges::find(kFields, field.name, &FieldRow::name);
  if (row == kFields.end()) return {};
  auto taken = row->take(field.value, page.range);
  if (!taken) taken.error().expression = field.name;
  return taken;
}

Result<Page> read_page(const Services& services, const Call& call) {
  Page page;
  GATEWAY_TRY(page.subset, parse_subset(services, call));
  std::set<std::string_view> seen;
  for (const search::FormField& field : call.fields) {
    const bool is_repeated = !seen.insert(field.name).second && field.name != "_elements";
    if (is_repeated) {
      return fail(ErrorKind::malformed, "SEARCH-VALUE", "The parameter stands twice.", field.name);
    }
    GATEWAY_CHECK(take_field(field, page));
    if (field.name == search::kCursorField) {
      GATEWAY_TRY(
          const Cursor cursor,
          services.cursors.open(field.value, {.org = call.caller.org, .path = path_of(call)}));
      page.range.after = cursor.position;
    }
  }
  return page;
}

// What the links of a page say: the question, without where the page begins and how it is written.
std::string form_of(const Call& call, const Page& page) {
  std::vector<search::FormField> fields{{"_count", std::to_string(page.range.count)}};
  std::ranges::copy_if(call.fields, std::back_inserter(fields), [](const search::FormField& field) {
    return field.name != "_count" && field.name != search::kCursorField &&
           field.name != kFormatField && field.name != kPrettyField;
  });
  return search::to_form(fields);
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
                              store::HistoryPage found) {
  const std::string path = path_of(call);
  const std::string base = services.options.base_url + '/' + path + '?';
  const std::string applied = form_of(call, page);
  BundleText bundle("history");
  if (found.total) bundle.total(*found.total);
  bundle.link("self", base + applied);
  if (found.next) {
    const Cursor cursor{.form = {}, .position = *found.next};
    bundle.link("next",
                base + applied + "&_cursor=" +
                    services.cursors.seal(cursor, {.org = call.caller.org, .path = path}));
  }
  for (store::StoredResource& stored : found.versions)
    GATEWAY_CHECK(add_version(services, page.subset, std::move(stored), bundle));
  return std::move(bundle).finish();
}

wire::Response answer_page(const Services& services,
                           const Call& call,
                           const Page& page,
                           store::HistoryPage found) {
  auto bundle = to_bundle(services, call, page, std::move(found));
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
      {target.type, target.id, page->range},
      [&services, page = *page, call = std::move(call)](
          fhir::Checked<store::HistoryPage> found) mutable {
        auto response = found ? answer_page(services, call, page, std::move(*found))
                              : answer_failure(services, call, found.error());
        return finish_when_recorded(services, std::move(call), std::move(response));
      });
}

}  // namespace gateway::rest
