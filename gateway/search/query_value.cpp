#include "gateway/search/query_value.hpp"

#include <limits>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/fhir/id.hpp"
#include "gateway/search/date_question.hpp"
#include "gateway/search/index_text.hpp"
#include "gateway/search/query_parser.hpp"

namespace gateway::search {
namespace {

constexpr std::int64_t kFirst = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();

std::unexpected<Error> bad_value(std::string message) {
  return fail(ErrorKind::malformed, "SEARCH-VALUE", std::move(message));
}

// The first `wanted` in `text` that no backslash stands before.
std::size_t find_unescaped(std::string_view text, char wanted) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == wanted) {
      return i;
    }
  }
  return std::string_view::npos;
}

void add_text(const Parameter& parameter, std::string text, Criterion& to) {
  to.any_of.push_back({.parameter = parameter.id, .form = parameter.form, .text = std::move(text)});
}

Result<void> add_token_value(const Parameter& parameter, std::string_view value, Criterion& to) {
  const std::size_t bar = find_unescaped(value, '|');
  const bool has_bar = bar != std::string_view::npos;
  const std::string system = has_bar ? unescape(value.substr(0, bar)) : std::string();
  const std::string code = unescape(has_bar ? value.substr(bar + 1) : value);
  if (system.empty() && code.empty()) return bad_value("A token has neither system nor code.");
  TokenForm form{.system = system, .code = code};
  if (has_bar) form.which = system.empty() ? TokenForm::System::none : TokenForm::System::given;
  add_text(parameter, token_text(form), to);
  return {};
}

Result<void> add_bare_id(const Parameter& parameter,
                         std::string_view id,
                         std::string_view target,
                         Criterion& to) {
  if (!fhir::is_id(id)) return bad_value("A reference is neither an id, Type/id nor a URL.");
  const std::string_view targets = target.empty() ? parameter.detail : target;
  if (targets.empty()) {
    return bad_value("A reference needs its type here, as in Type/id.");
  }
  for (const std::string_view type : split(targets, ' ')) {
    add_text(parameter, std::string(type) + '/' + std::string(id), to);
  }
  return {};
}

Result<void> add_reference_value(const Parameter& parameter,
                                 std::string_view value,
                                 const ValueRules& rules,
                                 Criterion& to) {
  std::string text = reference_text(unescape(value), rules.base_url);
  if (text.find(':') != std::string::npos) {
    add_text(parameter, std::move(text), to);
    return {};
  }
  const Halves halves = split_once(text, '/');
  if (!halves.found) return add_bare_id(parameter, text, rules.target, to);
  const bool is_asked_type = rules.target.empty() || rules.target == halves.before;
  if (!is_asked_type || !fhir::is_id(halves.before) || !fhir::is_id(halves.after)) {
    return bad_value("A reference is neither an id, Type/id nor a URL.");
  }
  add_text(parameter, std::move(text), to);
  return {};
}

std::int64_t micros(Instant instant) {
  return instant.time_since_epoch().count();
}

struct DateAnswer {
  RangeTest test;
  std::int64_t low;
  std::int64_t high;
};

// Deviation: for `ge` and `le` a period of a resource that reaches into the asked one from outside
// is found too; R4 wants it to lie inside or to reach beyond.
// Source: FHIR R4, search.html#prefix.
DateAnswer to_answer(const DateQuestion& question) {
  const std::int64_t from = micros(question.period.low);
  const std::int64_t before = micros(question.period.high);
  switch (question.prefix) {
    case DatePrefix::gt: return {RangeTest::overlaps, before, kLast};
    case DatePrefix::ge: return {RangeTest::overlaps, from, kLast};
    case DatePrefix::lt: return {RangeTest::overlaps, kFirst, from - 1};
    case DatePrefix::le: return {RangeTest::overlaps, kFirst, before - 1};
    case DatePrefix::sa: return {RangeTest::within, before, kLast};
    case DatePrefix::eb: return {RangeTest::within, kFirst, from - 1};
    case DatePrefix::eq:
    case DatePrefix::ne: break;
  }
  return {RangeTest::within, from, before - 1};
}

Result<void> add_date_value(const Parameter& parameter, std::string_view value, Criterion& to) {
  GATEWAY_TRY(const DateQuestion question, parse_date_question(value));
  if (question.prefix == DatePrefix::ne) {
    return fail(ErrorKind::not_supported, "SEARCH-PREFIX", "The prefix ne is not supported.");
  }
  const DateAnswer answer = to_answer(question);
  if (!to.any_of.empty() && to.range != answer.test) {
    return fail(ErrorKind::not_supported,
                "SEARCH-PREFIX",
                "These prefixes cannot stand in one list; repeat the parameter instead.");
  }
  to.range = answer.test;
  to.any_of.push_back(
      {.parameter = parameter.id, .form = parameter.form, .low = answer.low, .high = answer.high});
  return {};
}

Result<void> add_value(const Parameter& parameter,
                       std::string_view value,
                       const ValueRules& rules,
                       Criterion& to) {
  if (value.empty()) return bad_value("A value is empty.");
  if (value.size() > kMaxValueBytes) return bad_value("A value has more than 1024 bytes.");
  switch (parameter.type) {
    case ParameterType::token: return add_token_value(parameter, value, to);
    case ParameterType::reference: return add_reference_value(parameter, value, rules, to);
    case ParameterType::date: return add_date_value(parameter, value, to);
  }
  return {};
}

}  // namespace

std::vector<std::string_view> split_alternatives(std::string_view value) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t comma = find_unescaped(value, ',');
    parts.push_back(value.substr(0, comma));
    if (comma == std::string_view::npos) return parts;
    value.remove_prefix(comma + 1);
  }
}

std::string unescape(std::string_view value) {
  std::string text;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool escapes = value[i] == '\\' && i + 1 < value.size() &&
                         std::string_view(",|$\\").find(value[i + 1]) != std::string_view::npos;
    if (escapes) ++i;
    text += value[i];
  }
  return text;
}

Result<Criterion> parse_values(const Parameter& parameter,
                               std::string_view value,
                               const ValueRules& rules) {
  Criterion criterion;
  const auto values = split_alternatives(value);
  if (values.size() > kMaxValues) {
    return fail(
        ErrorKind::too_costly, "SEARCH-TOO-MANY", "A parameter has more than 100 alternatives.");
  }
  for (const std::string_view each : values) {
    GATEWAY_CHECK(add_value(parameter, each, rules, criterion));
  }
  return criterion;
}

}  // namespace gateway::search
