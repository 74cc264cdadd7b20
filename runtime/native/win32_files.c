/* Paths and files on Windows. */
#include "platform.h"
#include "win32_text.h"

#include <stdlib.h>
#include <string.h>

static bool is_separator(uint8_t byte) {
  return byte == '\\' || byte == '/';
}

char *platform_resolve(const char *folder, struct slice path) {
  const uint8_t *p = path.bytes;
  /* "C:data" is relative to where some program has left that drive: nowhere. */
  if (path.length > 1 && p[1] == ':' && (path.length == 2 || !is_separator(p[2]))) return NULL;
  bool rooted = path.length > 0 && is_separator(p[0]);
  bool unc = rooted && path.length > 1 && is_separator(p[1]);
  bool absolute = unc || (path.length > 1 && p[1] == ':');
  /* "\x" is relative to the drive of the config file's folder. */
  size_t prefix = absolute ? 0 : rooted ? 2 : strlen(folder) + 1;
  if (path.length > 0 && memchr(p, 0, path.length) != NULL) return NULL;
  char *joined = malloc(prefix + path.length + 1);
  if (joined == NULL) return NULL;
  if (prefix > 0) memcpy(joined, folder, prefix - (rooted ? 0 : 1));
  if (prefix > 0 && !rooted) joined[prefix - 1] = '\\';
  if (path.length > 0) memcpy(joined + prefix, p, path.length);
  joined[prefix + path.length] = 0;
  return joined;
}

char *platform_folder_of(const char *path) {
  const char *end = strrchr(path, '\\');
  const char *slash = strrchr(path, '/');
  if (end == NULL || (slash != NULL && slash > end)) end = slash;
  if (end == NULL) return NULL;
  /* The root of a drive keeps its separator. */
  size_t length = (size_t)(end - path) + (end > path && end[-1] == ':' ? 1 : 0);
  char *folder = malloc(length + 1);
  if (folder == NULL) return NULL;
  memcpy(folder, path, length);
  folder[length] = 0;
  return folder;
}

/** What a path is: INVALID_FILE_ATTRIBUTES when it does not exist. */
static DWORD attributes_of(const char *path) {
  wchar_t *wide = win32_path(path);
  DWORD attributes = wide == NULL ? INVALID_FILE_ATTRIBUTES : GetFileAttributesW(wide);
  free(wide);
  return attributes;
}

/** The longest part of a path that exists, freed by the caller: what is missing will be made there. */
static char *existing_part(const char *path) {
  size_t size = strlen(path) + 1;
  char *part = malloc(size);
  if (part != NULL) memcpy(part, path, size);
  while (part != NULL && attributes_of(part) == INVALID_FILE_ATTRIBUTES) {
    char *shorter = platform_folder_of(part);
    bool shrank = shorter != NULL && strlen(shorter) < strlen(part);
    free(part);
    part = shrank ? shorter : NULL;
    if (!shrank) free(shorter);
  }
  return part;
}

bool platform_is_folder_path(const char *path) {
  char *part = existing_part(path);
  bool is_folder = part != NULL && (attributes_of(part) & FILE_ATTRIBUTE_DIRECTORY) != 0;
  free(part);
  return is_folder;
}

