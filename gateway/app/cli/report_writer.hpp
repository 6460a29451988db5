// ReportWriter: the findings of one file after another, in the form that was asked for.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string_view>

#include "gateway/app/cli/file_report.hpp"
#include "gateway/base/code_table.hpp"

namespace gateway::app {

enum class ReportFormat : std::uint8_t { text, json, ndjson };
inline constexpr CodeTable kReportFormatCodes(std::to_array<CodeRow<ReportFormat>>({
    {ReportFormat::text, "text"},
    {ReportFormat::json, "json"},
    {ReportFormat::ndjson, "ndjson"},
}));

// Whether the command line names one file, or several or a folder: in JSON the latter is a Bundle,
// whatever lies in the folder.
enum class ReportScope : std::uint8_t { one_file, many_files };

// THREADS: one.
class ReportWriter {
 public:
  virtual ~ReportWriter() = default;
  // `source` is the text of the file, empty if it could not be read.
  virtual void add(const FileReport& report, std::string_view source) = 0;
  // REQUIRES: add() was called; called once.
  virtual void finish() = 0;
};

//   text    print_report() for each, and "N files, E errors, W warnings"
//   json    an OperationOutcome, or a Bundle of type collection with one for each file
//   ndjson  an OperationOutcome a line
// Nothing is kept until the end. LIFETIME: outlived by `types` and `out`.
std::unique_ptr<ReportWriter> make_report_writer(ReportFormat format,
                                                 ReportScope scope,
                                                 const fhir::TypeTable& types,
                                                 std::ostream& out);

// One finding: "name:line:column: severity: expression: text [id]", and the line of `source` with a
// caret under the place.
void print_issue(const fhir::Issue& issue,
                 std::string_view name,
                 std::string_view source,
                 std::ostream& out);
// All findings of a file.
void print_report(const FileReport& report, std::string_view source, std::ostream& out);

}  // namespace gateway::app
