#include "gateway/rest/search.hpp"

#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/codec/json_writer.hpp"
#include "gateway/fhir/operation_outcome.hpp"
#include "gateway/rest/answer.hpp"
#include "gateway/rest/body_limit.hpp"
#include "gateway/rest/bundle_text.hpp"
#include "gateway/rest/interactions.hpp"
#include "gateway/rest/preconditions.hpp"
#include "gateway/rest/subset.hpp"
#include "gateway/search/query_parser.hpp"

namespace gateway::rest {
namespace {

using Fields = std::vector<search::FormField>;

constexpr std::string_view kFormType = "application/x-www-form-urlencoded";

// The fields of the URL, and those of the body after them.
// Source: FHIR R4, http.html#search.
Result<Fields> fields_of(const Call& call) {
  Fields fields = call.fields;
  if (call.request.method != wire::Method::post) return fields;
  const auto type = call.request.headers.find("Content-Type");
  const bool is_form = type && equals_ignoring_case(trim(split_once(*type, ';').before), kFormType);
  if (!is_form && !call.request.body.empty()) {
    return fail(ErrorKind::unsupported_media,
                "HTTP-CONTENT-TYPE",
                "The body of _search is application/x-www-form-urlencoded.");
  }
  if (call.request.body.size() > kMaxSearchBytes) {
    return fail(ErrorKind::too_large, "HTTP-BODY-TOO-LARGE", "The search is longer than 64 KiB.");
  }
  GATEWAY_TRY(Fields more, search::parse_form(call.request.body));
  for (search::FormField& field : more)
    fields.push_back(std::move(field));
  return fields;
}

// A cursor carries the whole query: what stands beside it can only be how to write the answer.
fhir::Checked<search::ParsedQuery> continue_query(const Services& services,
                                                  const Call& call,
                                                  const search::ParsedQuery& sent) {
  if (!sent.applied.empty()) {
    return fail(ErrorKind::malformed,
                "SEARCH-CURSOR",
                "A cursor carries its query and takes no parameters beside it.",
                std::string(search::kCursorField));
  }
  GATEWAY_TRY(
      const Cursor cursor,
      services.cursors.open(sent.cursor, {.org = call.caller.org, .path = call.target.type}));
  GATEWAY_TRY(const Fields fields, search::parse_form(cursor.form));
  GATEWAY_TRY(search::ParsedQuery parsed,
              search::parse_query(call.target.type, fields, query_rules(services, false)));
  parsed.query.after = cursor.position;
  parsed.cursor = sent.cursor;
  return parsed;
}

fhir::Checked<search::ParsedQuery> read_query(const Services& services, const Call& call) {
  GATEWAY_TRY(const Fields fields, fields_of(call));
  const bool is_url = call.request.method != wire::Method::post;
  search::QueryRules rules = query_rules(services, is_url);
  rules.lenient = wants_lenient(call.request.headers);
  GATEWAY_TRY(search::ParsedQuery parsed, search::parse_query(call.target.type, fields, rules));
  GATEWAY_CHECK(parse_subset(parsed.applied, call.target.type, services.parts.types));
  if (parsed.cursor.empty()) return parsed;
  return continue_query(services, call, parsed);
}

std::string link_url(const Services& services, const Call& call, const std::string& form) {
  std::string url = services.options.base_url + '/' + call.target.type;
  return form.empty() ? url : url + '?' + form;
}

std::string cursor_form(std::string_view cursor) {
  return std::string(search::kCursorField) + '=' + std::string(cursor);
}

struct Showing {
  std::string_view mode;  // code of search-entry-mode
  const Subset& subset;
};

Result<void> add_entry(const Services& services,
                       store::StoredResource shown,
                       const Showing& showing,
                       BundleText& bundle) {
  GATEWAY_TRY(const std::string json,
              subset_text(std::move(shown.json), showing.subset, services.parts.types));
  store::ResourceRef unversioned = shown.ref;
  unversioned.version = 0;
  bundle.begin_entry();
  bundle.full_url(url_of(services, unversioned));
  bundle.resource(json);
  bundle.search_mode(showing.mode);
  bundle.end_entry();
  return {};
}

// What was passed over. Source: FHIR R4, search.html#lenient, valueset-search-entry-mode.html.
void add_outcome(const fhir::IssueLog& ignored, const fhir::TypeTable& types, BundleText& bundle) {
  bundle.begin_entry();
  bundle.resource(codec::to_json(fhir::to_operation_outcome(types, ignored)));
  bundle.search_mode("outcome");
  bundle.end_entry();
}

Result<std::string> to_bundle(const Services& services,
                              const Call& call,
                              const search::ParsedQuery& parsed,
                              store::SearchPage page) {
  const fhir::TypeTable& types = services.parts.types;
  GATEWAY_TRY(const Subset subset, parse_subset(parsed.applied, call.target.type, types));
  const std::string applied = search::to_form(parsed.applied);
  BundleText bundle("searchset");
  if (page.total) bundle.total(*page.total);
  bundle.link(
      "self",
      link_url(services, call, parsed.cursor.empty() ? applied : cursor_form(parsed.cursor)));
  if (page.next) {
    const std::string cursor =
        services.cursors.seal({.form = applied, .position = *page.next},
                              {.org = call.caller.org, .path = call.target.type});
    bundle.link("next", link_url(services, call, cursor_form(cursor)));
  }
  for (store::StoredResource& match : page.matches)
    GATEWAY_CHECK(add_entry(services, std::move(match), {"match", subset}, bundle));
  // The names of _elements are those of the matches.
  const Subset of_included{.summary = subset.summary};
  for (store::StoredResource& included : page.included)
    GATEWAY_CHECK(add_entry(services, std::move(included), {"include", of_included}, bundle));
  if (!parsed.ignored.empty()) add_outcome(parsed.ignored, types, bundle);
  return std::move(bundle).finish();
}

wire::Response answer_page(const Services& services,
                           const Call& call,
                           const search::ParsedQuery& parsed,
                           store::SearchPage page) {
  auto bundle = to_bundle(services, call, parsed, std::move(page));
  return bundle ? answer_with(services, call, 200, std::move(*bundle))
                : answer_failure(services, call, bundle.error());
}

}  // namespace

search::QueryRules query_rules(const Services& services, bool is_url) {
  return {.extractor = services.parts.extractor,
          .now = services.parts.clock.now(),
          .base_url = services.options.base_url,
          .allow_identifying = !is_url || services.options.identifying_in_url};
}

void search_type(const Services& services, Call call) {
  auto parsed = read_query(services, call);
  if (!parsed) {
    finish_failure(services, std::move(call), parsed.error());
    return;
  }
  const exchange::Caller caller = call.caller;
  search::Query query = parsed->query;
  services.parts.reading.search(
      caller,
      std::move(query),
      [&services, parsed = std::move(*parsed), call = std::move(call)](
          fhir::Checked<store::SearchPage> page) mutable {
        auto response = page ? answer_page(services, call, parsed, std::move(*page))
                             : answer_failure(services, call, page.error());
        return finish_when_recorded(services, std::move(call), std::move(response));
      });
}

}  // namespace gateway::rest
