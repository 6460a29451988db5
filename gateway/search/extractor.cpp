#include "gateway/search/extractor.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "gateway/fhir/date_time.hpp"
#include "gateway/search/index_text.hpp"
#include "gateway/search/parameter_table.hpp"
#include "gateway/search/swedish_zone.hpp"

namespace gateway::search {
namespace {

struct Extraction {
  const Parameter& parameter;
  std::string_view base_url;
  std::vector<IndexEntry>& out;
};

void take_code(fhir::Node node, Extraction& to) {
  add_token(to.parameter, to.parameter.detail, node.value(), to.out);
}

void take_coding(fhir::Node node, Extraction& to) {
  add_token(to.parameter, node.child("system").value(), node.child("code").value(), to.out);
}

void take_concept(fhir::Node node, Extraction& to) {
  for (const fhir::Node coding : node.children("coding"))
    take_coding(coding, to);
}

void take_identifier(fhir::Node node, Extraction& to) {
  add_token(to.parameter, node.child("system").value(), node.child("value").value(), to.out);
}

void take_link(std::string_view link, Extraction& to) {
  std::string text = reference_text(link, to.base_url);
  if (text.empty() || text.size() > kMaxValueBytes) return;
  const std::string_view type = std::string_view(text).substr(0, text.find('/'));
  const bool is_literal = text.find(':') != std::string::npos;
  if (!is_literal && !takes_target(to.parameter, type)) return;
  to.out.push_back(
      {.parameter = to.parameter.id, .form = to.parameter.form, .text = std::move(text)});
}

void take_reference(fhir::Node node, Extraction& to) {
  take_link(node.child("reference").value(), to);
}

void take_uri(fhir::Node node, Extraction& to) {
  take_link(node.value(), to);
}

std::optional<fhir::Period> covered(fhir::Node node) {
  const auto date = fhir::parse_date_time(node.value());
  if (!date) return std::nullopt;
  return fhir::period_of(*date, SwedishZone());
}

std::int64_t micros(Instant instant) {
  return instant.time_since_epoch().count();
}

void add_range(std::int64_t low, std::int64_t high, Extraction& to) {
  if (low > high) return;
  to.out.push_back(
      {.parameter = to.parameter.id, .form = to.parameter.form, .low = low, .high = high});
}

void take_date(fhir::Node node, Extraction& to) {
  if (const auto period = covered(node)) {
    add_range(micros(period->low), micros(period->high) - 1, to);
  }
}

// A missing end is open.
void take_period(fhir::Node node, Extraction& to) {
  const auto start = covered(node.child("start"));
  const auto end = covered(node.child("end"));
  if (!start && !end) return;
  add_range(start ? micros(start->low) : std::numeric_limits<std::int64_t>::min(),
            end ? micros(end->high) - 1 : std::numeric_limits<std::int64_t>::max(),
            to);
}

// What an element of a type gives to a parameter of a type.
struct TakeRow {
  ParameterType parameter;
  std::string_view element;
  void (*take)(fhir::Node, Extraction&);
};

constexpr auto kTakes = std::to_array<TakeRow>({
    {ParameterType::token, "code", take_code},
    {ParameterType::token, "boolean", take_code},
    {ParameterType::token, "string", take_code},
    {ParameterType::token, "uri", take_code},
    {ParameterType::token, "Coding", take_coding},
    {ParameterType::token, "CodeableConcept", take_concept},
    {ParameterType::token, "Identifier", take_identifier},
    {ParameterType::reference, "Reference", take_reference},
    {ParameterType::reference, "canonical", take_uri},
    {ParameterType::reference, "uri", take_uri},
    {ParameterType::date, "date", take_date},
    {ParameterType::date, "dateTime", take_date},
    {ParameterType::date, "instant", take_date},
    {ParameterType::date, "Period", take_period},
});

void take(fhir::Node node, Extraction& to) {
  const auto row = std::ranges::find_if(kTakes, [&](const TakeRow& candidate) {
    return candidate.parameter == to.parameter.type && candidate.element == node.type_name();
  });
  if (row != kTakes.end()) row->take(node, to);
}

// Follows `path`, at most as deep as the path has names.
void walk(fhir::Node node, std::string_view path, Extraction& to) {
  if (path.empty()) {
    take(node, to);
    return;
  }
  const std::size_t end = std::min(path.find('.'), path.size());
  const std::string_view name = path.substr(0, end);
  const std::string_view rest = path.substr(std::min(end + 1, path.size()));
  const fhir::Nodes items = node.children(name);
  for (const fhir::Node item : items)
    walk(item, rest, to);
  if (items.empty()) {
    if (const fhir::Node choice = node.choice(name)) walk(choice, rest, to);
  }
}

auto order_of(const IndexEntry& entry) {
  return std::tie(entry.parameter, entry.text, entry.low, entry.high);
}

}  // namespace

std::vector<IndexEntry> extract(const fhir::Resource& resource, std::string_view base_url) {
  std::vector<IndexEntry> entries;
  for (const Parameter& parameter : parameters_of(resource.type_name())) {
    Extraction to{parameter, base_url, entries};
    std::string_view left = parameter.path;
    while (!left.empty()) {
      const std::size_t end = std::min(left.find('|'), left.size());
      walk(resource.root(), left.substr(0, end), to);
      left.remove_prefix(std::min(end + 1, left.size()));
    }
  }
  std::ranges::sort(
      entries, [](const IndexEntry& a, const IndexEntry& b) { return order_of(a) < order_of(b); });
  const auto repeated = std::ranges::unique(entries);
  entries.erase(repeated.begin(), repeated.end());
  return entries;
}

}  // namespace gateway::search
