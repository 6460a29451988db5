// ResourceInput: the one file of a command, read whole or refused with its findings.
#pragma once

#include <optional>
#include <string>

#include "gateway/app/cli/console.hpp"
#include "gateway/app/cli/input_file.hpp"
#include "gateway/fhir/issue.hpp"

namespace gateway::app {

struct ResourceInput {
  std::string text;
  fhir::Resource resource;
  codec::Format format = codec::Format::json;
};

// Prints the findings to standard error; nothing if the file cannot be read without losing
// something of it.
std::optional<ResourceInput> read_whole(const std::string& name,
                                        const fhir::TypeTable& types,
                                        const Console& console);

// Prints a resource to standard output.
void print_resource(const fhir::Resource& resource, codec::Format format, const Console& console);

}  // namespace gateway::app
