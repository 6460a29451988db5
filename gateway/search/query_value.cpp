#include "gateway/search/query_value.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/fhir/date_time.hpp"
#include "gateway/fhir/id.hpp"
#include "gateway/search/date_question.hpp"
#include "gateway/search/escapes.hpp"
#include "gateway/search/index_text.hpp"
#include "gateway/search/number_key.hpp"
#include "gateway/search/query_parser.hpp"
#include "gateway/search/search_text.hpp"

namespace gateway::search {
namespace {

std::unexpected<Error> bad_value(std::string message) {
  return fail(ErrorKind::malformed, "SEARCH-VALUE", std::move(message));
}

// What the values of one parameter are read into.
struct Reading {
  const Parameter& parameter;
  const ValueRules& rules;
  ParsedValues& to;

  void add_text(std::string text) const {
    const Form form = parameter.form == Form::range ? Form::plain : parameter.form;
    to.criterion.any_of.push_back(
        {.parameter = parameter.id, .form = form, .text = std::move(text)});
  }
  void add_ranges(const RangeQuestion& question, const std::string& scope) const {
    for (const AskedRange& range : asked_ranges(question)) {
      to.criterion.any_of.push_back({.parameter = parameter.id,
                                     .form = Form::range,
                                     .text = scope,
                                     .low = range.low,
                                     .high = range.high,
                                     .test = range.test});
    }
  }
  void add_recheck(TextTest test, std::string text) const {
    if (!to.recheck) to.recheck = TextQuestion{&parameter, test, {}};
    to.recheck->any_of.push_back(std::move(text));
  }
};

using Read = Result<void> (*)(std::string_view value, const Reading& to);

// --- what is for people ---

Result<std::string> folded_question(std::string_view value) {
  std::string text = folded(unescape(value));
  if (text.empty()) return bad_value("The text has no character that is compared.");
  return text;
}

// --- token ---

Result<std::string> token_question(std::string_view value) {
  const std::size_t bar = find_unescaped(value, '|');
  const bool has_bar = bar != std::string_view::npos;
  const std::string system = has_bar ? unescape(value.substr(0, bar)) : std::string();
  const std::string code = unescape(has_bar ? value.substr(bar + 1) : value);
  if (system.empty() && code.empty()) return bad_value("A token has neither system nor code.");
  TokenForm form{.system = system, .code = code};
  if (has_bar) form.which = system.empty() ? TokenForm::System::none : TokenForm::System::given;
  return token_text(form);
}

Result<void> read_token(std::string_view value, const Reading& to) {
  GATEWAY_TRY(std::string text, token_question(value));
  to.add_text(std::move(text));
  return {};
}

Result<void> read_other_token(std::string_view value, const Reading& to) {
  to.to.criterion.negated = true;
  return read_token(value, to);
}

// What stands beside the code for people to read.
Result<void> read_label(std::string_view value, const Reading& to) {
  GATEWAY_TRY(std::string text, folded_question(value));
  if (to.to.criterion.any_of.empty()) to.add_text(std::string(kPresent));
  to.add_recheck(TextTest::starts_with, std::move(text));
  return {};
}

// "system|code|value": a type of identifier, and the value.
Result<void> read_of_type(std::string_view value, const Reading& to) {
  const std::size_t first = find_unescaped(value, '|');
  const std::size_t second = first == std::string_view::npos
                                 ? std::string_view::npos
                                 : find_unescaped(value.substr(first + 1), '|');
  if (second == std::string_view::npos)
    return bad_value(":of-type takes system|code|value, of which none may be empty.");
  const std::string system = unescape(value.substr(0, first));
  const std::string code = unescape(value.substr(first + 1, second));
  const std::string number = unescape(value.substr(first + second + 2));
  if (system.empty() || code.empty() || number.empty())
    return bad_value(":of-type takes system|code|value, of which none may be empty.");
  to.add_text(typed_identifier_text(system, code, number));
  return {};
}

// --- reference ---

Result<void> read_bare_id(std::string_view id, std::string_view targets, const Reading& to) {
  if (!fhir::is_id(id)) return bad_value("A reference is neither an id, Type/id nor a URL.");
  if (targets.empty()) return bad_value("A reference needs its type here, as in Type/id.");
  for (const std::string_view type : split(targets, ' '))
    to.add_text(std::string(type) + '/' + std::string(id));
  return {};
}

Result<void> read_reference_to(std::string_view value, std::string_view target, const Reading& to) {
  std::string text = reference_text(unescape(value), to.rules.base_url);
  if (text.find(':') != std::string::npos) {
    to.add_text(std::move(text));
    return {};
  }
  const Halves halves = split_once(text, '/');
  if (!halves.found) return read_bare_id(text, target.empty() ? to.parameter.targets : target, to);
  const bool is_asked_type = target.empty() || target == halves.before;
  if (!is_asked_type || !fhir::is_id(halves.before) || !fhir::is_id(halves.after)) {
    return bad_value("A reference is neither an id, Type/id nor a URL.");
  }
  to.add_text(std::move(text));
  return {};
}

Result<void> read_reference(std::string_view value, const Reading& to) {
  return read_reference_to(value, {}, to);
}

Result<void> read_typed_reference(std::string_view value, const Reading& to) {
  return read_reference_to(value, to.rules.modifier, to);
}

Result<void> read_reference_identifier(std::string_view value, const Reading& to) {
  GATEWAY_TRY(const std::string text, token_question(value));
  to.add_text(marked(kIdentifier, text));
  return {};
}

// --- date, number, quantity ---

Result<void> read_blind_date(std::string_view value, const Reading& to) {
  if (!value.empty() && is_alpha(value.front())) {
    GATEWAY_TRY(const std::string_view prefix, take_prefix(value));
    if (prefix != "eq") {
      return fail(ErrorKind::not_supported,
                  "SEARCH-PREFIX",
                  "This date identifies a person and is compared for equality only.");
    }
  }
  const auto date = fhir::parse_search_date(value);
  if (!date) return bad_value("The value is not a date.");
  if (value.size() > std::string_view("2024-05-01").size())
    return bad_value("The value is a date with time, and the element has none.");
  to.add_text(std::string(value));
  return {};
}

Result<void> read_date(std::string_view value, const Reading& to) {
  if (to.parameter.form == Form::blind) return read_blind_date(value, to);
  GATEWAY_TRY(const RangeQuestion question, parse_date_question(value, to.rules.now));
  to.add_ranges(question, {});
  return {};
}

Result<void> read_number_in(std::string_view value, const std::string& scope, const Reading& to) {
  GATEWAY_TRY(const NumberQuestion number, parse_number_question(value));
  to.add_ranges(number.range(), scope);
  return {};
}

Result<void> read_number(std::string_view value, const Reading& to) {
  return read_number_in(value, {}, to);
}

// "5.4", "5.4|system|code", "5.4||code".
Result<void> read_quantity(std::string_view value, const Reading& to) {
  const std::size_t first = find_unescaped(value, '|');
  if (first == std::string_view::npos) return read_number(value, to);
  const std::string_view unit = value.substr(first + 1);
  const std::size_t second = find_unescaped(unit, '|');
  if (second == std::string_view::npos) {
    return bad_value("A quantity is a number, number|system|code or number||code.");
  }
  const std::string system = unescape(unit.substr(0, second));
  const std::string code = unescape(unit.substr(second + 1));
  if (code.empty()) return bad_value("A quantity has no unit behind its system.");
  return read_number_in(
      value.substr(0, first), system.empty() ? marked(kUnit, code) : system + '|' + code, to);
}

// --- string ---

Result<void> read_string(std::string_view value, const Reading& to) {
  GATEWAY_TRY(std::string text, folded_question(value));
  const std::string_view start = first_characters(text, kMaxPrefix);
  to.add_text(marked(kPrefix, start));
  // One long text makes all alternatives be looked up.
  to.add_recheck(TextTest::starts_with, std::move(text));
  return {};
}

Result<void> read_exact_string(std::string_view value, const Reading& to) {
  to.add_text(marked(kExact, unescape(value)));
  return {};
}

Result<void> read_part_of_string(std::string_view value, const Reading& to) {
  GATEWAY_TRY(std::string text, folded_question(value));
  if (to.to.criterion.any_of.empty()) to.add_text(std::string(kPresent));
  to.add_recheck(TextTest::contains, std::move(text));
  return {};
}

// --- uri ---

Result<void> read_uri(std::string_view value, const Reading& to) {
  to.add_text(unescape(value));
  return {};
}

Result<void> read_uri_below(std::string_view value, const Reading& to) {
  if (to.to.criterion.any_of.empty()) to.add_text(std::string(kPresent));
  to.add_recheck(TextTest::below, unescape(value));
  return {};
}

// The URI itself and each that it lies under.
Result<void> read_uri_above(std::string_view value, const Reading& to) {
  constexpr std::size_t kMaxSteps = 32;
  std::string text = unescape(value);
  for (std::size_t step = 0; step < kMaxSteps; ++step) {
    to.add_text(text);
    const std::size_t slash = text.find_last_not_of('/');
    if (slash == std::string::npos) break;
    const std::size_t parent = text.rfind('/', slash);
    if (parent == std::string::npos || (parent > 0 && text[parent - 1] == '/')) break;
    if (text.ends_with('/')) {
      text.resize(parent + 1);
    } else {
      to.add_text(text.substr(0, parent + 1));
      text.resize(parent);
    }
  }
  return {};
}

// --- any type ---

Result<void> read_missing(std::string_view value, const Reading& to) {
  if (value != "true" && value != "false") return bad_value(":missing takes true or false.");
  to.add_text(std::string(kPresent));
  to.to.criterion.negated = value == "true";
  return {};
}

using Type = ParameterType;

struct ReadRow {
  Type type;
  std::string_view modifier;
  Read read;
};

constexpr std::string_view kMissing = "missing";

// Source: FHIR R4, search.html#modifiers.
constexpr auto kReads = std::to_array<ReadRow>({
    {Type::token, "", read_token},
    {Type::token, "not", read_other_token},
    {Type::token, "text", read_label},
    {Type::token, "of-type", read_of_type},
    {Type::reference, "", read_reference},
    {Type::reference, "identifier", read_reference_identifier},
    {Type::date, "", read_date},
    {Type::number, "", read_number},
    {Type::quantity, "", read_quantity},
    {Type::string, "", read_string},
    {Type::string, "exact", read_exact_string},
    {Type::string, "contains", read_part_of_string},
    {Type::uri, "", read_uri},
    {Type::uri, "below", read_uri_below},
    {Type::uri, "above", read_uri_above},
});

Result<Read> find_read(const Parameter& parameter, std::string_view modifier) {
  if (modifier == kMissing) return read_missing;
  for (const ReadRow& row : kReads) {
    if (row.type == parameter.type && row.modifier == modifier) return row.read;
  }
  const bool names_target = parameter.type == Type::reference && !modifier.empty() &&
                            is_upper(modifier.front()) && takes_target(parameter, modifier);
  if (names_target) return read_typed_reference;
  return fail(
      ErrorKind::not_supported, "SEARCH-MODIFIER", "The parameter does not take this modifier.");
}

// Prefixes in the index are enough where no text is longer than they.
void drop_needless_recheck(ParsedValues& values) {
  const bool is_needless = values.recheck && values.recheck->test == TextTest::starts_with &&
                           values.recheck->parameter->type == Type::string &&
                           std::ranges::all_of(values.recheck->any_of, [](const std::string& text) {
                             return first_characters(text, kMaxPrefix).size() == text.size();
                           });
  if (is_needless) values.recheck.reset();
}

}  // namespace

Result<ParsedValues> parse_values(const Parameter& parameter,
                                  std::string_view value,
                                  const ValueRules& rules) {
  GATEWAY_TRY(const Read read, find_read(parameter, rules.modifier));
  const auto values = split_alternatives(value);
  if (values.size() > kMaxValues) {
    return fail(
        ErrorKind::too_costly, "SEARCH-TOO-MANY", "A parameter has more than 100 alternatives.");
  }
  if (rules.modifier == kMissing && values.size() > 1)
    return bad_value(":missing takes true or false.");
  ParsedValues parsed;
  for (const std::string_view each : values) {
    if (each.empty()) return bad_value("A value is empty.");
    if (each.size() > kMaxValueBytes) return bad_value("A value has more than 1024 bytes.");
    GATEWAY_CHECK(read(each, {parameter, rules, parsed}));
  }
  drop_needless_recheck(parsed);
  return parsed;
}

}  // namespace gateway::search
