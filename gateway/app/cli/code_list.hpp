// CodeList: the concepts of a code system, read from a table, and what is wrong with the table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/app/cli/code_columns.hpp"
#include "gateway/base/csv_reader.hpp"
#include "gateway/conformance/terminology/terminology_limits.hpp"
#include "gateway/fhir/issue.hpp"

namespace gateway::app {

inline constexpr std::size_t kMaxListBytes = std::size_t{256} * 1024 * 1024;
// What terminology takes in; with the header, a million rows.
inline constexpr std::size_t kMaxListedConcepts = conformance::TerminologyLimits{}.max_concepts;
// Of all concepts together.
inline constexpr std::size_t kMaxListedParents = 2'000'000;
// Between several parents in one field.
inline constexpr char kParentSeparator = '|';

struct ListedConcept {
  std::string_view code;
  std::string_view display;  // empty if it has none
  std::uint32_t offset = 0;  // of the field of the code in the table
  std::uint32_t first_parent = 0;
  std::uint32_t parent_count = 0;
  bool is_inactive = false;
};

struct ListedParent {
  std::string_view code;
  std::uint32_t offset = 0;  // of the field
};

// LIFETIME: outlived by the text that it was read from.
struct CodeList {
  std::vector<ListedConcept> concepts;  // in the order of the table
  std::vector<ListedParent> parents;
  std::unordered_map<std::string_view, std::uint32_t> places;  // of concepts, by code
  CsvTexts texts;

  std::span<const ListedParent> parents_of(const ListedConcept& item) const noexcept {
    return std::span(parents).subspan(item.first_parent, item.parent_count);
  }
};

enum class ListedPart : std::uint8_t { all, some };  // of the concepts of the code system

struct CodeListForm {
  CodeColumns columns = {};
  CsvHeader header = CsvHeader::first_record;
  CsvForm form = {};
  ListedPart part = ListedPart::all;  // a parent may be among those left out
  std::size_t max_concepts = kMaxListedConcepts;
  std::size_t max_parents = kMaxListedParents;
};

// White space at the ends of displays and of the values that columns are compared with is no part
// of them. A row with nothing in it is passed over. Findings, all of them errors, are those of
// docs/issues/app.md that begin with CODES and CSV, each with its offset in `text`; after one of
// CSV, and over a limit, the rest is not read.
//
// REQUIRES: `text` has at most kMaxListBytes.
CodeList read_code_list(std::string_view text, const CodeListForm& form, fhir::IssueLog& findings);

}  // namespace gateway::app
