#include "gateway/search/element_values.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "gateway/fhir/date_time.hpp"
#include "gateway/search/index_text.hpp"
#include "gateway/search/number_key.hpp"
#include "gateway/search/range_question.hpp"
#include "gateway/search/search_text.hpp"
#include "gateway/search/swedish_zone.hpp"

namespace gateway::search {
namespace {

void add_text(std::string text, Extraction& to) {
  if (text.size() > kMaxValueBytes) return;
  to.out.push_back(
      {.parameter = to.parameter.id, .form = to.parameter.form, .text = std::move(text)});
}

void add_range(std::int64_t low, std::int64_t high, Extraction& to, std::string scope = {}) {
  if (low > high) return;
  to.out.push_back({.parameter = to.parameter.id,
                    .form = Form::range,
                    .text = std::move(scope),
                    .low = low,
                    .high = high});
}

void add_token(std::string_view system, std::string_view code, Extraction& to) {
  for (std::string& text : token_texts(system, code))
    add_text(std::move(text), to);
}

// --- token ---

void take_code(fhir::Node node, Extraction& to) {
  add_token(implied_system(to.parameter, node.value()), node.value(), to);
}

void take_coding(fhir::Node node, Extraction& to) {
  add_token(node.child("system").value(), node.child("code").value(), to);
}

void take_concept(fhir::Node node, Extraction& to) {
  for (const fhir::Node coding : node.children("coding"))
    take_coding(coding, to);
}

void take_identifier(fhir::Node node, Extraction& to) {
  const std::string_view value = node.child("value").value();
  add_token(node.child("system").value(), value, to);
  for (const fhir::Node coding : node.child("type").children("coding")) {
    const std::string_view system = coding.child("system").value();
    const std::string_view code = coding.child("code").value();
    if (!system.empty() && !code.empty() && !value.empty())
      add_text(typed_identifier_text(system, code, value), to);
  }
}

void take_contact(fhir::Node node, Extraction& to) {
  add_token({}, node.child("value").value(), to);
}

// --- reference and uri ---

bool is_wanted_target(std::string_view text, const Extraction& to) {
  const bool is_literal = text.find(':') != std::string_view::npos;
  return is_literal || takes_target(to.parameter, text.substr(0, text.find('/')));
}

void take_link(std::string_view link, Extraction& to) {
  std::string text = reference_text(link, to.base_url);
  if (!text.empty() && is_wanted_target(text, to)) add_text(std::move(text), to);
}

void take_reference(fhir::Node node, Extraction& to) {
  take_link(node.child("reference").value(), to);
  const fhir::Node identifier = node.child("identifier");
  for (const std::string& text :
       token_texts(identifier.child("system").value(), identifier.child("value").value())) {
    add_text(marked(kIdentifier, text), to);
  }
}

// A canonical with version is found without it too.
void take_canonical(fhir::Node node, Extraction& to) {
  const std::string_view text = node.value();
  take_link(text, to);
  if (const std::size_t bar = text.find('|'); bar != std::string_view::npos)
    take_link(text.substr(0, bar), to);
}

void take_uri(fhir::Node node, Extraction& to) {
  if (!node.value().empty()) add_text(std::string(node.value()), to);
}

// --- date ---

std::int64_t micros(Instant instant) {
  return instant.time_since_epoch().count();
}

std::optional<fhir::Period> covered(fhir::Node node) {
  const auto date = fhir::parse_date_time(node.value());
  if (!date) return std::nullopt;
  return fhir::period_of(*date, SwedishZone());
}

// A date that identifies a person is found by itself and by the month and the year it lies in.
void add_blind_date(std::string_view date, Extraction& to) {
  constexpr std::array<std::size_t, 3> kLengths = {4, 7, 10};
  for (const std::size_t length : kLengths) {
    if (date.size() >= length) add_text(std::string(date.substr(0, length)), to);
  }
}

void take_date(fhir::Node node, Extraction& to) {
  const auto period = covered(node);
  if (!period) return;
  if (to.parameter.form == Form::blind) return add_blind_date(node.value(), to);
  add_range(micros(period->low), micros(period->high) - 1, to);
}

// A missing end is open.
void take_period(fhir::Node node, Extraction& to) {
  const auto start = covered(node.child("start"));
  const auto end = covered(node.child("end"));
  if (!start && !end) return;
  add_range(start ? micros(start->low) : kOpenLow, end ? micros(end->high) - 1 : kOpenHigh, to);
}

// From the first of its times to the last; how it repeats between them does not count.
void take_timing(fhir::Node node, Extraction& to) {
  std::int64_t low = kOpenHigh;
  std::int64_t high = kOpenLow;
  for (const fhir::Node event : node.children("event")) {
    const auto period = covered(event);
    if (!period) continue;
    low = std::min(low, micros(period->low));
    high = std::max(high, micros(period->high) - 1);
  }
  add_range(low, high, to);
  const fhir::Node bounds = node.child("repeat").choice("bounds");
  if (bounds && bounds.type_name() == "Period") take_period(bounds, to);
}

// --- number and quantity ---

std::optional<std::int64_t> key_of(fhir::Node number) {
  const auto value = fhirpath::Decimal::parse(number.value());
  return value ? std::optional(to_key(*value)) : std::nullopt;
}

void take_number(fhir::Node node, Extraction& to) {
  if (const auto key = key_of(node)) add_range(*key, *key, to);
}

struct Span {
  std::int64_t low;
  std::int64_t high;
};

// Once for itself, once for its code or unit, once for both system and code.
void add_measured(const Span& span, fhir::Node unit_of, Extraction& to) {
  add_range(span.low, span.high, to);
  const std::string_view code = unit_of.child("code").value();
  const std::string_view unit = unit_of.child("unit").value();
  const std::string_view system = unit_of.child("system").value();
  if (!code.empty()) add_range(span.low, span.high, to, marked(kUnit, code));
  if (!unit.empty() && unit != code) add_range(span.low, span.high, to, marked(kUnit, unit));
  if (!code.empty() && !system.empty()) {
    add_range(span.low, span.high, to, std::string(system) + '|' + std::string(code));
  }
}

// "< 5" is everything below 5. Source: FHIR R4, valueset-quantity-comparator.html.
Span span_of(std::int64_t key, std::string_view comparator) {
  if (comparator == "<") return {kOpenLow, key - 1};
  if (comparator == "<=") return {kOpenLow, key};
  if (comparator == ">=") return {key, kOpenHigh};
  if (comparator == ">") return {key + 1, kOpenHigh};
  return {key, key};
}

void take_quantity(fhir::Node node, Extraction& to) {
  const auto key = key_of(node.child("value"));
  if (key) add_measured(span_of(*key, node.child("comparator").value()), node, to);
}

void take_money(fhir::Node node, Extraction& to) {
  const auto key = key_of(node.child("value"));
  if (!key) return;
  const std::string currency(node.child("currency").value());
  add_range(*key, *key, to);
  if (currency.empty()) return;
  add_range(*key, *key, to, marked(kUnit, currency));
  add_range(*key, *key, to, "urn:iso:std:iso:4217|" + currency);
}

void take_range(fhir::Node node, Extraction& to) {
  const auto low = key_of(node.child("low").child("value"));
  const auto high = key_of(node.child("high").child("value"));
  if (!low && !high) return;
  add_measured(
      {low.value_or(kOpenLow), high.value_or(kOpenHigh)}, node.child(low ? "low" : "high"), to);
}

// --- string ---

void add_string(std::string_view text, Extraction& to) {
  const std::string plain = folded(text);
  for (const std::string_view prefix : prefixes_of(plain))
    add_text(marked(kPrefix, prefix), to);
  if (!text.empty()) add_text(marked(kExact, text), to);
}

void take_text(fhir::Node node, Extraction& to) {
  for_each_text_of(node, [&](std::string_view text) { add_string(text, to); });
}

using Type = ParameterType;

// What an element of a type gives to a parameter of a type.
struct TakeRow {
  ParameterType parameter;
  std::string_view element;
  void (*take)(fhir::Node, Extraction&);
};

constexpr auto kTakes = std::to_array<TakeRow>({
    {Type::token, "code", take_code},
    {Type::token, "boolean", take_code},
    {Type::token, "string", take_code},
    {Type::token, "uri", take_code},
    {Type::token, "id", take_code},
    {Type::token, "Coding", take_coding},
    {Type::token, "CodeableConcept", take_concept},
    {Type::token, "Identifier", take_identifier},
    {Type::token, "ContactPoint", take_contact},
    {Type::reference, "Reference", take_reference},
    {Type::reference, "canonical", take_canonical},
    {Type::reference, "uri", take_canonical},
    {Type::uri, "uri", take_uri},
    {Type::uri, "url", take_uri},
    {Type::uri, "canonical", take_uri},
    {Type::uri, "oid", take_uri},
    {Type::uri, "uuid", take_uri},
    {Type::date, "date", take_date},
    {Type::date, "dateTime", take_date},
    {Type::date, "instant", take_date},
    {Type::date, "Period", take_period},
    {Type::date, "Timing", take_timing},
    {Type::number, "integer", take_number},
    {Type::number, "decimal", take_number},
    {Type::number, "positiveInt", take_number},
    {Type::number, "unsignedInt", take_number},
    {Type::number, "Range", take_range},
    {Type::quantity, "Quantity", take_quantity},
    {Type::quantity, "Age", take_quantity},
    {Type::quantity, "Count", take_quantity},
    {Type::quantity, "Distance", take_quantity},
    {Type::quantity, "Duration", take_quantity},
    {Type::quantity, "Money", take_money},
    {Type::quantity, "Range", take_range},
    {Type::string, "string", take_text},
    {Type::string, "markdown", take_text},
    {Type::string, "HumanName", take_text},
    {Type::string, "Address", take_text},
});

// The parts of a type that people read: string parameters and the modifier :text look at them.
// Source: FHIR R4, search.html#string, #token.
struct PartsRow {
  std::string_view element;
  std::array<std::string_view, 7> parts;
};

constexpr auto kParts = std::to_array<PartsRow>({
    {"HumanName", {"text", "family", "given", "prefix", "suffix"}},
    {"Address", {"text", "line", "city", "district", "state", "postalCode", "country"}},
    {"CodeableConcept", {"text", "coding"}},
    {"Coding", {"display"}},
    {"Identifier", {"type"}},
});

// A resource inside this one, as the first entry of a message.
void take_resource(fhir::Node node, Extraction& to) {
  if (to.parameter.type != Type::reference || node.child("id").value().empty()) return;
  take_link(std::string(node.type_name()) + '/' + std::string(node.child("id").value()), to);
}

}  // namespace

void take_item(const fhirpath::Item& item, Extraction& to) {
  if (const bool* truth = std::get_if<bool>(&item);
      truth != nullptr && to.parameter.type == Type::token)
    return add_token({}, *truth ? "true" : "false", to);
  const fhir::Node node = fhirpath::node_of(item);
  if (!node) return;
  if (node.is_resource()) return take_resource(node, to);
  const auto row = std::ranges::find_if(kTakes, [&](const TakeRow& candidate) {
    return candidate.parameter == to.parameter.type && candidate.element == node.type_name();
  });
  if (row != kTakes.end()) row->take(node, to);
}

void for_each_text_of(const fhirpath::Item& item,
                      const std::function<void(std::string_view)>& use) {
  const fhir::Node node = fhirpath::node_of(item);
  const auto row = std::ranges::find(kParts, node.type_name(), &PartsRow::element);
  if (row == kParts.end()) {
    if (node.has_value()) use(node.value());
    return;
  }
  for (const std::string_view part : row->parts) {
    if (part.empty()) continue;
    for (const fhir::Node each : node.children(part))
      for_each_text_of(each, use);
  }
}

}  // namespace gateway::search
