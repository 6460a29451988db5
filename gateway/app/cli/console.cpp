#include "gateway/app/cli/console.hpp"

#include <ostream>

#include "gateway/app/cli/terminal_text.hpp"

namespace gateway::app {

int refuse(const Console& console, const Error& error) {
  console.err << "brygga: " << printable(error.message) << " [" << error.id << "]\n";
  return kExitError;
}

}  // namespace gateway::app