/** Where a path that exists leads in the end, whatever links and substituted drives it goes through. */
static wchar_t *final_path(const wchar_t *path) {
  enum { room = 32768 };
  DWORD share = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
  HANDLE file = CreateFileW(path, FILE_READ_ATTRIBUTES, share, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
  if (file == INVALID_HANDLE_VALUE) return NULL;
  wchar_t *final = malloc(room * sizeof *final);
  DWORD length = final == NULL ? 0 : GetFinalPathNameByHandleW(file, final, room, VOLUME_NAME_DOS);
  CloseHandle(file);
  if (length > 0 && length < room) return final;
  free(final);
  return NULL;
}

bool platform_drive_fits(const char *path) {
  char *part = existing_part(path);
  wchar_t *full = part == NULL ? NULL : win32_path(part);
  wchar_t *final = full == NULL ? NULL : final_path(full);
  /* Where it cannot be asked, the letter has to do. */
  const wchar_t *judged = final != NULL ? final : full;
  const wchar_t *drive = judged != NULL && wcsncmp(judged, L"\\\\?\\", 4) == 0 ? judged + 4 : judged;
  UINT type = DRIVE_REMOTE;
  if (drive != NULL && drive[0] != 0 && drive[1] == L':') {
    const wchar_t root[] = {drive[0], L':', L'\\', 0};
    type = GetDriveTypeW(root);
  }
  free(final);
  free(full);
  free(part);
  return type == DRIVE_FIXED || type == DRIVE_RAMDISK;
}

/** Links, junctions and mounted volumes; not the reparse points of deduplication and its like, which lead nowhere else. */
static bool redirects(DWORD attributes, DWORD tag) {
  return (attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 && (tag & 0x20000000) != 0;
}

bool platform_is_link(const char *path) {
  wchar_t *wide = win32_path(path);
  WIN32_FIND_DATAW found;
  HANDLE names = wide == NULL ? INVALID_HANDLE_VALUE : FindFirstFileW(wide, &found);
  free(wide);
  if (names == INVALID_HANDLE_VALUE) return false;
  FindClose(names);
  return redirects(found.dwFileAttributes, found.dwReserved0);
}

static enum file_result last_result(void) {
  switch (GetLastError()) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_INVALID_NAME:
    case ERROR_BAD_PATHNAME:
      return FILE_MISSING;
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
      return FILE_BUSY;
    case ERROR_ACCESS_DENIED:
    case ERROR_WRITE_PROTECT:
    case ERROR_DIRECTORY:
      return FILE_DENIED;
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL:
    case ERROR_NOT_ENOUGH_QUOTA:
      return FILE_FULL;
    default:
      return FILE_FAILED;
  }
}

/** Scanners and indexers hold a file for moments: what they are in the way of is tried again, for a fifth of a second. */
enum { TRIES = 10, TRY_AGAIN_MS = 20 };

static bool is_in_the_way(DWORD error) {
  return error == ERROR_SHARING_VIOLATION || error == ERROR_LOCK_VIOLATION || error == ERROR_DELETE_PENDING;
}

/** As CreateFileW; without security attributes the handle is not inherited by child processes. */
static HANDLE create_file(const wchar_t *path, DWORD access, DWORD share, DWORD disposition, DWORD flags) {
  HANDLE file = INVALID_HANDLE_VALUE;
  for (int i = 0; i < TRIES; i++) {
    file = CreateFileW(path, access, share, NULL, disposition, flags, NULL);
    /* No sharing is asked for the lock alone: whoever has it keeps it. */
    if (file != INVALID_HANDLE_VALUE || share == 0 || !is_in_the_way(GetLastError())) break;
    Sleep(TRY_AGAIN_MS);
  }
  return file;
}

/** Whether an open file is what it was opened as, and no link to elsewhere. */
static bool leads_elsewhere(HANDLE file, bool *is_reparse_point) {
  FILE_ATTRIBUTE_TAG_INFO info = {0};
  if (!GetFileInformationByHandleEx(file, FileAttributeTagInfo, &info, sizeof info)) info.FileAttributes = 0;
  *is_reparse_point = (info.FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
  return redirects(info.FileAttributes, info.ReparseTag);
}

static enum file_result open_file(HANDLE *file, const char *path, DWORD access, DWORD share, DWORD disposition,
                                  DWORD flags) {
  *file = INVALID_HANDLE_VALUE;
  wchar_t *wide = win32_path(path);
  if (wide == NULL) return FILE_MISSING;
  *file = create_file(wide, access, share, disposition, FILE_ATTRIBUTE_NORMAL | flags);
  enum file_result result = *file == INVALID_HANDLE_VALUE ? last_result() : FILE_DONE;
  bool is_reparse_point = false;
  if (result == FILE_DONE && (flags & FILE_FLAG_OPEN_REPARSE_POINT) != 0 && leads_elsewhere(*file, &is_reparse_point))
    result = FILE_DENIED;
  if (*file != INVALID_HANDLE_VALUE && (result != FILE_DONE || is_reparse_point)) {
    CloseHandle(*file);
    *file = INVALID_HANDLE_VALUE;
  }
  free(wide);
  /* A file that lies there in another form, deduplicated or compressed: opened as what it is. */
  return result == FILE_DONE && is_reparse_point
             ? open_file(file, path, access, share, disposition, flags & ~(DWORD)FILE_FLAG_OPEN_REPARSE_POINT)
             : result;
}

enum file_result platform_open(platform_file *file, const char *path, enum file_mode mode) {
  enum { share_all = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE };
  static const struct {
    DWORD access, share, disposition, flags;
  } how[] = {
      [FILE_READ] = {GENERIC_READ, share_all, OPEN_EXISTING, FILE_FLAG_OPEN_REPARSE_POINT},
      [FILE_FOLLOW] = {GENERIC_READ, share_all, OPEN_EXISTING, 0},
      /* Not to be deleted meanwhile: what is written behind a deleted name is gone when the handle is closed. */
      [FILE_UPDATE] = {GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ, OPEN_EXISTING, FILE_FLAG_OPEN_REPARSE_POINT},
      [FILE_APPEND] = {GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ, OPEN_ALWAYS, FILE_FLAG_OPEN_REPARSE_POINT},
      [FILE_FRESH] = {GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ, CREATE_NEW, 0},
      [FILE_PROBE] = {GENERIC_READ | GENERIC_WRITE | DELETE, FILE_SHARE_READ | FILE_SHARE_DELETE, CREATE_NEW,
                      FILE_FLAG_DELETE_ON_CLOSE},
  };
  if (mode == FILE_FRESH || mode == FILE_PROBE) {
    enum file_result removed = platform_remove(path);
    *file = INVALID_HANDLE_VALUE;
    if (removed != FILE_DONE && removed != FILE_MISSING) return removed;
  }
  return open_file(file, path, how[mode].access, how[mode].share, how[mode].disposition, how[mode].flags);
}

void platform_close(platform_file file) {
  if (file != INVALID_HANDLE_VALUE) CloseHandle(file);
}

enum file_result platform_size(platform_file file, uint64_t *size) {
  LARGE_INTEGER bytes;
  if (!GetFileSizeEx(file, &bytes)) return last_result();
  *size = (uint64_t)bytes.QuadPart;
  return FILE_DONE;
}

static OVERLAPPED at(uint64_t offset) {
  return (OVERLAPPED){.Offset = (DWORD)offset, .OffsetHigh = (DWORD)(offset >> 32)};
}

enum file_result platform_read(platform_file file, uint64_t offset, void *bytes, size_t count) {
  for (size_t done = 0; done < count;) {
    OVERLAPPED place = at(offset + done);
    DWORD got = 0, chunk = count - done > 1 << 20 ? 1 << 20 : (DWORD)(count - done);
    if (!ReadFile(file, (uint8_t *)bytes + done, chunk, &got, &place) || got == 0) return FILE_FAILED;
    done += got;
  }
  return FILE_DONE;
}

enum file_result platform_write(platform_file file, uint64_t offset, struct slice bytes) {
  for (size_t done = 0; done < bytes.length;) {
    OVERLAPPED place = at(offset + done);
    DWORD put = 0, chunk = bytes.length - done > 1 << 20 ? 1 << 20 : (DWORD)(bytes.length - done);
    bool written = false;
    for (int i = 0; i < TRIES && !written; i++) {
      if (i > 0) Sleep(TRY_AGAIN_MS);
      written = WriteFile(file, bytes.bytes + done, chunk, &put, &place) != 0;
      if (!written && !is_in_the_way(GetLastError())) return last_result();
    }
    if (!written) return FILE_BUSY;
    if (put == 0) return FILE_FULL;
    done += put;
  }
  return FILE_DONE;
}

enum file_result platform_truncate(platform_file file, uint64_t size) {
  LARGE_INTEGER end = {.QuadPart = (LONGLONG)size};
  if (!SetFilePointerEx(file, end, NULL, FILE_BEGIN) || !SetEndOfFile(file)) return last_result();
  return platform_flush(file);
}

enum file_result platform_flush(platform_file file) {
  return FlushFileBuffers(file) ? FILE_DONE : last_result();
}

enum file_result platform_flush_folder(const char *path) {
  (void)path; /* NTFS journals its names by itself */
  return FILE_DONE;
}

enum file_result platform_lock_file(platform_file *file, const char *path) {
  /* No sharing at all: the handle itself is the lock, and the system drops it with the process. */
  enum file_result result =
      open_file(file, path, GENERIC_READ | GENERIC_WRITE, 0, OPEN_ALWAYS, FILE_FLAG_OPEN_REPARSE_POINT);
  /* A folder that cannot be written may still hold a lock file that keeps others out. */
  return result == FILE_DENIED ? open_file(file, path, GENERIC_READ, 0, OPEN_EXISTING, FILE_FLAG_OPEN_REPARSE_POINT)
                               : result;
}

enum file_result platform_remove(const char *path) {
  wchar_t *wide = win32_path(path);
  if (wide == NULL) return FILE_MISSING;
  enum file_result result = FILE_BUSY;
  for (int i = 0; i < TRIES && result == FILE_BUSY; i++) {
    if (i > 0) Sleep(TRY_AGAIN_MS);
    result = DeleteFileW(wide) ? FILE_DONE : last_result();
  }
  free(wide);
  return result;
}

static bool is_folder(const wchar_t *path) {
  DWORD attributes = GetFileAttributesW(path);
  return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
}

static enum file_result make_folder(const char *path, SECURITY_ATTRIBUTES *rights) {
  wchar_t *wide = win32_path(path);
  if (wide == NULL) return FILE_MISSING;
  enum file_result result = FILE_DONE;
  if (!is_folder(wide)) {
    size_t start = wcsncmp(wide, L"\\\\?\\", 4) == 0 ? 7 : 3;
    for (wchar_t *end = wide + start; result == FILE_DONE; end++) {
      if (*end != 0 && *end != L'\\') continue;
      wchar_t kept = *end;
      *end = 0;
      if (!CreateDirectoryW(wide, rights) && !is_folder(wide))
        result = GetLastError() == ERROR_ALREADY_EXISTS ? FILE_DENIED : last_result();
      *end = kept;
      if (kept == 0) break;
    }
  }
  free(wide);
  return result;
}

enum file_result platform_make_folder(const char *path) {
  return make_folder(path, NULL);
}

enum file_result platform_make_guarded_folder(const char *path, struct slice group) {
  SECURITY_ATTRIBUTES rights = {.nLength = sizeof rights};
  rights.lpSecurityDescriptor = win32_guard(group);
  if (rights.lpSecurityDescriptor == NULL) return FILE_MISSING;
  enum file_result result = make_folder(path, &rights);
  LocalFree(rights.lpSecurityDescriptor);
  return result;
}

enum file_result platform_list(const char *folder, bool (*visit)(void *, const struct platform_entry *),
                               void *context) {
  char *pattern = platform_resolve(folder, slice_text("*"));
  wchar_t *wide = pattern == NULL ? NULL : win32_path(pattern);
  free(pattern);
  if (wide == NULL) return FILE_MISSING;
  WIN32_FIND_DATAW found;
  HANDLE names = FindFirstFileW(wide, &found);
  free(wide);
  if (names == INVALID_HANDLE_VALUE) return last_result();
  bool more = true;
  do {
    char *name = win32_utf8(found.cFileName);
    struct platform_entry entry = {.name = name,
                                   .size = (uint64_t)found.nFileSizeHigh << 32 | found.nFileSizeLow,
                                   .is_folder = (found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0,
                                   .is_link = redirects(found.dwFileAttributes, found.dwReserved0)};
    if (name != NULL) more = visit(context, &entry);
    free(name);
  } while (more && FindNextFileW(names, &found));
  enum file_result result = more && GetLastError() != ERROR_NO_MORE_FILES ? FILE_FAILED : FILE_DONE;
  FindClose(names);
  return result;
}

uint64_t platform_free_bytes(const char *folder) {
  ULARGE_INTEGER bytes;
  char *part = existing_part(folder);
  wchar_t *wide = part == NULL ? NULL : win32_path(part);
  bool asked = wide != NULL && GetDiskFreeSpaceExW(wide, &bytes, NULL, NULL) != 0;
  free(wide);
  free(part);
  return asked ? bytes.QuadPart : UINT64_MAX;
}
