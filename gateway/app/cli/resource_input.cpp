#include "gateway/app/cli/resource_input.hpp"

#include <ostream>
#include <utility>

#include "gateway/app/cli/file_report.hpp"
#include "gateway/app/cli/report_writer.hpp"
#include "gateway/codec/json_writer.hpp"
#include "gateway/codec/xml_writer.hpp"

namespace gateway::app {

std::optional<ResourceInput> read_whole(const std::string& name,
                                        const fhir::TypeTable& types,
                                        const Console& console) {
  auto text = read_input(name, console.in);
  if (!text) {
    refuse(console, text.error());
    return std::nullopt;
  }
  fhir::IssueLog findings;
  auto read = read_resource(*text, name, types, findings);
  const FileReport report =
      read ? make_report(name, *text, findings) : make_report(name, *text, findings, read.error());
  print_report(report, *text, console.err);
  if (report.has_errors) return std::nullopt;
  return ResourceInput{*std::move(text), std::move(read->resource), read->format};
}

void print_resource(const fhir::Resource& resource, codec::Format format, const Console& console) {
  console.out << (format == codec::Format::json ? codec::to_json(resource, codec::Layout::pretty)
                                                : codec::to_xml(resource, codec::Layout::pretty))
              << '\n';
}

}  // namespace gateway::app
