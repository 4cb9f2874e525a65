// SPDX-License-Identifier: Apache-2.0
// The shim between SQLite and the unix files: asks the FaultDisk before each change. Offers no memory mapping, so every
// write is seen; skips real syncs, which the model stands for.
#include <sqlite3.h>

#include <algorithm>
#include <set>
#include <string>

#include "tests/fault_disk.h"

namespace proofmark::faults {
namespace {

using Verdict = FaultDisk::Verdict;

struct Beside {
  FaultDisk* disk;
  std::string path;
  bool names_sync;  // the first sync of a journal syncs its folder
  std::set<int> regions;
};

// SQLite allocates one for each open file; the unix file follows it in memory.
struct FaultFile {
  sqlite3_file base;
  Beside* beside;  // null where the file is not on the disk in question
};

sqlite3_vfs* Unix(sqlite3_vfs* vfs) { return static_cast<std::pair<FaultDisk*, sqlite3_vfs*>*>(vfs->pAppData)->second; }
FaultDisk& Disk(sqlite3_vfs* vfs) { return *static_cast<std::pair<FaultDisk*, sqlite3_vfs*>*>(vfs->pAppData)->first; }
Beside& Of(sqlite3_file* file) { return *reinterpret_cast<FaultFile*>(file)->beside; }
sqlite3_file* Real(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<FaultFile*>(file) + 1);
}

int Code(Verdict verdict, int refused, int full) { return verdict == Verdict::kRefuseFull ? full : refused; }

int Close(sqlite3_file* file) {
  int code = Real(file)->pMethods->xClose(Real(file));
  delete reinterpret_cast<FaultFile*>(file)->beside;
  return code;
}

int Read(sqlite3_file* file, void* out, int bytes, sqlite3_int64 offset) {
  return Real(file)->pMethods->xRead(Real(file), out, bytes, offset);
}

int Write(sqlite3_file* file, const void* in, int bytes, sqlite3_int64 offset) {
  std::string_view content(static_cast<const char*>(in), static_cast<std::size_t>(bytes));
  Verdict verdict = Of(file).disk->AskWrite(Of(file).path, offset, content);
  if (verdict != Verdict::kGo) return Code(verdict, SQLITE_IOERR_WRITE, SQLITE_FULL);
  return Real(file)->pMethods->xWrite(Real(file), in, bytes, offset);
}

int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (Of(file).disk->AskTruncate(Of(file).path, size) != Verdict::kGo) return SQLITE_IOERR_TRUNCATE;
  return Real(file)->pMethods->xTruncate(Real(file), size);
}

int Sync(sqlite3_file* file, int) {
  if (Of(file).disk->AskSync(Of(file).path, Of(file).names_sync) != Verdict::kGo) return SQLITE_IOERR_FSYNC;
  Of(file).names_sync = false;
  return SQLITE_OK;
}

int FileSize(sqlite3_file* file, sqlite3_int64* size) { return Real(file)->pMethods->xFileSize(Real(file), size); }
int Lock(sqlite3_file* file, int level) { return Real(file)->pMethods->xLock(Real(file), level); }
int Unlock(sqlite3_file* file, int level) { return Real(file)->pMethods->xUnlock(Real(file), level); }
int Reserved(sqlite3_file* file, int* out) { return Real(file)->pMethods->xCheckReservedLock(Real(file), out); }
int Control(sqlite3_file* file, int op, void* arg) { return Real(file)->pMethods->xFileControl(Real(file), op, arg); }
int SectorSize(sqlite3_file* file) { return Real(file)->pMethods->xSectorSize(Real(file)); }
int Characteristics(sqlite3_file* file) { return Real(file)->pMethods->xDeviceCharacteristics(Real(file)); }

int ShmMap(sqlite3_file* file, int region, int bytes, int extend, void volatile** out) {
  if (extend != 0 && Of(file).regions.insert(region).second) {
    Verdict verdict = Of(file).disk->Ask(Change::kShare, Of(file).path + "-shm");
    if (verdict != Verdict::kGo) {
      Of(file).regions.erase(region);
      return Code(verdict, SQLITE_IOERR_SHMMAP, SQLITE_IOERR_SHMSIZE);
    }
  }
  return Real(file)->pMethods->xShmMap(Real(file), region, bytes, extend, out);
}
int ShmLock(sqlite3_file* file, int offset, int n, int flags) {
  return Real(file)->pMethods->xShmLock(Real(file), offset, n, flags);
}
void ShmBarrier(sqlite3_file* file) { Real(file)->pMethods->xShmBarrier(Real(file)); }
int ShmUnmap(sqlite3_file* file, int remove) {
  Of(file).regions.clear();
  return Real(file)->pMethods->xShmUnmap(Real(file), remove);
}

