#include "gateway/app/cli/report_writer.hpp"

#include <ostream>
#include <string>

#include "gateway/app/cli/source_excerpt.hpp"
#include "gateway/app/cli/terminal_text.hpp"
#include "gateway/codec/json_writer.hpp"

namespace gateway::app {
namespace {

constexpr std::size_t kLineNumberColumns = 6;

void print_excerpt(const fhir::Issue& issue, std::string_view source, std::ostream& out) {
  const SourceExcerpt excerpt = excerpt_at(source, *issue.offset);
  std::string number = std::to_string(issue.position->line);
  if (number.size() < kLineNumberColumns) number.insert(0, kLineNumberColumns - number.size(), ' ');
  out << number << " | " << excerpt.text << '\n'
      << std::string(number.size(), ' ') << " | " << std::string(excerpt.caret, ' ') << "^\n";
}

std::string counted(std::size_t count, std::string_view what) {
  return std::to_string(count).append(1, ' ').append(what).append(count == 1 ? "" : "s");
}

class TextWriter final : public ReportWriter {
 public:
  explicit TextWriter(std::ostream& out) : out_(out) {}

  void add(const FileReport& report, std::string_view source) override {
    print_report(report, source, out_);
    ++files_;
    errors_ += report.errors;
    warnings_ += report.warnings;
  }
  void finish() override {
    out_ << counted(files_, "file") << ", " << counted(errors_, "error") << ", "
         << counted(warnings_, "warning") << '\n';
  }

 private:
  std::ostream& out_;
  std::size_t files_ = 0;
  std::size_t errors_ = 0;
  std::size_t warnings_ = 0;
};

class OutcomeWriter final : public ReportWriter {
 public:
  OutcomeWriter(const fhir::TypeTable& types, std::ostream& out) : types_(types), out_(out) {}

  void add(const FileReport& report, std::string_view /*source*/) override {
    out_ << codec::to_json(to_outcome(report, types_), codec::Layout::pretty) << '\n';
  }
  void finish() override {}

 private:
  const fhir::TypeTable& types_;
  std::ostream& out_;
};

// Written piece by piece, an entry a line: the outcomes of many files need no memory.
class BundleWriter final : public ReportWriter {
 public:
  BundleWriter(const fhir::TypeTable& types, std::ostream& out) : types_(types), out_(out) {}

  void add(const FileReport& report, std::string_view /*source*/) override {
    out_ << (is_open_ ? ",\n"
                      : "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[\n")
         << "{\"resource\":" << codec::to_json(to_outcome(report, types_)) << '}';
    is_open_ = true;
  }
  void finish() override { out_ << "\n]}\n"; }

 private:
  const fhir::TypeTable& types_;
  std::ostream& out_;
  bool is_open_ = false;
};

class LineWriter final : public ReportWriter {
 public:
  LineWriter(const fhir::TypeTable& types, std::ostream& out) : types_(types), out_(out) {}

  void add(const FileReport& report, std::string_view /*source*/) override {
    out_ << codec::to_json(to_outcome(report, types_)) << '\n' << std::flush;
  }
  void finish() override {}

 private:
  const fhir::TypeTable& types_;
  std::ostream& out_;
};

}  // namespace

void print_issue(const fhir::Issue& issue,
                 std::string_view name,
                 std::string_view source,
                 std::ostream& out) {
  out << printable(name);
  if (issue.position) out << ':' << issue.position->line << ':' << issue.position->column;
  out << ": " << fhir::kSeverityCodes.code(issue.severity) << ": ";
  if (!issue.expression.empty()) out << printable(issue.expression) << ": ";
  out << printable(issue.text) << " [" << issue.id << "]\n";
  if (issue.offset && issue.position && !source.empty()) print_excerpt(issue, source, out);
}

void print_report(const FileReport& report, std::string_view source, std::ostream& out) {
  for (const fhir::Issue& issue : report.issues)
    print_issue(issue, report.name, source, out);
}

std::unique_ptr<ReportWriter> make_report_writer(ReportFormat format,
                                                 ReportScope scope,
                                                 const fhir::TypeTable& types,
                                                 std::ostream& out) {
  if (format == ReportFormat::text) return std::make_unique<TextWriter>(out);
  if (format == ReportFormat::ndjson) return std::make_unique<LineWriter>(types, out);
  if (scope == ReportScope::many_files) return std::make_unique<BundleWriter>(types, out);
  return std::make_unique<OutcomeWriter>(types, out);
}

}  // namespace gateway::app
