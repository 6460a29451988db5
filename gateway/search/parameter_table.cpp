#include "gateway/search/parameter_table.hpp"

#include <algorithm>
#include <array>

namespace gateway::search {
namespace {

using Type = ParameterType;

constexpr auto kRows = std::to_array<Parameter>({
#include "schemas/search/parameters.inc"
});

// Numbers are stored: two rows with one number would mix two parameters in every index.
consteval bool numbers_are_unique() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    for (std::size_t j = i + 1; j < kRows.size(); ++j) {
      if (kRows[i].id == kRows[j].id) return false;
    }
  }
  return true;
}
static_assert(numbers_are_unique());

}  // namespace

std::span<const Parameter> parameters() noexcept {
  return kRows;
}

std::span<const Parameter> parameters_of(std::string_view resource) noexcept {
  const auto first = std::ranges::find(kRows, resource, &Parameter::resource);
  const auto last = std::find_if(
      first, kRows.end(), [&](const Parameter& row) { return row.resource != resource; });
  return {first, last};
}

const Parameter* find_parameter(std::string_view resource, std::string_view code) noexcept {
  for (const Parameter& row : parameters_of(resource)) {
    if (row.code == code) return &row;
  }
  return nullptr;
}

bool takes_target(const Parameter& parameter, std::string_view target) noexcept {
  std::string_view left = parameter.detail;
  if (left.empty()) return true;
  while (!left.empty()) {
    const std::size_t end = std::min(left.find(' '), left.size());
    if (left.substr(0, end) == target) return true;
    left.remove_prefix(std::min(end + 1, left.size()));
  }
  return false;
}

}  // namespace gateway::search
