#include "gateway/conformance/mapped_file.hpp"

#include <string>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gateway::conformance {
namespace {

class FileDescriptor {
 public:
  explicit FileDescriptor(const char* path) : number_(::open(path, O_RDONLY | O_CLOEXEC)) {}
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const noexcept { return number_; }

 private:
  int number_;
};

}  // namespace

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
  const FileDescriptor file(path.c_str());
  struct stat status = {};
  if (file.number() < 0 || ::fstat(file.number(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return fail(ErrorKind::not_found, "DEFS-FILE-MISSING", "Cannot open " + path.string() + ".");
  }
  if (status.st_size == 0) {
    return fail(ErrorKind::malformed, "DEFS-FILE-EMPTY", path.string() + " is empty.");
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size > kMaxBytes) {
    return fail(ErrorKind::too_large, "DEFS-FILE-SIZE", path.string() + " is too large.");
  }
  void* const memory = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.number(), 0);
  if (memory == MAP_FAILED) {
    return fail(ErrorKind::unavailable, "DEFS-FILE-MAP", "Cannot map " + path.string() + ".");
  }
  return MappedFile(std::span(static_cast<std::byte*>(memory), size));
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(bytes_.data(), bytes_.size());
}

void MappedFile::forget(std::span<const std::byte> part) const noexcept {
  // Whole pages; the ends of the part stay.
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const auto offset = static_cast<std::size_t>(part.data() - bytes_.data());
  const std::size_t begin = (offset + page - 1) / page * page;
  const std::size_t end = (offset + part.size()) / page * page;
  if (begin < end) ::madvise(bytes_.data() + begin, end - begin, MADV_DONTNEED);
}

}  // namespace gateway::conformance
