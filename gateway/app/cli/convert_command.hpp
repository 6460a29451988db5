// brygga convert: a resource from JSON to XML or from XML to JSON.
#pragma once

#include <filesystem>
#include <string>

#include "gateway/app/cli/console.hpp"
#include "gateway/codec/media_type.hpp"

namespace gateway::app {

struct ConvertOptions {
  std::filesystem::path definitions = {};
  codec::Format to = codec::Format::json;
  std::string file;
};

// Nothing is lost but XML comments, white space between elements and, in narrative, whether a line
// ended with a carriage return; what would lose something is refused with its findings on standard
// error.
int convert(const ConvertOptions& options, const Console& console);

}  // namespace gateway::app
