// FileBeside: a file that is written beside the one that it will replace.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace gateway::conformance {

// Has a name of its own in the folder of `path`, and is removed unless it has replaced something. A
// program that has the old file mapped keeps it; after a crash there is the old file or the new
// one, whole.
//
// THREADS: one.
class FileBeside {
 public:
  explicit FileBeside(const std::filesystem::path& path);
  FileBeside(const FileBeside&) = delete;
  FileBeside& operator=(const FileBeside&) = delete;
  ~FileBeside();

  const std::string& name() const noexcept { return name_; }

  // Makes it durable, and readable by all. False if it cannot be.
  bool write(std::string_view bytes) const;
  // Takes the name `path`, durably. False if it cannot.
  bool replace(const std::filesystem::path& path);

 private:
  std::string name_;
  int descriptor_;
  bool is_renamed_ = false;
};

}  // namespace gateway::conformance
