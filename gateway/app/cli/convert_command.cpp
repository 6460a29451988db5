#include "gateway/app/cli/convert_command.hpp"

#include "gateway/app/cli/definition_files.hpp"
#include "gateway/app/cli/resource_input.hpp"

namespace gateway::app {

int convert(const ConvertOptions& options, const Console& console) {
  const auto definitions = load_definitions(options.definitions);
  if (!definitions) return refuse(console, definitions.error());
  const auto input = read_whole(options.file, (*definitions)->types(), console);
  if (!input) return kExitError;
  print_resource(input->resource, options.to, console);
  return kExitFine;
}

}  // namespace gateway::app
