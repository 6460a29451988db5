// Any bytes as a table of codes: what is read can be written and read again as the same, every
// place that is named lies in the text, and a list without findings holds what it promises.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/app/cli/code_list.hpp"
#include "gateway/base/csv_reader.hpp"

namespace {

using gateway::CsvForm;
using gateway::CsvQuotes;
using Records = std::vector<std::vector<std::string>>;

void require(bool holds) {
  if (!holds) std::abort();
}

struct Table {
  Records records = {};
  bool is_whole = false;
};

Table read(std::string_view text, const CsvForm& form) {
  Table table;
  gateway::CsvTexts texts;
  gateway::CsvReader reader(text, form, texts);
  std::vector<gateway::CsvField> record;
  while (true) {
    const auto more = reader.next(record);
    if (!more) {
      require(more.error().offset <= text.size());
      return table;
    }
    if (!*more) break;
    require(!record.empty());
    for (const auto& field : record)
      require(field.offset <= text.size());
    std::vector<std::string>& kept = table.records.emplace_back();
    for (const auto& field : record)
      kept.emplace_back(field.text);
  }
  table.is_whole = true;
  return table;
}

// Every field in quotes, so that any character may stand in it.
std::string write(const Records& records, char separator) {
  std::string text;
  for (const auto& record : records) {
    for (std::size_t i = 0; i < record.size(); ++i) {
      if (i != 0) text.push_back(separator);
      text.push_back('"');
      for (const char c : record[i])
        text.append(c == '"' ? 2 : 1, c);
      text.push_back('"');
    }
    text.append("\r\n");
  }
  return text;
}

void check_list(std::string_view text, const gateway::app::CodeListForm& form) {
  gateway::fhir::IssueLog findings;
  const auto list = gateway::app::read_code_list(text, form, findings);
  if (!findings.issues().empty()) return;
  require(list.concepts.size() <= form.max_concepts);
  require(list.places.size() == list.concepts.size());
  for (const auto& item : list.concepts) {
    require(!item.code.empty() && item.offset < text.size());
    for (const auto& parent : list.parents_of(item)) {
      require(parent.offset < text.size());
      require(form.part == gateway::app::ListedPart::some || list.places.contains(parent.code));
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::uint8_t choice = bytes[0];
  const std::string_view text(reinterpret_cast<const char*>(bytes + 1), size - 1);
  CsvForm form;
  form.separator = gateway::detect_separator(text);
  form.quotes = (choice & 1U) != 0 ? CsvQuotes::are_text : CsvQuotes::enclose;

  const Table first = read(text, form);
  const Table again = read(write(first.records, form.separator), {.separator = form.separator});
  require(again.is_whole && again.records == first.records);

  gateway::app::CodeListForm list;
  list.form = form;
  list.columns.code = "1";
  list.columns.display = "2";
  if ((choice & 2U) != 0) list.columns.parent = "3";
  if ((choice & 4U) != 0) list.columns.inactive = {{"2", "x"}};
  if ((choice & 8U) != 0) list.header = gateway::app::CsvHeader::none;
  if ((choice & 16U) != 0) list.part = gateway::app::ListedPart::some;
  list.max_concepts = 8;
  list.max_parents = 8;
  check_list(text, list);
  return 0;
}
