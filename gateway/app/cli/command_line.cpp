#include "gateway/app/cli/command_line.hpp"

#include <iostream>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <unistd.h>

#include "gateway/app/cli/convert_command.hpp"
#include "gateway/app/cli/fhirpath_command.hpp"
#include "gateway/app/cli/snapshot_command.hpp"
#include "gateway/app/cli/validate_command.hpp"
#include "gateway/codec/media_type.hpp"

namespace gateway::app {
namespace {

constexpr auto kExitCodes = "Exit code: 0 fine, 1 an error was found, 2 wrong use.";

constexpr auto kValidateHelp =
    "Say what is wrong with FHIR R4 resources, by the standard, by the profiles that they name\n"
    "in meta.profile and by those given with --profile";
constexpr auto kValidateFooter =
    "Each finding has file, line, column (in bytes), severity, place, text and a stable id\n"
    "that docs/issues.md explains. In a folder every .json and .xml is taken, also in the\n"
    "folders in it; hidden ones, node_modules, package.json and package-lock.json are not.\n"
    "A file may have 64 MiB; one that cannot be read is an error, and the others are taken.\n"
    "\n"
    "  --format text    the line with a caret under the place; the last line counts\n"
    "  --format json    an OperationOutcome; of several FILEs, or a folder, a Bundle of them\n"
    "  --format ndjson  an OperationOutcome a line\n"
    "  The name of the file is in the extension operationoutcome-file.\n"
    "\n"
    "Examples:\n"
    "  brygga validate patient.json\n"
    "  brygga validate --package our-ig.tgz --profile https://example.org/Plan plans/\n"
    "  curl -s https://example.org/fhir/Patient/1 | brygga validate --format json -\n"
    "\n";

constexpr auto kFhirpathHelp = "Print what a FHIRPath expression gives of a resource";
constexpr auto kFhirpathFooter =
    "One result a line, 'type: value', the value in JSON; no line if there is none. An\n"
    "expression that cannot be read, or names what the type does not have, is an error and\n"
    "shown with a caret under the place. Put '--' before an expression that begins with '-'.\n"
    "\n"
    "Examples:\n"
    "  brygga fhirpath 'name.where(use = \"official\").given.first()' patient.json\n"
    "  brygga fhirpath 'entry.resource.ofType(Task).status' - <bundle.xml\n"
    "\n";

constexpr auto kConvertHelp = "Write a resource as JSON or XML, without loss";
constexpr auto kConvertFooter =
    "Digits of decimals, order and narrative stay as they are; XML comments are not part of\n"
    "a resource and are left out. What cannot be read whole is refused, with its findings on\n"
    "standard error.\n"
    "\n"
    "Example:\n"
    "  brygga convert --to xml patient.json >patient.xml\n"
    "\n";

constexpr auto kSnapshotHelp =
    "Print a profile (StructureDefinition) with the snapshot that its differential makes";
constexpr auto kSnapshotFooter =
    "The format is that of the file. A snapshot that the file has is made anew. A differential\n"
    "that contradicts what it builds on is refused, with a caret under the place.\n"
    "\n"
    "Example:\n"
    "  brygga snapshot --package hl7.fhir.us.core.tgz my-patient.json >my-patient-whole.json\n"
    "\n";

constexpr auto kFileHelp = "A .json or .xml file, or - for standard input";

CLI::App* add(CLI::App& app, const char* name, const char* help, const std::string& footer) {
  CLI::App* command = app.add_subcommand(name, help);
  command->footer(footer + kExitCodes);
  return command;
}

void add_definitions(CLI::App* command, std::filesystem::path& file) {
  command
      ->add_option("--definitions",
                   file,
                   "The compiled FHIR definitions; without it\n"
                   "definitions.bin beside the program")
      ->type_name("FILE");
}

void add_packages(CLI::App* command, DefinitionFiles& files) {
  add_definitions(command, files.definitions);
  command
      ->add_option("--package",
                   files.packages,
                   "More definitions: a FHIR package (.tgz or folder),\n"
                   "or a file or folder of resources; may be repeated")
      ->type_name("FILE_OR_FOLDER")
      ->take_all()
      ->allow_extra_args(false);
  command
      ->add_option("--core",
                   files.core,
                   "FHIR R4's own package, npm hl7.fhir.r4.corexml@4.0.1,\n"
                   "instead of what is in definitions.bin: R4, HL7's\n"
                   "terminology and extensions, and Brygga's profiles")
      ->type_name("FOLDER_OR_TGZ");
}

// Results that could not be written are not results.
int with_console(const std::function<int(const Console&)>& command) {
  const Console console{std::cin, std::cout, std::cerr, ::isatty(STDERR_FILENO) == 1};
  const int code = command(console);
  std::cout.flush();
  if (std::cout) return code;
  return refuse(
      console,
      {ErrorKind::storage_full, "CLI-OUTPUT", "Standard output does not take the results."});
}

// Each command's options live as long as its callback.
template <typename Options>
void on_chosen(CLI::App* command,
               std::function<int()>& chosen,
               const std::shared_ptr<Options>& options,
               int (*run)(const Options&, const Console&)) {
  command->callback([&chosen, options, run] {
    chosen = [options, run] {
      return with_console([&](const Console& console) { return run(*options, console); });
    };
  });
}

void add_validate(CLI::App& app, std::function<int()>& chosen) {
  const auto options = std::make_shared<ValidateOptions>();
  CLI::App* command = add(app, "validate", kValidateHelp, kValidateFooter);
  command->add_option("--profile", options->profiles, "A profile to follow; may be repeated")
      ->type_name("URL")
      ->take_all()
      ->allow_extra_args(false);
  add_packages(command, options->definitions);
  command
      ->add_option_function<std::string>(
          "--format",
          [options](const std::string& code) { options->format = *kReportFormatCodes.value(code); },
          "How findings are written; text if not given")
      ->check(CLI::IsMember({"text", "json", "ndjson"}))
      ->type_name("FORMAT");
  command->add_option("FILE", options->files, "Files, folders, or - for standard input")
      ->required()
      ->type_name("");
  on_chosen(command, chosen, options, &validate);
}

void add_fhirpath(CLI::App& app, std::function<int()>& chosen) {
  const auto options = std::make_shared<FhirpathOptions>();
  CLI::App* command = add(app, "fhirpath", kFhirpathHelp, kFhirpathFooter);
  add_definitions(command, options->definitions);
  command->add_option("EXPR", options->expression, "A FHIRPath expression")
      ->required()
      ->type_name("");
  command->add_option("FILE", options->file, kFileHelp)->required()->type_name("");
  on_chosen(command, chosen, options, &fhirpath);
}

void add_convert(CLI::App& app, std::function<int()>& chosen) {
  const auto options = std::make_shared<ConvertOptions>();
  CLI::App* command = add(app, "convert", kConvertHelp, kConvertFooter);
  add_definitions(command, options->definitions);
  command
      ->add_option_function<std::string>(
          "--to",
          [options](const std::string& code) {
            options->to = code == "xml" ? codec::Format::xml : codec::Format::json;
          },
          "The format to write")
      ->required()
      ->check(CLI::IsMember({"json", "xml"}))
      ->type_name("FORMAT");
  command->add_option("FILE", options->file, kFileHelp)->required()->type_name("");
  on_chosen(command, chosen, options, &convert);
}

void add_snapshot(CLI::App& app, std::function<int()>& chosen) {
  const auto options = std::make_shared<SnapshotOptions>();
  CLI::App* command = add(app, "snapshot", kSnapshotHelp, kSnapshotFooter);
  add_packages(command, options->definitions);
  command->add_option("FILE", options->file, kFileHelp)->required()->type_name("");
  on_chosen(command, chosen, options, &snapshot);
}

}  // namespace

void add_file_commands(CLI::App& app, std::function<int()>& chosen) {
  add_validate(app, chosen);
  add_fhirpath(app, chosen);
  add_convert(app, chosen);
  add_snapshot(app, chosen);
}

}  // namespace gateway::app
