#include "gateway/store/in_hand.hpp"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gateway::store {
namespace {

constexpr std::size_t kBytes = InHand::kSlots * sizeof(InHand::Slot);
static_assert(InHand::Slot::is_always_lock_free && sizeof(InHand::Slot) == sizeof(std::int64_t),
              "a slot in the file is a number and nothing else");

Error file_error(int code) {
  if (code == ENOSPC || code == EDQUOT)
    return {ErrorKind::storage_full, "STORE-FULL", "The disk of the store is full."};
  return {
      ErrorKind::unavailable, "STORE-IN-HAND", "The file beside the database cannot be opened."};
}

// The file, with room on the disk for all of it: a hole would end the process when the disk is
// full.
Result<void*> map_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) return std::unexpected(file_error(errno));
  if (const int failure = ::posix_fallocate(file, 0, kBytes); failure != 0) {
    ::close(file);
    return std::unexpected(file_error(failure));
  }
  void* mapped = ::mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  const int failure = errno;
  ::close(file);
  if (mapped == MAP_FAILED) return std::unexpected(file_error(failure));
  return mapped;
}

}  // namespace

InHand::InHand() : own_(kSlots), slots_(own_) {}

InHand::InHand(Opened, std::span<Slot> mapped) noexcept : slots_(mapped) {}

InHand::~InHand() {
  if (own_.empty()) ::munmap(slots_.data(), kBytes);
}

Result<std::unique_ptr<InHand>> InHand::open(const std::string& path) {
  GATEWAY_TRY(void* const mapped, map_file(path));
  const std::span<Slot> slots(static_cast<Slot*>(mapped), kSlots);
  auto opened = std::make_unique<InHand>(Opened{}, slots);
  opened->left_ = opened->noted();
  // A message is often held twice at once, by a caller and by what it calls: one end counts once.
  std::ranges::sort(opened->left_);
  const auto repeated = std::ranges::unique(opened->left_);
  opened->left_.erase(repeated.begin(), repeated.end());
  for (Slot& slot : slots)
    slot.store(0);
  return opened;
}

std::vector<std::int64_t> InHand::noted() const {
  std::vector<std::int64_t> claims;
  for (const Slot& slot : slots_) {
    if (const std::int64_t claim = slot.load(std::memory_order_acquire); claim > 0)
      claims.push_back(claim);
  }
  return claims;
}

InHand::Hold InHand::hold(std::int64_t claim) noexcept {
  for (Slot& slot : slots_) {
    std::int64_t empty = 0;
    if (slot.compare_exchange_strong(empty, claim, std::memory_order_relaxed)) return Hold(&slot);
  }
  return Hold(nullptr);
}

}  // namespace gateway::store
