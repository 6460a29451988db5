#include "gateway/search/query_parser.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/search/filter_reader.hpp"
#include "gateway/search/include_reader.hpp"

namespace gateway::search {
namespace {

struct Parse {
  const QueryRules& rules;
  ParsedQuery result = {};
};

std::unexpected<Error> bad_value(std::string message) {
  return fail(ErrorKind::malformed, "SEARCH-VALUE", std::move(message));
}

std::unexpected<Error> not_offered(std::string message) {
  return fail(ErrorKind::not_supported, "SEARCH-RESULT-PARAMETER", std::move(message));
}

Result<void> take_count(std::string_view value, Parse& parse) {
  const auto count = parse_integer<std::uint32_t>(value);
  if (!count) return bad_value("_count takes a number from 0.");
  parse.result.query.count = std::min<std::size_t>(*count, kMaxCount);
  if (*count == 0) parse.result.query.count_total = true;
  return {};
}

Result<void> take_total(std::string_view value, Parse& parse) {
  if (value == "none") return {};
  if (value != "accurate" && value != "estimate") {
    return bad_value("_total takes none, estimate or accurate.");
  }
  parse.result.query.count_total = true;
  return {};
}

Result<void> take_sort(std::string_view value, Parse& parse) {
  Query& query = parse.result.query;
  GATEWAY_TRY(std::vector<SortTerm> terms, read_sort(query.type, value));
  if (terms.front().by == SortTerm::By::last_updated) {
    // No two resources are known apart behind it.
    query.oldest_first = !terms.front().descending;
    return {};
  }
  query.order = std::make_shared<SortOrder>(parse.rules, std::move(terms));
  return {};
}

Result<void> take_summary(std::string_view value, Parse& parse) {
  constexpr auto kOfEntries = std::to_array<std::string_view>({"false", "true", "text", "data"});
  if (std::ranges::find(kOfEntries, value) != kOfEntries.end()) return {};
  if (value != "count") return bad_value("_summary takes true, text, data, count and false.");
  parse.result.query.count = 0;
  parse.result.query.count_total = true;
  return {};
}

Result<void> take_cursor(std::string_view value, Parse& parse) {
  if (value.empty()) return bad_value("The cursor is empty.");
  parse.result.cursor = value;
  return {};
}

Result<void> pass_over(std::string_view, Parse&) {
  return {};
}

Result<void> refuse(std::string_view, Parse&) {
  return not_offered("This gateway does not offer the parameter.");
}

enum class Applied : std::uint8_t { kept, left_out };  // on the self link

struct CommonRow {
  std::string_view name;
  Result<void> (*take)(std::string_view value, Parse& parse);
  Applied applied;
  bool repeats;
};

// Source: FHIR R4, search.html#all and #2.21.1.6.
constexpr auto kCommon = std::to_array<CommonRow>({
    {"_count", take_count, Applied::kept, false},
    {"_total", take_total, Applied::kept, false},
    {"_sort", take_sort, Applied::kept, false},
    {"_summary", take_summary, Applied::kept, false},
    {kCursorField, take_cursor, Applied::left_out, false},
    {"_format", pass_over, Applied::left_out, false},
    {"_pretty", pass_over, Applied::left_out, false},
    {"_elements", pass_over, Applied::kept, true},  // names are checked where they are used
    {"_contained", refuse, Applied::left_out, true},
    {"_containedType", refuse, Applied::left_out, true},
    {"_content", refuse, Applied::left_out, true},
    {"_text", refuse, Applied::left_out, true},
    {"_filter", refuse, Applied::left_out, true},
    {"_list", refuse, Applied::left_out, true},
    {"_query", refuse, Applied::left_out, true},
    {"_type", refuse, Applied::left_out, true},
});

Result<void> take_common(const FormField& field,
                         const CommonRow& row,
                         bool is_repeated,
                         Parse& parse) {
  if (field.name != row.name) {
    return fail(
        ErrorKind::not_supported, "SEARCH-MODIFIER", "The parameter does not take this modifier.");
  }
  if (is_repeated && !row.repeats) return bad_value("The parameter stands twice.");
  GATEWAY_CHECK(row.take(field.value, parse));
  if (row.applied == Applied::kept) parse.result.applied.push_back(field);
  return {};
}

Result<void> take_include(const FormField& field, Parse& parse) {
  std::vector<Include>& includes = parse.result.query.includes;
  GATEWAY_TRY(Include include,
              read_include(field.name, field.value, parse.rules.extractor.types()));
  if (includes.size() == kMaxIncludes) {
    return fail(ErrorKind::too_costly, "SEARCH-TOO-MANY", "There are more than 16 includes.");
  }
  includes.push_back(std::move(include));
  parse.result.applied.push_back(field);
  return {};
}

Result<void> take_field(const FormField& field,
                        bool is_repeated,
                        FilterReader& filters,
                        Parse& parse) {
  const std::string_view name = split_once(field.name, ':').before;
  const auto row = std::ranges::find(kCommon, name, &CommonRow::name);
  if (row != kCommon.end()) return take_common(field, *row, is_repeated, parse);
  if (name == "_include" || name == "_revinclude") return take_include(field, parse);
  GATEWAY_CHECK(filters.take(field));
  parse.result.applied.push_back(field);
  return {};
}

// Names of parameters are codes and go into answers; anything else is a client's text and stays
// out.
std::string shown_name(std::string_view name) {
  constexpr std::size_t kMaxShown = 64;
  const bool is_code =
      name.size() <= kMaxShown && std::ranges::all_of(name, [](char c) {
        return is_alpha(c) || is_digit(c) || c == '-' || c == '_' || c == ':' || c == '.';
      });
  return is_code ? std::string(name) : std::string("?");
}

fhir::Issue to_issue(const Error& error, std::string_view field) {
  return {.code = error.kind == ErrorKind::not_supported ? "not-supported" : "value",
          .id = error.id,
          .text = error.message,
          .expression = shown_name(field)};
}

// A client that asks leniently is still kept from putting what identifies a person into a URL.
bool may_pass_over(const Error& error, const QueryRules& rules) {
  return rules.lenient && error.kind == ErrorKind::not_supported &&
         error.id != "SEARCH-IDENTIFYING-URL";
}

}  // namespace

fhir::Checked<ParsedQuery> parse_query(std::string_view resource_type,
                                       const std::vector<FormField>& fields,
                                       const QueryRules& rules) {
  Parse parse{.rules = rules};
  Query& query = parse.result.query;
  query.type = resource_type;
  query.count = kDefaultCount;
  std::size_t links = 0;
  FilterReader filters(query, rules, links);
  fhir::IssueLog issues;
  Error first;
  for (auto field = fields.begin(); field != fields.end(); ++field) {
    const bool is_repeated =
        std::ranges::find(fields.begin(), field, field->name, &FormField::name) != field;
    auto taken = take_field(*field, is_repeated, filters, parse);
    if (taken) continue;
    fhir::Issue issue = to_issue(taken.error(), field->name);
    if (may_pass_over(taken.error(), rules)) {
      issue.severity = fhir::Severity::warning;
      parse.result.ignored.add(std::move(issue));
      continue;
    }
    issues.add(std::move(issue));
    if (issues.issues().size() == 1) {
      first = std::move(taken).error();
      first.expression = shown_name(field->name);
    }
  }
  if (issues.has_errors()) return std::unexpected(fhir::Failure(first, std::move(issues)));
  std::move(filters).finish();
  return std::move(parse.result);
}

}  // namespace gateway::search
