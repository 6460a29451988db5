// Input files: what the words on a command line name, and the resource in each.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/codec/media_type.hpp"
#include "gateway/fhir/issue.hpp"
#include "gateway/fhir/resource.hpp"

namespace gateway::app {

inline constexpr std::string_view kStandardInput = "-";
inline constexpr std::size_t kMaxInputBytes = std::size_t{64} * 1024 * 1024;
// Files in a folder and the folders in it.
inline constexpr std::size_t kMaxInputFiles = 1'000'000;

struct Input {
  std::string name;
  std::optional<Error> refused = {};  // a folder that cannot be read, or has no such file in it
};

// Files as they are named; for a folder every .json and .xml in it and the folders in it, sorted by
// path. Passed over are names that begin with a dot, node_modules, package.json and
// package-lock.json: they are never resources. So are links to folders, pipes and sockets. A folder
// with more than `max_files` is refused (CLI-FOLDER), and so is one with none (CLI-FOLDER-EMPTY).
std::vector<Input> list_inputs(std::span<const std::string> names,
                               std::size_t max_files = kMaxInputFiles);

// The whole file, or all of `standard_input` for kStandardInput.
//
// Errors: not_found (CLI-FILE: missing, no file, or not readable), too_large (CLI-SIZE: over
//         `max_bytes`).
Result<std::string> read_input(const std::string& name,
                               std::istream& standard_input,
                               std::size_t max_bytes = kMaxInputBytes);

// By its first character that is no white space; by the end of `name` if that is neither '{' nor
// '<'.
std::optional<codec::Format> format_of(std::string_view text, std::string_view name);

// The resource in a text.
struct ReadInput {
  fhir::Resource resource;
  codec::Format format = codec::Format::json;
};

// Slips that make a text no JSON, such as a comma too many, are findings: all of them are shown.
//
// Errors: malformed (CLI-FORMAT: neither JSON nor XML); as codec::read_lenient_json(),
//         codec::read_xml().
fhir::Checked<ReadInput> read_resource(const std::string& text,
                                       std::string_view name,
                                       const fhir::TypeTable& types,
                                       fhir::IssueLog& findings,
                                       std::size_t max_bytes = kMaxInputBytes);

}  // namespace gateway::app
