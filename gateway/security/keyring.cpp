#include "gateway/security/keyring.hpp"

#include <cerrno>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gateway::security {
namespace {

class File {
 public:
  File(const std::string& path, int flags, mode_t mode = 0)
      : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int operator*() const noexcept { return descriptor_; }
  explicit operator bool() const noexcept { return descriptor_ >= 0; }

 private:
  int descriptor_;
};

bool write_whole(const File& file, ByteView bytes) {
  return ::write(*file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
         ::fsync(*file) == 0;
}

constexpr std::string_view kPrefix = "brygga/1/";
constexpr unsigned kAuditPeriodBits = 24;

}  // namespace

Result<void> create_master_key(const std::string& path, RandomSource& random) {
  const File file(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, S_IRUSR | S_IWUSR);
  if (!file && errno == EEXIST)
    return fail(ErrorKind::conflict, "KEYRING-EXISTS", "The master key file exists already.");
  const auto key = SecretKey::random(random);
  // A restrictive umask must not make the file unreadable, nor an odd one more open.
  const bool written =
      file && ::fchmod(*file, S_IRUSR | S_IWUSR) == 0 && write_whole(file, key.view());
  auto folder = std::filesystem::path(path).parent_path();
  if (folder.empty()) folder = ".";
  const File directory(folder.string(), O_RDONLY | O_DIRECTORY);
  if (!written || !directory || ::fsync(*directory) != 0)
    return fail(ErrorKind::internal, "KEYRING-WRITE", "The master key file cannot be written.");
  return {};
}

Result<Keyring> Keyring::load(const std::string& path) {
  const File file(path, O_RDONLY | O_NOFOLLOW);
  if (!file && errno == ENOENT)
    return fail(ErrorKind::not_found, "KEYRING-MISSING", "There is no master key file.");
  struct stat state{};
  if (!file || ::fstat(*file, &state) != 0 || !S_ISREG(state.st_mode) ||
      (state.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return fail(ErrorKind::forbidden,
                "KEYRING-MODE",
                "The master key file must be a regular file that only its owner can read (0600).");
  }
  SecretKey key;
  if (state.st_size != static_cast<off_t>(kKeyBytes) ||
      ::read(*file, key.bytes().data(), kKeyBytes) != static_cast<ssize_t>(kKeyBytes))
    return fail(ErrorKind::malformed, "KEYRING-LENGTH", "The master key file must have 32 bytes.");
  return Keyring(std::move(key));
}

SecretKey Keyring::derive(std::string_view purpose) const {
  SecretKey key;
  hash_.hkdf(master_.view(), {}, std::string(kPrefix).append(purpose), key.bytes());
  return key;
}

BlindIndex Keyring::organisation_index(std::int64_t organisation) const {
  return BlindIndex(derive("organisation-index/" + std::to_string(organisation)));
}

SecretKey Keyring::audit_key(std::uint64_t batch) const {
  return derive("audit/" + std::to_string(batch >> kAuditPeriodBits));
}

}  // namespace gateway::security
