#include "gateway/app/cli/snapshot_command.hpp"

#include "gateway/app/cli/file_report.hpp"
#include "gateway/app/cli/report_writer.hpp"
#include "gateway/app/cli/resource_input.hpp"
#include "gateway/conformance/snapshot/snapshot_generator.hpp"

namespace gateway::app {
namespace {

constexpr std::string_view kStructureDefinition = "StructureDefinition";

}  // namespace

int snapshot(const SnapshotOptions& options, const Console& console) {
  const auto definitions = load_definitions(options.definitions.definitions);
  if (!definitions) return refuse(console, definitions.error());
  const auto input = read_whole(options.file, (*definitions)->types(), console);
  if (!input) return kExitError;
  if (input->resource.type_name() != kStructureDefinition) {
    return refuse(console,
                  {ErrorKind::invalid,
                   "CLI-NO-PROFILE",
                   options.file + ": only a StructureDefinition has a snapshot."});
  }
  const auto packages = open_packages(options.definitions, **definitions);
  if (!packages) return refuse(console, packages.error());
  print_package_warnings(*packages, console);

  conformance::SnapshotGenerator generator(*packages->set);
  fhir::IssueLog findings;
  const auto made = generator.generate(input->resource, findings);
  const FileReport report = made ? make_report(options.file, input->text, findings)
                                 : make_report(options.file, input->text, findings, made.error());
  print_report(report, input->text, console.err);
  print_warnings(packages->set->findings(), console);
  if (!made) return kExitError;
  print_resource(*made, input->format, console);
  return report.has_errors ? kExitError : kExitFine;
}

}  // namespace gateway::app
