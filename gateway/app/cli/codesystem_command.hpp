// brygga codesystem: a table of codes and displays as a CodeSystem that validate can use.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "gateway/app/cli/code_list.hpp"
#include "gateway/app/cli/code_system_writer.hpp"
#include "gateway/app/cli/console.hpp"

namespace gateway::app {

struct CodesystemOptions {
  CodeSystemHead head;
  CodeListForm list = {};              // but for its separator and its part
  std::optional<char> separator = {};  // nothing: it is found out
  std::filesystem::path output = {};   // empty: standard output
  std::string file;
};

// Writes the CodeSystem, and to `output` only whole: a file there is replaced at the end. What is
// wrong with the table goes to standard error, each with the line and a caret under the place; then
// nothing is written.
int codesystem(const CodesystemOptions& options, const Console& console);

// What is wrong with a word of the command line; empty if nothing is.
std::string fault_of_url(const std::string& url);
std::string fault_of_version(const std::string& version);
std::string fault_of_language(const std::string& language);
std::string fault_of_name(const std::string& name);

}  // namespace gateway::app
