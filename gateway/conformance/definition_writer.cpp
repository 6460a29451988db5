#include "gateway/conformance/definition_writer.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/conformance/definitions.hpp"

namespace gateway::conformance {
namespace {

constexpr mode_t kReadableByAll = S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH;

// A file with a name of its own beside another; removed unless it was renamed.
class FileBeside {
 public:
  explicit FileBeside(const std::filesystem::path& path)
      : name_(path.string() + ".XXXXXX"), descriptor_(::mkstemp(name_.data())) {}
  FileBeside(const FileBeside&) = delete;
  FileBeside& operator=(const FileBeside&) = delete;
  ~FileBeside() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    if (!is_renamed_) ::unlink(name_.c_str());
  }

  const std::string& name() const noexcept { return name_; }

  bool write(std::string_view bytes) const {
    if (descriptor_ < 0) return false;
    while (!bytes.empty()) {
      const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fchmod(descriptor_, kReadableByAll) == 0 && ::fsync(descriptor_) == 0;
  }

  bool rename_to(const std::filesystem::path& path) {
    is_renamed_ = ::rename(name_.c_str(), path.c_str()) == 0;
    return is_renamed_;
  }

 private:
  std::string name_;
  int descriptor_;
  bool is_renamed_ = false;
};

// Makes a renaming in the folder durable.
bool sync_folder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool is_done = ::fsync(descriptor) == 0;
  ::close(descriptor);
  return is_done;
}

std::unexpected<Error> refuse_incomplete(const CompiledDefinitions& compiled) {
  return fail(ErrorKind::not_found,
              "PACKAGE-INCOMPLETE",
              "The FHIR package is not whole: it lacks " + compiled.missing.front() + " and " +
                  std::to_string(compiled.missing.size() - 1) + " more.");
}

std::unexpected<Error> refuse_writing(const std::filesystem::path& path) {
  return fail(ErrorKind::unavailable, "DEFS-WRITE", "Cannot write " + path.string() + ".");
}

}  // namespace

Result<void> replace_definitions(const CompiledDefinitions& compiled,
                                 const std::filesystem::path& path) {
  if (!compiled.missing.empty()) return refuse_incomplete(compiled);
  FileBeside file(path);
  if (!file.write(compiled.file)) return refuse_writing(path);
  GATEWAY_CHECK(Definitions::load(file.name()));
  if (!file.rename_to(path) || !sync_folder(path.parent_path())) return refuse_writing(path);
  return {};
}

}  // namespace gateway::conformance
