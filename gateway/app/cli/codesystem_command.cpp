#include "gateway/app/cli/codesystem_command.hpp"

#include <algorithm>
#include <fstream>
#include <ostream>
#include <system_error>

#include <unistd.h>

#include "gateway/app/cli/file_report.hpp"
#include "gateway/app/cli/input_file.hpp"
#include "gateway/app/cli/progress.hpp"
#include "gateway/app/cli/report_writer.hpp"
#include "gateway/app/cli/terminal_text.hpp"
#include "gateway/base/text.hpp"
#include "gateway/conformance/terminology/language_tag.hpp"
#include "gateway/conformance/terminology/system_rules.hpp"
#include "gateway/fhir/primitive.hpp"

namespace gateway::app {
namespace {

namespace fs = std::filesystem;
using conformance::Membership;
using fhir::Primitive;

// Reading, and writing.
constexpr std::size_t kSteps = 2;

// Source: FHIR R4, codesystem.html, invariant csd-0.
constexpr std::size_t kMaxNameLength = 255;

bool is_name_character(char c) noexcept {
  return is_alpha(c) || is_digit(c) || c == '_';
}

std::unexpected<Error> not_written(const fs::path& path, const char* why) {
  return fail(ErrorKind::unavailable, "CLI-OUTPUT", path.string() + ": " + why);
}

// A file beside another, which it takes the place of when it is whole; removed if it does not.
class FileInWaiting {
 public:
  explicit FileInWaiting(const fs::path& path)
      : path_(path), waiting_(path.string() + ".part-" + std::to_string(::getpid())) {}
  FileInWaiting(const FileInWaiting&) = delete;
  FileInWaiting& operator=(const FileInWaiting&) = delete;
  ~FileInWaiting() {
    std::error_code ignored;
    if (!is_in_place_) fs::remove(waiting_, ignored);
  }

  const fs::path& name() const noexcept { return waiting_; }
  bool take_place() {
    std::error_code error;
    fs::rename(waiting_, path_, error);
    is_in_place_ = !error;
    return is_in_place_;
  }

 private:
  fs::path path_;
  fs::path waiting_;
  bool is_in_place_ = false;
};

Result<void> write_whole(const CodesystemOptions& options, const CodeList& list) {
  const fs::path& path = options.output;
  std::error_code error;
  if (fs::equivalent(path, options.file, error))
    return not_written(path, "this is the table; name another file.");
  const fs::file_status status = fs::status(path, error);
  if (fs::exists(status) && !fs::is_regular_file(status))
    return not_written(path, "this is no file.");
  FileInWaiting waiting(path);
  std::ofstream out(waiting.name(), std::ios::binary);
  write_code_system(options.head, list, out);
  out.close();
  if (!out || !waiting.take_place()) return not_written(path, "the file cannot be written.");
  return {};
}

int write_file(const CodesystemOptions& options,
               const CodeList& list,
               const Console& console,
               Progress& progress) {
  const auto written = write_whole(options, list);
  progress.clear();
  if (!written) return refuse(console, written.error());
  const auto inactive = std::ranges::count_if(list.concepts, &ListedConcept::is_inactive);
  const std::size_t count = list.concepts.size();
  console.out << printable(options.output.string()) << ": " << count
              << (count == 1 ? " concept, " : " concepts, ") << inactive << " inactive\n";
  return kExitFine;
}

}  // namespace

std::string fault_of_url(const std::string& url) {
  const bool is_url = is_utf8(url) && fhir::is_valid(Primitive::uri, url) &&
                      conformance::check_uri(url) == Membership::in && !url.contains('|');
  return is_url ? "" : "it is an absolute URI, such as http://snomed.info/sct";
}

std::string fault_of_version(const std::string& version) {
  const bool is_version = is_utf8(version) && fhir::is_valid(Primitive::string, version) &&
                          trim(version) == version && !version.contains('|');
  return is_version ? "" : "a version is a text without '|'";
}

std::string fault_of_language(const std::string& language) {
  const bool is_language = conformance::check_language(language) == Membership::in;
  return is_language ? "" : "it is a language of BCP 47, such as sv or en-GB";
}

std::string fault_of_name(const std::string& name) {
  const bool is_name = !name.empty() && is_upper(name.front()) && name.size() <= kMaxNameLength &&
                       std::ranges::all_of(name, is_name_character);
  return is_name ? "" : "it begins with a capital letter and has letters, digits and _ only";
}

int codesystem(const CodesystemOptions& options, const Console& console) {
  Progress progress(console, kSteps);
  progress.begin(options.file);
  const auto text = read_input(options.file, console.in, kMaxListBytes);
  if (!text) {
    progress.clear();
    return refuse(console, text.error());
  }
  CodeListForm form = options.list;
  form.part = options.head.part;
  form.form.separator = options.separator.value_or(detect_separator(*text));
  fhir::IssueLog findings(kMaxListedIssues);
  const CodeList list = read_code_list(*text, form, findings);
  if (!findings.empty()) {
    progress.clear();
    print_report(make_report(options.file, *text, findings), *text, console.err);
    return kExitError;
  }
  progress.begin(options.output.empty() ? "the code system" : options.output.string());
  if (!options.output.empty()) return write_file(options, list, console, progress);
  progress.clear();
  write_code_system(options.head, list, console.out);
  return kExitFine;
}

}  // namespace gateway::app
