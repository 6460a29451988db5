// brygga-schemac: compiles the FHIR package in a folder into the file that the gateway maps.
//
//   brygga-schemac --package schemas/node_modules/hl7.fhir.r4.corexml --output definitions.bin
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

#include "gateway/conformance/definition_compiler.hpp"
#include "gateway/conformance/definitions.hpp"

namespace {

using gateway::conformance::CompiledDefinitions;

constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;

struct Arguments {
  std::filesystem::path package;
  std::filesystem::path output;
};

std::optional<Arguments> parse_arguments(std::span<char*> words) {
  Arguments arguments;
  for (std::size_t i = 1; i + 1 < words.size(); i += 2) {
    const std::string_view option = words[i];
    if (option == "--package") {
      arguments.package = words[i + 1];
    } else if (option == "--output") {
      arguments.output = words[i + 1];
    } else {
      return std::nullopt;
    }
  }
  if (words.size() % 2 == 0 || arguments.package.empty() || arguments.output.empty()) {
    return std::nullopt;
  }
  return arguments;
}

int report(const gateway::Error& error) {
  std::cerr << "brygga-schemac: " << error.message << " [" << error.id << "]\n";
  if (error.id == "PACKAGE-MISSING") {
    std::cerr << "brygga-schemac: the FHIR packages are installed by scripts/setup.sh\n";
  }
  return kExitFailed;
}

// Written beside the output and renamed, so that a program that has the old file mapped keeps it.
bool write_file(const std::filesystem::path& path, std::string_view bytes) {
  const std::filesystem::path beside = path.string() + ".new";
  {
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!out.flush()) return false;
  }
  std::error_code error;
  std::filesystem::rename(beside, path, error);
  return !error;
}

void print_summary(const CompiledDefinitions& compiled) {
  std::cerr << "brygga-schemac: " << compiled.structures << " structures, " << compiled.types
            << " types, " << compiled.slots << " elements, " << compiled.value_sets
            << " value sets (" << compiled.value_sets_not_listed << " not listed), "
            << compiled.concepts << " codes: " << compiled.file.size() << " bytes\n";
}

}  // namespace

int main(int argc, char** argv) {
  const auto arguments = parse_arguments({argv, static_cast<std::size_t>(argc)});
  if (!arguments) {
    std::cerr << "usage: brygga-schemac --package FOLDER --output FILE\n";
    return kExitUsage;
  }
  std::cerr << "brygga-schemac: compiling " << arguments->package.string() << '\n';
  const auto compiled = gateway::conformance::compile_package(arguments->package);
  if (!compiled) return report(compiled.error());
  if (!write_file(arguments->output, compiled->file)) {
    std::cerr << "brygga-schemac: cannot write " << arguments->output.string() << '\n';
    return kExitFailed;
  }
  const auto loaded = gateway::conformance::Definitions::load(arguments->output);
  if (!loaded) return report(loaded.error());
  print_summary(*compiled);
  return 0;
}