constexpr sqlite3_io_methods kMethods = {
    2,          Close,           Read,   Write,   Truncate,   Sync,     FileSize, Lock,   Unlock, Reserved, Control,
    SectorSize, Characteristics, ShmMap, ShmLock, ShmBarrier, ShmUnmap, nullptr,  nullptr};

int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  auto* fault_file = reinterpret_cast<FaultFile*>(file);
  fault_file->base.pMethods = nullptr;
  fault_file->beside = nullptr;
  FaultDisk& disk = Disk(vfs);
  bool held = name != nullptr && disk.Holds(name);
  if (held) {
    int exists = 0;
    Unix(vfs)->xAccess(Unix(vfs), name, SQLITE_ACCESS_EXISTS, &exists);
    if (exists == 0 && (flags & SQLITE_OPEN_CREATE) != 0 && disk.Ask(Change::kCreate, name) != Verdict::kGo) {
      return SQLITE_CANTOPEN;
    }
  }
  int code = Unix(vfs)->xOpen(Unix(vfs), name, Real(file), flags, out_flags);
  if (code != SQLITE_OK) return code;
  if (held) disk.Opened(name);
  bool journal = (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL)) != 0;
  fault_file->beside = new Beside{&disk, name == nullptr ? "" : name, journal, {}};
  fault_file->base.pMethods = &kMethods;
  return SQLITE_OK;
}

int Delete(sqlite3_vfs* vfs, const char* name, int sync_folder) {
  if (Disk(vfs).Holds(name) && Disk(vfs).AskDelete(name, sync_folder != 0) != Verdict::kGo) return SQLITE_IOERR_DELETE;
  return Unix(vfs)->xDelete(Unix(vfs), name, 0);
}
int Access(sqlite3_vfs* vfs, const char* name, int flags, int* out) {
  return Unix(vfs)->xAccess(Unix(vfs), name, flags, out);
}
int FullPathname(sqlite3_vfs* vfs, const char* name, int bytes, char* out) {
  return Unix(vfs)->xFullPathname(Unix(vfs), name, bytes, out);
}
int Randomness(sqlite3_vfs* vfs, int bytes, char* out) { return Unix(vfs)->xRandomness(Unix(vfs), bytes, out); }
// Whoever waits for a lock waits no longer than it takes to give others a turn.
int Sleep(sqlite3_vfs* vfs, int microseconds) { return Unix(vfs)->xSleep(Unix(vfs), std::min(microseconds, 100)); }
int CurrentTime(sqlite3_vfs* vfs, double* out) { return Unix(vfs)->xCurrentTime(Unix(vfs), out); }
int LastError(sqlite3_vfs* vfs, int bytes, char* out) { return Unix(vfs)->xGetLastError(Unix(vfs), bytes, out); }

}  // namespace

std::unique_ptr<sqlite3_vfs> InstallFaultVfs(FaultDisk& disk) {
  sqlite3_vfs* unix_vfs = sqlite3_vfs_find(nullptr);
  auto vfs = std::make_unique<sqlite3_vfs>();
  vfs->iVersion = 1;
  vfs->szOsFile = static_cast<int>(sizeof(FaultFile)) + unix_vfs->szOsFile;
  vfs->mxPathname = unix_vfs->mxPathname;
  vfs->zName = "proofmark-faults";
  vfs->pAppData = new std::pair<FaultDisk*, sqlite3_vfs*>(&disk, unix_vfs);
  vfs->xOpen = Open;
  vfs->xDelete = Delete;
  vfs->xAccess = Access;
  vfs->xFullPathname = FullPathname;
  vfs->xRandomness = Randomness;
  vfs->xSleep = Sleep;
  vfs->xCurrentTime = CurrentTime;
  vfs->xGetLastError = LastError;
  sqlite3_vfs_register(vfs.get(), 1);
  return vfs;
}

void RemoveFaultVfs(sqlite3_vfs& vfs) {
  sqlite3_vfs_unregister(&vfs);
  delete static_cast<std::pair<FaultDisk*, sqlite3_vfs*>*>(vfs.pAppData);
}

}  // namespace proofmark::faults
