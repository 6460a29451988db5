// The commands that need no gateway and no configuration, as words of the command line.
#pragma once

#include <functional>

namespace CLI {  // NOLINT(readability-identifier-naming): the library's own
class App;
}

namespace gateway::app {

// Adds validate, fhirpath, convert, snapshot and codesystem to `app`. The one that is chosen is put
// in `chosen`; it gives the exit code.
//
// LIFETIME: `chosen` outlives the parsing; it can be called after it.
void add_file_commands(CLI::App& app, std::function<int()>& chosen);

}  // namespace gateway::app
