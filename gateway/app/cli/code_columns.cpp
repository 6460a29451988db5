#include "gateway/app/cli/code_columns.hpp"

#include <algorithm>
#include <string_view>

#include "gateway/base/text.hpp"

namespace gateway::app {
namespace {

// What a message says of a header.
constexpr std::size_t kNamesShown = 20;
constexpr std::size_t kNameBytesShown = 40;

std::string names_of(std::span<const CsvField> header) {
  std::string names;
  for (const CsvField& field : header.first(std::min(header.size(), kNamesShown))) {
    if (!names.empty()) names += ", ";
    names += utf8_prefix(trim(field.text), kNameBytesShown);
  }
  if (header.size() > kNamesShown) names += ", …";
  return names;
}

class ColumnFinder {
 public:
  ColumnFinder(CsvHeader header, std::span<const CsvField> record, fhir::IssueLog& findings)
      : header_(header), record_(record), findings_(findings) {}

  // The first column if there is none like it; is_whole() says so.
  std::size_t find(const std::string& column, std::string_view option) {
    if (header_ == CsvHeader::first_record) {
      const auto is_it = [&column](const CsvField& field) { return trim(field.text) == column; };
      const auto is_like_it = [&column](const CsvField& field) {
        return equals_ignoring_case(trim(field.text), column);
      };
      if (const auto place = only_one(is_it, column)) return *place;
      if (const auto place = only_one(is_like_it, column)) return *place;
    }
    const auto number = parse_integer<std::size_t>(column);
    if (number && *number >= 1 && *number <= record_.size()) return *number - 1;
    refuse("There is no column '" + column + "' (" + std::string(option) + "); " +
           (header_ == CsvHeader::first_record
                ? "the header has: " + names_of(record_)
                : "the columns are 1 to " + std::to_string(record_.size())) +
           ".");
    return 0;
  }

  std::vector<PlacedValue> find_all(const std::vector<ColumnValue>& wanted,
                                    std::string_view option) {
    std::vector<PlacedValue> placed;
    placed.reserve(wanted.size());
    for (const ColumnValue& each : wanted)
      placed.push_back({find(each.column, option), each.value});
    return placed;
  }

  bool is_whole() const noexcept { return is_whole_; }

 private:
  std::optional<std::size_t> only_one(const auto& is_it, const std::string& column) {
    const auto found = std::ranges::find_if(record_, is_it);
    if (found == record_.end()) return std::nullopt;
    if (std::any_of(found + 1, record_.end(), is_it))
      refuse("More than one column is called '" + column + "'; name it by its number.");
    return static_cast<std::size_t>(found - record_.begin());
  }

  void refuse(std::string text) {
    is_whole_ = false;
    findings_.add({.id = "CODES-COLUMN",
                   .text = std::move(text),
                   .expression = {},
                   .offset = static_cast<std::uint32_t>(record_.front().offset)});
  }

  CsvHeader header_;
  std::span<const CsvField> record_;
  fhir::IssueLog& findings_;
  bool is_whole_ = true;
};

}  // namespace

std::optional<CodePlaces> place_columns(const CodeColumns& columns,
                                        CsvHeader header,
                                        std::span<const CsvField> first_record,
                                        fhir::IssueLog& findings) {
  ColumnFinder finder(header, first_record, findings);
  CodePlaces places{.code = finder.find(columns.code, "--code-column"),
                    .display = finder.find(columns.display, "--display-column")};
  if (!columns.parent.empty()) places.parent = finder.find(columns.parent, "--parent-column");
  places.only = finder.find_all(columns.only, "--where");
  places.inactive = finder.find_all(columns.inactive, "--inactive");
  if (!finder.is_whole()) return std::nullopt;
  return places;
}

}  // namespace gateway::app
