#include <algorithm>
#include <array>
#include <vector>

#include "gateway/fhirpath/function_groups.hpp"

namespace gateway::fhirpath {
namespace {

// All groups by name.
std::vector<FunctionRow> joined() {
  std::vector<FunctionRow> rows;
  for (const auto group : {aggregate_functions(),
                           collection_functions(),
                           conversion_functions(),
                           fhir_functions(),
                           math_functions(),
                           string_functions(),
                           time_functions(),
                           tree_functions()}) {
    rows.insert(rows.end(), group.begin(), group.end());
  }
  std::ranges::sort(rows, {}, &FunctionRow::name);
  return rows;
}

}  // namespace

const FunctionRow* find_function(std::string_view name) noexcept {
  static const std::vector<FunctionRow> kRows = joined();
  const auto row = std::ranges::lower_bound(kRows, name, {}, &FunctionRow::name);
  return row == kRows.end() || row->name != name ? nullptr : &*row;
}

}  // namespace gateway::fhirpath
