// brygga-schemac: compiles FHIR packages into the file that the gateway maps: first FHIR R4's own,
// then those to be had beside it. A package that is not whole is refused, and the file stays as it
// was. The rows of the table of search parameters, which is compiled into the program, come from
// the same packages.
//
//   brygga-schemac --package schemas/node_modules/hl7.fhir.r4.core --output definitions.bin
//                  --search-parameters parameters.inc
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/conformance/definition_compiler.hpp"
#include "gateway/conformance/definition_writer.hpp"

namespace {

namespace fhir = gateway::fhir;
using gateway::conformance::CompiledDefinitions;

constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;

struct Arguments {
  std::vector<std::filesystem::path> packages;
  std::filesystem::path output;
  std::filesystem::path search_parameters;  // empty: not wanted
};

std::optional<Arguments> parse_arguments(std::span<char*> words) {
  Arguments arguments;
  for (std::size_t i = 1; i + 1 < words.size(); i += 2) {
    const std::string_view option = words[i];
    if (option == "--package") {
      arguments.packages.emplace_back(words[i + 1]);
    } else if (option == "--output") {
      arguments.output = words[i + 1];
    } else if (option == "--search-parameters") {
      arguments.search_parameters = words[i + 1];
    } else {
      return std::nullopt;
    }
  }
  if (words.size() % 2 == 0 || arguments.packages.empty() || arguments.output.empty()) {
    return std::nullopt;
  }
  return arguments;
}

// What to do about it is the same for every package that is not whole.
int report(const gateway::Error& error, const Arguments& arguments) {
  std::cerr << "brygga-schemac: " << error.message << " [" << error.id << "]\n"
            << "brygga-schemac: " << arguments.output.string() << " stays as it was.\n";
  if (error.id != "DEFS-WRITE") {
    std::cerr << "brygga-schemac: scripts/setup.sh installs the FHIR packages; wait for it if it "
                 "runs, and if it has ended, remove schemas/node_modules and run it again.\n";
  }
  return kExitFailed;
}

void print_summary(const CompiledDefinitions& compiled) {
  std::cerr << "brygga-schemac: " << compiled.structures << " structures, " << compiled.types
            << " types, " << compiled.slots << " elements, " << compiled.value_sets
            << " value sets (" << compiled.value_sets_not_listed << " not listed), "
            << compiled.concepts << " codes, " << compiled.resources << " resources, "
            << compiled.snapshots << " snapshots made: " << compiled.file.size() << " bytes\n";
}

void print_findings(const fhir::IssueLog& findings) {
  for (const fhir::Issue& issue : findings.issues())
    std::cerr << "brygga-schemac: " << issue.text << " [" << issue.id << "]\n";
}

// A file that says the same already keeps its time, and what was compiled from it.
bool write_if_new(const std::string& text, const std::filesystem::path& path) {
  if (std::ifstream present(path); present) {
    const std::string before(std::istreambuf_iterator<char>(present), {});
    if (before == text) return true;
  }
  std::error_code ignored;
  std::filesystem::create_directories(path.parent_path(), ignored);
  std::ofstream out(path, std::ios::trunc);
  out << text;
  return static_cast<bool>(out.flush());
}

}  // namespace

int main(int argc, char** argv) {
  const auto arguments = parse_arguments({argv, static_cast<std::size_t>(argc)});
  if (!arguments) {
    std::cerr << "usage: brygga-schemac --package FOLDER [--package FOLDER ...] --output FILE "
                 "[--search-parameters FILE]\n";
    return kExitUsage;
  }
  for (const auto& package : arguments->packages)
    std::cerr << "brygga-schemac: compiling " << package.string() << '\n';
  const auto compiled = gateway::conformance::compile_definitions(arguments->packages);
  if (!compiled) return report(compiled.error(), *arguments);
  const auto written = gateway::conformance::replace_definitions(*compiled, arguments->output);
  if (!written) return report(written.error(), *arguments);
  if (!arguments->search_parameters.empty() &&
      !write_if_new(compiled->search_parameters, arguments->search_parameters)) {
    std::cerr << "brygga-schemac: Cannot write " << arguments->search_parameters.string() << ".\n";
    return kExitFailed;
  }
  print_findings(compiled->findings);
  print_summary(*compiled);
  return 0;
}
