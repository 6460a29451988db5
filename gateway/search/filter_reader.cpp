#include "gateway/search/filter_reader.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/fhir/id.hpp"
#include "gateway/search/date_question.hpp"
#include "gateway/search/escapes.hpp"
#include "gateway/search/parameter_table.hpp"
#include "gateway/search/query_value.hpp"

namespace gateway::search {
namespace {

std::unexpected<Error> bad_value(std::string message) {
  return fail(ErrorKind::malformed, "SEARCH-VALUE", std::move(message));
}

std::unexpected<Error> bad_chain(std::string message) {
  return fail(ErrorKind::not_supported, "SEARCH-CHAIN", std::move(message));
}

std::unexpected<Error> unknown_parameter() {
  return fail(ErrorKind::not_supported,
              "SEARCH-UNKNOWN-PARAMETER",
              "The resource type has no such search parameter.");
}

constexpr std::string_view kHas = "_has";

// True if a search of the type has the parameter that a name begins with.
bool has_filter(std::string_view type, std::string_view name) {
  const std::string_view code = name.substr(0, name.find_first_of(":."));
  return code == "_id" || code == "_lastUpdated" || code == kHas ||
         find_parameter(type, code) != nullptr;
}

std::vector<std::string_view> targets_of(const Parameter& reference, const fhir::TypeTable& types) {
  std::vector<std::string_view> targets;
  for (std::size_t i = 1; i < types.type_count(); ++i) {
    const auto id = static_cast<fhir::TypeId>(i);
    const bool is_concrete = (types.type(id).flags & fhir::kIsAbstract) == 0;
    if (types.is_resource(id) && is_concrete && takes_target(reference, types.type_name(id)))
      targets.push_back(types.type_name(id));
  }
  return targets;
}

}  // namespace

Result<const Parameter*> find_reference(std::string_view type, std::string_view code) {
  const Parameter* parameter = find_parameter(type, code);
  if (parameter == nullptr) return unknown_parameter();
  if (parameter->type == ParameterType::reference) return parameter;
  return bad_chain("Only a parameter of type reference leads to other resources.");
}

bool FilterReader::is_resource_type(std::string_view name) const {
  const fhir::TypeTable& types = rules_.extractor.types();
  const fhir::TypeId id = types.find_type(name);
  return id != fhir::kNoType && types.is_resource(id);
}

Result<void> FilterReader::take_id(std::string_view value) {
  std::vector<std::string> ids;
  const auto values = split_alternatives(value);
  if (values.size() > kMaxValues) {
    return fail(ErrorKind::too_costly, "SEARCH-TOO-MANY", "_id has more than 100 alternatives.");
  }
  for (const std::string_view each : values) {
    if (!fhir::is_id(each)) return bad_value("_id takes logical ids.");
    ids.emplace_back(each);
  }
  keep_ids(query_, std::move(ids));
  return {};
}

Result<void> FilterReader::take_last_updated(std::string_view value) {
  GATEWAY_TRY(const RangeQuestion question, parse_date_question(value, rules_.now));
  const auto ranges = asked_ranges(question);
  if (ranges.size() != 1) {
    return fail(ErrorKind::not_supported, "SEARCH-PREFIX", "The prefix ne is not supported.");
  }
  const auto instant = [](std::int64_t micros) {
    return Instant(std::chrono::microseconds(micros));
  };
  // A point in time overlaps what it lies within.
  const auto& [test, low, high] = ranges.front();
  if (low != kOpenLow)
    query_.updated_from = std::max(query_.updated_from.value_or(instant(low)), instant(low));
  if (high != kOpenHigh) {
    const Instant end = instant(high + 1);
    query_.updated_before = std::min(query_.updated_before.value_or(end), end);
  }
  return {};
}

Result<void> FilterReader::take_parameter(const FormField& field) {
  const Halves name = split_once(field.name, ':');
  const Parameter* parameter = find_parameter(query_.type, name.before);
  if (parameter == nullptr) return unknown_parameter();
  if (name.found && name.after.empty()) {
    return fail(
        ErrorKind::not_supported, "SEARCH-MODIFIER", "There is no modifier behind the ':'.");
  }
  if (parameter->form == Form::blind && !rules_.allow_identifying) {
    return fail(ErrorKind::not_supported,
                "SEARCH-IDENTIFYING-URL",
                "This parameter identifies a person: send it in the body of POST _search.");
  }
  const ValueRules values{.modifier = name.after, .base_url = rules_.base_url, .now = rules_.now};
  GATEWAY_TRY(ParsedValues parsed, parse_values(*parameter, field.value, values));
  query_.all_of.push_back(std::move(parsed.criterion));
  if (parsed.recheck) questions_.push_back(std::move(*parsed.recheck));
  return {};
}

Result<void> FilterReader::add_inner(std::string_view type, const FormField& field, Link& link) {
  if (++links_ > kMaxLinks) {
    return fail(ErrorKind::too_costly,
                "SEARCH-TOO-MANY",
                "The chains lead to more than 32 searches; name the type after each reference.");
  }
  Query query{.type = std::string(type)};
  FilterReader inner(query, rules_, links_);
  GATEWAY_CHECK(inner.take(field));
  std::move(inner).finish();
  link.inner.push_back(std::move(query));
  return {};
}

// "subject:Patient.name", "subject.name"
Result<void> FilterReader::take_chain(const FormField& field) {
  const Halves path = split_once(field.name, '.');
  const Halves head = split_once(path.before, ':');
  GATEWAY_TRY(const Parameter* reference, find_reference(query_.type, head.before));
  const FormField rest{std::string(path.after), field.value};
  Link link;
  link.reference = reference;
  if (head.found) {
    if (!is_resource_type(head.after) || !takes_target(*reference, head.after))
      return bad_chain("The parameter does not lead to this type.");
    GATEWAY_CHECK(add_inner(head.after, rest, link));
  } else {
    for (const std::string_view type : targets_of(*reference, rules_.extractor.types())) {
      if (has_filter(type, rest.name)) GATEWAY_CHECK(add_inner(type, rest, link));
    }
  }
  if (link.inner.empty()) return unknown_parameter();
  query_.links.push_back(std::move(link));
  return {};
}

// "_has:Task:patient:status"
Result<void> FilterReader::take_has(const FormField& field) {
  const Halves has = split_once(field.name, ':');
  const Halves type = split_once(has.after, ':');
  const Halves code = split_once(type.after, ':');
  if (!code.found || code.after.empty() || !is_resource_type(type.before))
    return bad_chain("_has is _has:{type}:{reference parameter}:{parameter}.");
  GATEWAY_TRY(const Parameter* reference, find_reference(type.before, code.before));
  if (!takes_target(*reference, query_.type))
    return bad_chain("The parameter does not lead to this type.");
  Link link;
  link.reference = reference;
  link.reversed = true;
  GATEWAY_CHECK(add_inner(type.before, {std::string(code.after), field.value}, link));
  query_.links.push_back(std::move(link));
  return {};
}

Result<void> FilterReader::take(const FormField& field) {
  if (field.name.starts_with("_has:")) return take_has(field);
  if (field.name.find('.') != std::string::npos) return take_chain(field);
  const Halves name = split_once(field.name, ':');
  const bool is_column = name.before == "_id" || name.before == "_lastUpdated";
  if (!is_column) return take_parameter(field);
  if (name.found) {
    return fail(
        ErrorKind::not_supported, "SEARCH-MODIFIER", "The parameter does not take this modifier.");
  }
  return name.before == "_id" ? take_id(field.value) : take_last_updated(field.value);
}

void FilterReader::finish() && {
  if (!questions_.empty())
    query_.recheck = std::make_shared<TextRecheck>(rules_.extractor, std::move(questions_));
  if (!query_.links.empty() || !query_.includes.empty())
    query_.references = std::make_shared<ReferenceReader>(rules_.extractor, rules_.base_url);
}

}  // namespace gateway::search
