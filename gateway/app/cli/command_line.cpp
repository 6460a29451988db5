#include "gateway/app/cli/command_line.hpp"

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>
#include <unistd.h>

#include "gateway/app/cli/codesystem_command.hpp"
#include "gateway/app/cli/convert_command.hpp"
#include "gateway/app/cli/fhirpath_command.hpp"
#include "gateway/app/cli/snapshot_command.hpp"
#include "gateway/app/cli/validate_command.hpp"
#include "gateway/base/text.hpp"
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
    "With --package, or --core alone, also memberOf, conformsTo, subsumes and subsumedBy are\n"
    "answered, and resolve() follows canonical URLs; without, the command starts faster.\n"
    "\n"
    "Examples:\n"
    "  brygga fhirpath 'name.where(use = \"official\").given.first()' patient.json\n"
    "  brygga fhirpath 'entry.resource.ofType(Task).status' - <bundle.xml\n"
    "  brygga fhirpath --package our-ig.tgz 'conformsTo(\"https://example.org/Plan\")' plan.json\n"
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

constexpr auto kCodesystemHelp =
    "Make a CodeSystem of a table of codes and displays, for --package of the other commands";
constexpr auto kCodesystemFooter =
    "For code systems that may not be shipped: SNOMED CT, LOINC, ICD-10-SE, KVÅ. The table is\n"
    "CSV as of RFC 4180, in UTF-8, with at most 999,999 concepts. A COLUMN is a name in the\n"
    "header, or a number from 1. Every error in the table is shown with a caret under the\n"
    "place, and nothing is written as long as there is one: a code that is empty, stands twice\n"
    "or has a space too many, a parent that is not there or below the concept itself.\n"
    "\n"
    "validate then tells a code that is in the system from one that is not. Of a --fragment it\n"
    "cannot tell the latter. With --parent-column filters by is-a work; several parents in one\n"
    "field have '|' between them.\n"
    "\n"
    "Examples:\n"
    "  brygga codesystem --system http://hl7.org/fhir/sid/icd-10-se --version 2025 \\\n"
    "    --language sv --code-column Kod --display-column Text --output icd.json icd.csv\n"
    "  brygga validate --package icd.json conditions/\n"
    "  brygga codesystem --system http://snomed.info/sct --language sv --no-quotes \\\n"
    "    --code-column conceptId --display-column term --where active=1 \\\n"
    "    --where typeId=900000000000003001 sct2_Description_Snapshot-sv.txt >sct.json\n"
    "\n";

struct SeparatorName {
  std::string_view name;
  char separator;
};
constexpr SeparatorName kSeparators[] = {{"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}};

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

template <typename Options>
std::function<int()> task_of(const std::shared_ptr<Options>& options,
                             int (*run)(const Options&, const Console&)) {
  return [options, run] {
    return with_console([&](const Console& console) { return run(*options, console); });
  };
}

// Each command's options live as long as its callback.
template <typename Options>
void on_chosen(CLI::App* command,
               std::function<int()>& chosen,
               const std::shared_ptr<Options>& options,
               int (*run)(const Options&, const Console&)) {
  command->callback([&chosen, options, run] { chosen = task_of(options, run); });
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
  add_packages(command, options->definitions);
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

void add_code_system_head(CLI::App* command, CodeSystemHead& head) {
  command->add_option("--system", head.url, "The URI that Codings have in system")
      ->required()
      ->check(&fault_of_url)
      ->type_name("URL");
  command->add_option("--version", head.version, "The version of the code system")
      ->check(&fault_of_version)
      ->type_name("TEXT");
  command
      ->add_option("--language",
                   head.language,
                   "The language of the displays, such as sv; if not given,\n"
                   "none is said and they count for every language")
      ->check(&fault_of_language)
      ->type_name("CODE");
  command->add_option("--name", head.name, "A name for programs, such as Icd10Se")
      ->check(&fault_of_name)
      ->type_name("NAME");
  command->add_flag_callback(
      "--fragment",
      [&head] { head.part = ListedPart::some; },
      "The table has only some of the concepts; a parent may be\n"
      "among those left out");
}

std::string fault_of_column_value(const std::string& word) {
  return word.find('=') == std::string::npos ? "it is COLUMN=VALUE" : "";
}

void add_column_values(CLI::App* command,
                       const char* name,
                       std::vector<ColumnValue>& values,
                       const char* help) {
  command
      ->add_option_function<std::vector<std::string>>(
          name,
          [&values](const std::vector<std::string>& words) {
            for (const std::string& word : words) {
              const Halves halves = split_once(word, '=');
              values.push_back({std::string(halves.before), std::string(halves.after)});
            }
          },
          help)
      ->check(&fault_of_column_value)
      ->type_name("COLUMN=VALUE")
      ->take_all()
      ->allow_extra_args(false);
}

// In this order: --no-header says which columns are meant if none are named.
void add_code_columns(CLI::App* command, CodeListForm& list) {
  command->add_flag_callback(
      "--no-header",
      [&list] {
        list.header = CsvHeader::none;
        list.columns.code = "1";
        list.columns.display = "2";
      },
      "The first row is a concept, too; columns go by number");
  command->add_option("--code-column", list.columns.code, "The codes; 'code', or 1, if not given")
      ->type_name("COLUMN");
  command
      ->add_option(
          "--display-column", list.columns.display, "The displays; 'display', or 2, if not given")
      ->type_name("COLUMN");
  command
      ->add_option(
          "--parent-column", list.columns.parent, "The code of what the concept is a kind of")
      ->type_name("COLUMN");
  add_column_values(command,
                    "--inactive",
                    list.columns.inactive,
                    "A row that has this is an inactive concept; may be\n"
                    "repeated: any of them");
  add_column_values(command,
                    "--where",
                    list.columns.only,
                    "Only rows that have this; may be repeated: all of them");
}

void add_codesystem(CLI::App& app, std::function<int()>& chosen) {
  const auto options = std::make_shared<CodesystemOptions>();
  CLI::App* command = add(app, "codesystem", kCodesystemHelp, kCodesystemFooter);
  add_code_system_head(command, options->head);
  add_code_columns(command, options->list);
  command
      ->add_option_function<std::string>(
          "--separator",
          [options](const std::string& name) {
            options->separator =
                std::ranges::find(kSeparators, name, &SeparatorName::name)->separator;
          },
          "Between fields; if not given, what the header has most of")
      ->check(CLI::IsMember({"comma", "semicolon", "tab"}))
      ->type_name("NAME");
  command->add_flag_callback(
      "--no-quotes",
      [options] { options->list.form.quotes = CsvQuotes::are_text; },
      "A quote is a character like any other (SNOMED CT's files)");
  command->add_option("--output", options->output, "Where to write; standard output if not given")
      ->type_name("FILE");
  command->add_option("FILE", options->file, "A .csv, .tsv or .txt file, or - for standard input")
      ->required()
      ->type_name("");
  on_chosen(command, chosen, options, &codesystem);
}

}  // namespace

void add_file_commands(CLI::App& app, std::function<int()>& chosen) {
  add_validate(app, chosen);
  add_fhirpath(app, chosen);
  add_convert(app, chosen);
  add_snapshot(app, chosen);
  add_codesystem(app, chosen);
}

}  // namespace gateway::app
