// The commands of the program; main.cpp only reads the command line.
#pragma once

#include <filesystem>

#include "gateway/base/result.hpp"

namespace gateway::app {

// Serves until SIGTERM or SIGINT. Writes to standard output, one line each and flushed: "partner"
// and "operator" with the address they listen on, then "ready". Everything else goes to the log on
// standard error.
Result<void> serve(const std::filesystem::path& config);

// Makes the master key where it is missing, and the database with all migrations.
Result<void> init(const std::filesystem::path& config);

// Reads everything that serve() would read. Prints what it found.
Result<void> check(const std::filesystem::path& config);

// For operators and tests: ids, codes, times and numbers, never content.
Result<void> print_outbox(const std::filesystem::path& config);
Result<void> print_audit(const std::filesystem::path& config);
Result<void> print_options();

}  // namespace gateway::app
