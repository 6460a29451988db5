#include "gateway/app/cli/input_file.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <istream>
#include <system_error>
#include <utility>

#include "gateway/base/text.hpp"
#include "gateway/codec/lenient_json.hpp"
#include "gateway/codec/xml_reader.hpp"

namespace gateway::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPieceBytes = std::size_t{64} * 1024;
constexpr std::size_t kMebibyte = std::size_t{1024} * 1024;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr auto kPassedOver =
    std::to_array<std::string_view>({"node_modules", "package.json", "package-lock.json"});

std::optional<codec::Format> format_by_name(std::string_view name) {
  const std::string lower = to_lower(name);
  if (lower.ends_with(".json")) return codec::Format::json;
  if (lower.ends_with(".xml")) return codec::Format::xml;
  return std::nullopt;
}

bool is_passed_over(const std::string& name) {
  return name.starts_with('.') || std::ranges::find(kPassedOver, name) != kPassedOver.end();
}

Error folder_error(ErrorKind kind, std::string_view id, const std::string& name, const char* why) {
  return {kind, id, name + ": " + why};
}

// A pipe or a socket: whoever opens it may wait for ever.
bool waits_for_a_writer(const fs::file_status& status) {
  return fs::is_fifo(status) || fs::is_socket(status);
}

// What a folder holds, the folders in it not opened yet.
struct Listing {
  std::vector<std::string> files;
  std::vector<std::string> folders;
  bool is_whole = true;
};

Listing list_folder(const std::string& folder) {
  Listing found;
  std::error_code error;
  fs::directory_iterator at(folder, error);
  for (; !error && at != fs::directory_iterator(); at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (is_passed_over(name)) continue;
    std::error_code ignored;  // what cannot be asked is found out when it is read
    const fs::file_status status = at->status(ignored);
    if (fs::is_directory(status)) {
      if (!at->is_symlink(ignored)) found.folders.push_back(at->path().string());
    } else if (format_by_name(name) && !waits_for_a_writer(status)) {
      found.files.push_back(at->path().string());
    }
  }
  found.is_whole = !error;
  return found;
}

// Without recursion: folders that are still to be opened wait in a list.
void list_below(const std::string& top, std::size_t max_files, std::vector<Input>& inputs) {
  std::vector<Input> found;
  std::vector<std::string> waiting{top};
  while (!waiting.empty()) {
    const std::string folder = std::move(waiting.back());
    waiting.pop_back();
    Listing listing = list_folder(folder);
    if (!listing.is_whole) {
      found.push_back(
          {folder,
           folder_error(ErrorKind::not_found, "CLI-FOLDER", folder, "the folder cannot be read.")});
    }
    for (std::string& file : listing.files)
      found.push_back({std::move(file)});
    std::ranges::move(listing.folders, std::back_inserter(waiting));
    if (found.size() > max_files) {
      inputs.push_back(
          {top, folder_error(ErrorKind::too_large, "CLI-FOLDER", top, "too many files in it.")});
      return;
    }
  }
  if (found.empty()) {
    found.push_back({top,
                     folder_error(ErrorKind::not_found,
                                  "CLI-FOLDER-EMPTY",
                                  top,
                                  "there is no .json and no .xml file in it.")});
  }
  std::ranges::sort(found, {}, &Input::name);
  std::ranges::move(found, std::back_inserter(inputs));
}

std::unexpected<Error> too_large(const std::string& name, std::size_t max_bytes) {
  return fail(
      ErrorKind::too_large,
      "CLI-SIZE",
      name + ": the file is larger than " + std::to_string(max_bytes / kMebibyte) + " MiB.");
}

Result<std::string> read_all(std::istream& in, const std::string& name, std::size_t max_bytes) {
  std::string text;
  while (in) {
    const std::size_t before = text.size();
    text.resize(before + kPieceBytes);
    in.read(text.data() + before, static_cast<std::streamsize>(kPieceBytes));
    text.resize(before + static_cast<std::size_t>(in.gcount()));
    if (text.size() > max_bytes) return too_large(name, max_bytes);
  }
  if (in.bad()) return fail(ErrorKind::not_found, "CLI-FILE", name + ": reading fails.");
  return text;
}

}  // namespace

std::vector<Input> list_inputs(std::span<const std::string> names, std::size_t max_files) {
  std::vector<Input> inputs;
  for (const std::string& name : names) {
    std::error_code error;
    if (name != kStandardInput && fs::is_directory(name, error)) {
      list_below(name, max_files, inputs);
    } else {
      inputs.push_back({name});
    }
  }
  return inputs;
}

Result<std::string> read_input(const std::string& name,
                               std::istream& standard_input,
                               std::size_t max_bytes) {
  if (name == kStandardInput) return read_all(standard_input, name, max_bytes);
  std::error_code error;
  const fs::file_status status = fs::status(name, error);
  if (!fs::exists(status))
    return fail(ErrorKind::not_found, "CLI-FILE", name + ": there is no such file.");
  if (fs::is_directory(status))
    return fail(ErrorKind::not_found, "CLI-FILE", name + ": this is a folder, not a file.");
  std::ifstream in(name, std::ios::binary);
  if (!in) return fail(ErrorKind::not_found, "CLI-FILE", name + ": the file cannot be read.");
  return read_all(in, name, max_bytes);
}

std::optional<codec::Format> format_of(std::string_view text, std::string_view name) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const auto first = std::ranges::find_if_not(text, is_space);
  if (first != text.end() && *first == '{') return codec::Format::json;
  if (first != text.end() && *first == '<') return codec::Format::xml;
  return format_by_name(name);
}

fhir::Checked<ReadInput> read_resource(const std::string& text,
                                       std::string_view name,
                                       const fhir::TypeTable& types,
                                       fhir::IssueLog& findings,
                                       std::size_t max_bytes) {
  const std::optional<codec::Format> format = format_of(text, name);
  if (!format) return fail(ErrorKind::malformed, "CLI-FORMAT", "The text is neither JSON nor XML.");
  const codec::ReadLimits limits{.max_bytes = max_bytes};
  auto read = *format == codec::Format::json
                  ? codec::read_lenient_json(text, types, limits, {}, findings)
                  : codec::read_xml(text, types, limits, findings);
  if (!read) return std::unexpected(std::move(read).error());
  fhir::Resource resource = *std::move(read);
  return ReadInput{std::move(resource), *format};
}

}  // namespace gateway::app
