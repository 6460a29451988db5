// brygga validate: what is wrong with resources in files.
#pragma once

#include <string>
#include <vector>

#include "gateway/app/cli/console.hpp"
#include "gateway/app/cli/definition_files.hpp"
#include "gateway/app/cli/report_writer.hpp"

namespace gateway::app {

struct ValidateOptions {
  DefinitionFiles definitions = {};
  std::vector<std::string> profiles = {};  // canonical URLs, beside those in meta.profile
  ReportFormat format = ReportFormat::text;
  std::vector<std::string> files;
};

// Each file is compared with what R4 says of its type, with the profiles it names and with those
// asked for. A file that cannot be read is an error of that file. It is kExitError if any file has
// one, or if a package or a profile asked for is not to be had; then no file is read.
int validate(const ValidateOptions& options, const Console& console);

}  // namespace gateway::app
