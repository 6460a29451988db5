#include "gateway/search/extractor.hpp"

#include <algorithm>
#include <string>
#include <tuple>

#include "gateway/search/element_values.hpp"
#include "gateway/search/index_text.hpp"
#include "gateway/search/number_key.hpp"
#include "gateway/search/search_text.hpp"

namespace gateway::search {
namespace {

auto order_of(const IndexEntry& entry) {
  return std::tie(entry.parameter, entry.text, entry.low, entry.high);
}

// Calls `use` with each item; an expression that cannot be evaluated finds nothing.
template <typename Use>
void for_each_item(const fhirpath::Expression& expression,
                   const fhir::Resource& resource,
                   Use use) {
  const fhirpath::Environment environment;
  fhirpath::Evaluation evaluation(expression, environment);
  const auto items = evaluation.run(resource.root());
  if (!items) return;
  for (const fhirpath::Item& item : *items)
    use(item);
}

bool is_bare_token(std::string_view text) {
  return text.find('|') == std::string_view::npos;
}

// True of what is not simply the value (index_text.hpp).
bool is_marked(std::string_view text) {
  return !text.empty() && text.front() < ' ' && text.front() > '\0';
}

}  // namespace

Extractor::Extractor(const fhir::TypeTable& types)
    : types_(types), expressions_(parameters().size()) {
  for (std::size_t i = 0; i < expressions_.size(); ++i) {
    const Parameter& parameter = parameters()[i];
    if (types.find_type(parameter.resource) == fhir::kNoType) continue;
    auto compiled = fhirpath::Expression::compile(parameter.expression, types);
    if (compiled) expressions_[i] = *std::move(compiled);
  }
}

std::vector<IndexEntry> Extractor::extract(const fhir::Resource& resource,
                                           std::string_view base_url) const {
  std::vector<IndexEntry> entries;
  for (const auto rows : {common_parameters(), parameters_of(resource.type_name())}) {
    for (const Parameter& parameter : rows)
      extract_one(parameter, resource, base_url, entries);
  }
  std::ranges::sort(
      entries, [](const IndexEntry& a, const IndexEntry& b) { return order_of(a) < order_of(b); });
  const auto repeated = std::ranges::unique(entries);
  entries.erase(repeated.begin(), repeated.end());
  return entries;
}

void Extractor::extract_one(const Parameter& parameter,
                            const fhir::Resource& resource,
                            std::string_view base_url,
                            std::vector<IndexEntry>& entries) const {
  const auto& expression = expression_of(parameter);
  if (!expression) return;
  const std::size_t before = entries.size();
  bool is_present = false;
  Extraction to{parameter, base_url, entries};
  for_each_item(*expression, resource, [&](const fhirpath::Item& item) {
    is_present = true;
    take_item(item, to);
  });
  // A concept may have a text and no code; but a reference may be to what the parameter is not for.
  if (parameter.type == ParameterType::reference) is_present = entries.size() > before;
  if (!is_present) return;
  const Form form = parameter.form == Form::range ? Form::plain : parameter.form;
  entries.push_back({.parameter = parameter.id, .form = form, .text = std::string(kPresent)});
}

std::vector<std::string> Extractor::references(const Parameter& parameter,
                                               const fhir::Resource& resource,
                                               std::string_view base_url) const {
  std::vector<IndexEntry> entries;
  extract_one(parameter, resource, base_url, entries);
  std::vector<std::string> found;
  for (IndexEntry& entry : entries) {
    if (is_relative_reference(entry.text)) found.push_back(std::move(entry.text));
  }
  return found;
}

std::vector<std::string> Extractor::sort_values(const Parameter& parameter,
                                                const fhir::Resource& resource,
                                                std::string_view base_url) const {
  std::vector<std::string> values;
  const bool is_blind_date = parameter.type == ParameterType::date && parameter.form == Form::blind;
  if (parameter.type == ParameterType::string || is_blind_date) {
    for_each_text(
        parameter, resource, [&](std::string_view text) { values.push_back(sort_text(text)); });
    return values;
  }
  std::vector<IndexEntry> entries;
  extract_one(parameter, resource, base_url, entries);
  for (const IndexEntry& entry : entries) {
    if (entry.form == Form::range) {
      if (entry.text.empty()) values.push_back(sort_number(entry.low));
    } else if (!is_marked(entry.text)) {
      values.push_back(entry.text);
    }
  }
  // A token lies in the index with its system and without: the code alone counts.
  const bool has_bare = std::ranges::any_of(values, is_bare_token);
  if (parameter.type == ParameterType::token && has_bare) {
    std::erase_if(values, [](const std::string& text) { return !is_bare_token(text); });
  }
  return values;
}

void Extractor::for_each_text(const Parameter& parameter,
                              const fhir::Resource& resource,
                              const std::function<void(std::string_view)>& use) const {
  const auto& expression = expression_of(parameter);
  if (!expression) return;
  for_each_item(
      *expression, resource, [&](const fhirpath::Item& item) { for_each_text_of(item, use); });
}

}  // namespace gateway::search
