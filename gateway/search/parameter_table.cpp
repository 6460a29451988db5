#include "gateway/search/parameter_table.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "gateway/base/text.hpp"

namespace gateway::search {
namespace {

// A row as brygga-schemac writes it.
struct Row {
  using Type = ParameterType;
  std::string_view resource;
  std::string_view code;
  ParameterType type;
  std::string_view expression;
  std::string_view targets;
  std::string_view system;
};

using Type = ParameterType;

constexpr auto kRows = std::to_array<Row>({
#include "schemas/search/parameters.inc"
});

struct IdentifyingRow {
  std::string_view resource;
  std::string_view code;
};

constexpr auto kIdentifying = std::to_array<IdentifyingRow>({
#include "schemas/search/identifying.inc"
});

constexpr bool is_answered(const Row& row) {
  return row.type != Type::composite && row.type != Type::special;
}

constexpr bool identifies(const Row& row) {
  for (const IdentifyingRow& each : kIdentifying) {
    if (each.code == row.code && (each.resource == "*" || each.resource == row.resource))
      return true;
  }
  return false;
}

constexpr Form form_of(const Row& row) {
  if (row.type == Type::number || row.type == Type::quantity) return Form::range;
  if (identifies(row)) return Form::blind;
  return row.type == Type::date ? Form::range : Form::plain;
}

// FNV-1a of the code. Numbers are stored: the function is not changed, and two codes of one type
// that collide would mix two parameters in every index (the test of this file looks).
constexpr ParameterId number_of(std::string_view code) {
  ParameterId hash = 2166136261;
  for (const char c : code)
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619;
  return hash;
}

constexpr std::size_t kAnswered =
    static_cast<std::size_t>(std::ranges::count_if(kRows, is_answered));

constexpr std::array<Parameter, kAnswered> make_parameters() {
  std::array<Parameter, kAnswered> all;
  std::size_t next = 0;
  for (const Row& row : kRows) {
    if (!is_answered(row)) continue;
    all[next++] = {.id = number_of(row.code),
                   .form = form_of(row),
                   .type = row.type,
                   .resource = row.resource,
                   .code = row.code,
                   .expression = row.expression,
                   .targets = row.targets,
                   .system = row.system};
  }
  return all;
}

constexpr std::array kParameters = make_parameters();

// Counts up when the entries of a parameter type change (element_values.cpp, index_text.hpp).
constexpr std::uint64_t kEntriesForm = 2;

constexpr std::uint64_t mixed(std::uint64_t hash, std::string_view text) {
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return (hash ^ 0xFFU) * 1099511628211U;
}

constexpr std::int64_t kIndexForm = [] {
  std::uint64_t hash = 14695981039346656037U + kEntriesForm;
  for (const Parameter& row : kParameters) {
    hash = mixed(mixed(hash, row.resource), row.code);
    hash = mixed(mixed(hash, row.expression), row.targets);
    hash = mixed(hash, row.system) + static_cast<std::uint64_t>(row.form);
  }
  return std::bit_cast<std::int64_t>(hash);
}();

// Calls `use` with each word until it gives true.
template <typename Use>
bool any_word(std::string_view words, Use use) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (use(words.substr(0, end))) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

}  // namespace

std::span<const Parameter> parameters() noexcept {
  return kParameters;
}

std::int64_t index_form() noexcept {
  return kIndexForm;
}

std::span<const Parameter> parameters_of(std::string_view resource) noexcept {
  const auto found = std::ranges::equal_range(kParameters, resource, {}, &Parameter::resource);
  return {found.begin(), found.end()};
}

std::span<const Parameter> common_parameters() noexcept {
  return parameters_of("Resource");
}

const Parameter* find_parameter(std::string_view resource, std::string_view code) noexcept {
  const auto rows = code.starts_with('_') ? common_parameters() : parameters_of(resource);
  const auto found = std::ranges::find(rows, code, &Parameter::code);
  return found == rows.end() ? nullptr : &*found;
}

bool takes_target(const Parameter& parameter, std::string_view target) noexcept {
  return parameter.targets.empty() ||
         any_word(parameter.targets, [&](std::string_view each) { return each == target; });
}

std::string_view implied_system(const Parameter& parameter, std::string_view code) noexcept {
  std::string_view system = parameter.system.substr(0, parameter.system.find(' '));
  any_word(parameter.system.substr(system.size()), [&](std::string_view exception) {
    const Halves halves = split_once(exception, '#');
    if (!halves.found || halves.after != code) return false;
    system = halves.before;
    return true;
  });
  return system;
}

}  // namespace gateway::search
