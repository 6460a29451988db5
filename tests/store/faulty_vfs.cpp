#include "tests/store/faulty_vfs.hpp"

#include <sqlite3.h>

namespace gateway::store::test {
namespace {

std::atomic<int> g_writes_left = -1;
std::atomic<bool> g_syncs_fail = false;
sqlite3_vfs g_vfs{};
sqlite3_vfs* g_system = nullptr;

// Lies in front of the system's file in the memory that SQLite gives.
struct File {
  sqlite3_file base;
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  static File& of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
};

bool disk_is_full() {
  for (int left = g_writes_left; left >= 0;) {
    if (left == 0) return true;
    if (g_writes_left.compare_exchange_weak(left, left - 1)) return false;
  }
  return false;
}

template <auto member, typename... Arguments>
int pass(sqlite3_file* file, Arguments... arguments) {
  auto* real = File::of(file).real();
  return (real->pMethods->*member)(real, arguments...);
}

int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  if (disk_is_full()) return SQLITE_FULL;
  return pass<&sqlite3_io_methods::xWrite>(file, bytes, count, offset);
}

int sync(sqlite3_file* file, int flags) {
  if (g_syncs_fail) return SQLITE_IOERR_FSYNC;
  return pass<&sqlite3_io_methods::xSync>(file, flags);
}

void shared_barrier(sqlite3_file* file) {
  auto* real = File::of(file).real();
  real->pMethods->xShmBarrier(real);
}

using M = sqlite3_io_methods;
const sqlite3_io_methods kMethods = {
    2,
    pass<&M::xClose>,
    pass<&M::xRead, void*, int, sqlite3_int64>,
    write,
    pass<&M::xTruncate, sqlite3_int64>,
    sync,
    pass<&M::xFileSize, sqlite3_int64*>,
    pass<&M::xLock, int>,
    pass<&M::xUnlock, int>,
    pass<&M::xCheckReservedLock, int*>,
    pass<&M::xFileControl, int, void*>,
    pass<&M::xSectorSize>,
    pass<&M::xDeviceCharacteristics>,
    pass<&M::xShmMap, int, int, int, void volatile**>,
    pass<&M::xShmLock, int, int, int>,
    shared_barrier,
    pass<&M::xShmUnmap, int>,
    nullptr,
    nullptr,
};

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  auto& mine = File::of(file);
  const int code = g_system->xOpen(g_system, name, mine.real(), flags, out_flags);
  mine.base.pMethods = mine.real()->pMethods == nullptr ? nullptr : &kMethods;
  return code;
}

}  // namespace

FaultyVfs::FaultyVfs() {
  g_system = sqlite3_vfs_find(nullptr);
  g_vfs = *g_system;
  g_vfs.zName = "faulty";
  g_vfs.pNext = nullptr;
  g_vfs.szOsFile = static_cast<int>(sizeof(File)) + g_system->szOsFile;
  g_vfs.xOpen = open;
  sqlite3_vfs_register(&g_vfs, 0);
}

FaultyVfs::~FaultyVfs() {
  sqlite3_vfs_unregister(&g_vfs);
  g_writes_left = -1;
  g_syncs_fail = false;
}

std::atomic<int>& FaultyVfs::writes_left() {
  return g_writes_left;
}
std::atomic<bool>& FaultyVfs::syncs_fail() {
  return g_syncs_fail;
}

}  // namespace gateway::store::test
