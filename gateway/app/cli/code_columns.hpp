// Code columns: which columns of a table hold what of a concept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gateway/base/csv_reader.hpp"
#include "gateway/fhir/issue.hpp"

namespace gateway::app {

struct ColumnValue {
  std::string column;
  std::string value;
};

// Each column by its name in the header, or by its number from 1; a name is looked for first, as it
// is and then in any case.
struct CodeColumns {
  std::string code = "code";
  std::string display = "display";
  std::string parent = {};                 // empty: the codes have no hierarchy
  std::vector<ColumnValue> only = {};      // rows that have all of these, and no others
  std::vector<ColumnValue> inactive = {};  // a concept with any of these is inactive
};

// A column by its place in a record.
struct PlacedValue {
  std::size_t place = 0;
  std::string value;
};
struct CodePlaces {
  std::size_t code = 0;
  std::size_t display = 0;
  std::optional<std::size_t> parent = {};
  std::vector<PlacedValue> only = {};
  std::vector<PlacedValue> inactive = {};
};

enum class CsvHeader : std::uint8_t { first_record, none };

// Adds a finding for each column that is not there or whose name stands twice (CODES-COLUMN);
// nothing if there is one.
std::optional<CodePlaces> place_columns(const CodeColumns& columns,
                                        CsvHeader header,
                                        std::span<const CsvField> first_record,
                                        fhir::IssueLog& findings);

}  // namespace gateway::app
