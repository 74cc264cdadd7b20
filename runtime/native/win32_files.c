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

bool platform_drive_fits(const char *path) {
  wchar_t *full = win32_path(path);
  if (full == NULL) return false;
  const wchar_t *drive = wcsncmp(full, L"\\\\?\\", 4) == 0 ? full + 4 : full;
  const wchar_t root[] = {drive[0], L':', L'\\', 0};
  UINT type = drive[0] != 0 && drive[1] == L':' ? GetDriveTypeW(root) : DRIVE_REMOTE;
  free(full);
  return type == DRIVE_FIXED || type == DRIVE_RAMDISK;
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

static enum file_result open_file(HANDLE *file, const char *path, DWORD access, DWORD share, DWORD disposition) {
  *file = INVALID_HANDLE_VALUE;
  wchar_t *wide = win32_path(path);
  if (wide == NULL) return FILE_MISSING;
  /* Without security attributes the handle is not inherited by child processes. */
  *file = CreateFileW(wide, access, share, NULL, disposition, FILE_ATTRIBUTE_NORMAL, NULL);
  enum file_result result = *file == INVALID_HANDLE_VALUE ? last_result() : FILE_DONE;
  free(wide);
  return result;
}

enum file_result platform_open(platform_file *file, const char *path, enum file_mode mode) {
  enum { share_all = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE };
  if (mode == FILE_READ) return open_file(file, path, GENERIC_READ, share_all, OPEN_EXISTING);
  static const DWORD dispositions[] = {
      [FILE_UPDATE] = OPEN_EXISTING, [FILE_APPEND] = OPEN_ALWAYS, [FILE_FRESH] = CREATE_ALWAYS};
  /* Not to be deleted meanwhile: what is written behind a deleted name is gone when the handle is closed. */
  return open_file(file, path, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ, dispositions[mode]);
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
    if (!WriteFile(file, bytes.bytes + done, chunk, &put, &place)) return last_result();
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
  enum file_result result = open_file(file, path, GENERIC_READ | GENERIC_WRITE, 0, OPEN_ALWAYS);
  /* A folder that cannot be written may still hold a lock file that keeps others out. */
  return result == FILE_DENIED ? open_file(file, path, GENERIC_READ, 0, OPEN_EXISTING) : result;
}

enum file_result platform_remove(const char *path) {
  wchar_t *wide = win32_path(path);
  if (wide == NULL) return FILE_MISSING;
  enum file_result result = DeleteFileW(wide) ? FILE_DONE : last_result();
  free(wide);
  return result;
}

static bool is_folder(const wchar_t *path) {
  DWORD attributes = GetFileAttributesW(path);
  return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
}

enum file_result platform_make_folder(const char *path) {
  wchar_t *wide = win32_path(path);
  if (wide == NULL) return FILE_MISSING;
  enum file_result result = FILE_DONE;
  if (!is_folder(wide)) {
    size_t start = wcsncmp(wide, L"\\\\?\\", 4) == 0 ? 7 : 3;
    for (wchar_t *end = wide + start; result == FILE_DONE; end++) {
      if (*end != 0 && *end != L'\\') continue;
      wchar_t kept = *end;
      *end = 0;
      if (!CreateDirectoryW(wide, NULL) && !is_folder(wide))
        result = GetLastError() == ERROR_ALREADY_EXISTS ? FILE_DENIED : last_result();
      *end = kept;
      if (kept == 0) break;
    }
  }
  free(wide);
  return result;
}

enum file_result platform_list(const char *folder, bool (*visit)(void *, const char *), void *context) {
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
    if (name != NULL) more = visit(context, name);
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
