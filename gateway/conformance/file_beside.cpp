#include "gateway/conformance/file_beside.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdlib>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gateway::conformance {
namespace {

constexpr mode_t kReadableByAll = S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH;

// Makes a renaming in the folder durable.
bool sync_folder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool is_done = ::fsync(descriptor) == 0;
  ::close(descriptor);
  return is_done;
}

}  // namespace

FileBeside::FileBeside(const std::filesystem::path& path)
    : name_(path.string() + ".XXXXXX"), descriptor_(::mkstemp(name_.data())) {}

FileBeside::~FileBeside() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  if (!is_renamed_) ::unlink(name_.c_str());
}

bool FileBeside::write(std::string_view bytes) const {
  if (descriptor_ < 0) return false;
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fchmod(descriptor_, kReadableByAll) == 0 && ::fsync(descriptor_) == 0;
}

bool FileBeside::replace(const std::filesystem::path& path) {
  is_renamed_ = ::rename(name_.c_str(), path.c_str()) == 0;
  return is_renamed_ && sync_folder(path.parent_path());
}

}  // namespace gateway::conformance
