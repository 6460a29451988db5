#include "gateway/search/query_parser.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/fhir/id.hpp"
#include "gateway/search/date_question.hpp"
#include "gateway/search/parameter_table.hpp"
#include "gateway/search/query_value.hpp"

namespace gateway::search {
namespace {

// An id that no resource can have: the query that asks for it finds nothing.
constexpr std::string_view kNoSuchId = "!";

struct Parse {
  std::string_view resource_type;
  const QueryRules& rules;
  ParsedQuery result;
  std::vector<TextQuestion> questions;
};

std::unexpected<Error> bad_value(std::string message) {
  return fail(ErrorKind::malformed, "SEARCH-VALUE", std::move(message));
}

std::unexpected<Error> not_offered(std::string message) {
  return fail(ErrorKind::not_supported, "SEARCH-RESULT-PARAMETER", std::move(message));
}

Result<void> take_id(std::string_view value, Parse& parse) {
  std::vector<std::string> ids;
  const auto values = split_alternatives(value);
  if (values.size() > kMaxValues) {
    return fail(ErrorKind::too_costly, "SEARCH-TOO-MANY", "_id has more than 100 alternatives.");
  }
  for (const std::string_view each : values) {
    if (!fhir::is_id(each)) return bad_value("_id takes logical ids.");
    ids.emplace_back(each);
  }
  std::vector<std::string>& wanted = parse.result.query.ids;
  if (!wanted.empty()) {
    std::erase_if(
        ids, [&](const std::string& id) { return std::ranges::find(wanted, id) == wanted.end(); });
    if (ids.empty()) ids.emplace_back(kNoSuchId);
  }
  wanted = std::move(ids);
  return {};
}

Result<void> take_last_updated(std::string_view value, Parse& parse) {
  GATEWAY_TRY(const RangeQuestion question, parse_date_question(value, parse.rules.now));
  const auto ranges = asked_ranges(question);
  if (ranges.size() != 1) {
    return fail(ErrorKind::not_supported, "SEARCH-PREFIX", "The prefix ne is not supported.");
  }
  const auto instant = [](std::int64_t micros) {
    return Instant(std::chrono::microseconds(micros));
  };
  // A point in time overlaps what it lies within.
  Query& query = parse.result.query;
  const auto& [test, low, high] = ranges.front();
  if (low != kOpenLow)
    query.updated_from = std::max(query.updated_from.value_or(instant(low)), instant(low));
  if (high != kOpenHigh) {
    const Instant end = instant(high + 1);
    query.updated_before = std::min(query.updated_before.value_or(end), end);
  }
  return {};
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

Result<void> take_sort(std::string_view value, Parse&) {
  if (value == "-_lastUpdated") return {};
  return fail(ErrorKind::not_supported, "SEARCH-SORT", "_sort takes -_lastUpdated only.");
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
    {"_id", take_id, Applied::kept, true},
    {"_lastUpdated", take_last_updated, Applied::kept, true},
    {"_count", take_count, Applied::kept, false},
    {"_total", take_total, Applied::kept, false},
    {"_sort", take_sort, Applied::kept, false},
    {"_summary", take_summary, Applied::kept, false},
    {kCursorField, take_cursor, Applied::left_out, false},
    {"_format", pass_over, Applied::left_out, false},
    {"_pretty", pass_over, Applied::left_out, false},
    {"_elements", pass_over, Applied::kept, true},  // names are checked where they are used
    {"_include", refuse, Applied::left_out, true},
    {"_revinclude", refuse, Applied::left_out, true},
    {"_has", refuse, Applied::left_out, true},
    {"_contained", refuse, Applied::left_out, true},
    {"_containedType", refuse, Applied::left_out, true},
    {"_content", refuse, Applied::left_out, true},
    {"_text", refuse, Applied::left_out, true},
    {"_filter", refuse, Applied::left_out, true},
    {"_list", refuse, Applied::left_out, true},
    {"_profile", refuse, Applied::left_out, true},
    {"_query", refuse, Applied::left_out, true},
    {"_security", refuse, Applied::left_out, true},
    {"_source", refuse, Applied::left_out, true},
    {"_tag", refuse, Applied::left_out, true},
    {"_type", refuse, Applied::left_out, true},
});

Result<void> take_parameter(const FormField& field, Parse& parse) {
  const Halves name = split_once(field.name, ':');
  if (field.name.find('.') != std::string_view::npos) {
    return fail(ErrorKind::not_supported, "SEARCH-CHAIN", "Chained parameters are not supported.");
  }
  const Parameter* parameter = find_parameter(parse.resource_type, name.before);
  if (parameter == nullptr) {
    return fail(ErrorKind::not_supported,
                "SEARCH-UNKNOWN-PARAMETER",
                "The resource type has no such search parameter.");
  }
  if (name.found && name.after.empty()) {
    return fail(
        ErrorKind::not_supported, "SEARCH-MODIFIER", "There is no modifier behind the ':'.");
  }
  const ValueRules rules{
      .modifier = name.after, .base_url = parse.rules.base_url, .now = parse.rules.now};
  if (parameter->form == Form::blind && !parse.rules.allow_identifying) {
    return fail(ErrorKind::not_supported,
                "SEARCH-IDENTIFYING-URL",
                "This parameter identifies a person: send it in the body of POST _search.");
  }
  GATEWAY_TRY(ParsedValues values, parse_values(*parameter, field.value, rules));
  parse.result.query.all_of.push_back(std::move(values.criterion));
  if (values.recheck) parse.questions.push_back(std::move(*values.recheck));
  parse.result.applied.push_back(field);
  return {};
}

Result<void> take_field(const FormField& field, bool is_repeated, Parse& parse) {
  const Halves name = split_once(field.name, ':');
  const auto row = std::ranges::find(kCommon, name.before, &CommonRow::name);
  if (row == kCommon.end()) return take_parameter(field, parse);
  if (name.found) {
    return fail(
        ErrorKind::not_supported, "SEARCH-MODIFIER", "The parameter does not take this modifier.");
  }
  if (is_repeated && !row->repeats) return bad_value("The parameter stands twice.");
  GATEWAY_CHECK(row->take(field.value, parse));
  if (row->applied == Applied::kept) parse.result.applied.push_back(field);
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

}  // namespace

fhir::Checked<ParsedQuery> parse_query(std::string_view resource_type,
                                       const std::vector<FormField>& fields,
                                       const QueryRules& rules) {
  Parse parse{.resource_type = resource_type, .rules = rules, .result = {}, .questions = {}};
  parse.result.query.type = resource_type;
  parse.result.query.count = kDefaultCount;
  fhir::IssueLog issues;
  Error first;
  for (auto field = fields.begin(); field != fields.end(); ++field) {
    const bool is_repeated =
        std::ranges::find(fields.begin(), field, field->name, &FormField::name) != field;
    auto taken = take_field(*field, is_repeated, parse);
    if (taken) continue;
    issues.add(to_issue(taken.error(), field->name));
    if (issues.issues().size() == 1) {
      first = std::move(taken).error();
      first.expression = shown_name(field->name);
    }
  }
  if (issues.has_errors()) return std::unexpected(fhir::Failure(first, std::move(issues)));
  if (!parse.questions.empty()) {
    parse.result.query.recheck =
        std::make_shared<TextRecheck>(rules.extractor, std::move(parse.questions));
  }
  return std::move(parse.result);
}

}  // namespace gateway::search
