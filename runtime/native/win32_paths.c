/* Paths on Windows: what they name, and where they lead. */
#include "platform.h"
#include "win32_text.h"

#include <stdlib.h>
#include <string.h>

static bool is_separator(uint8_t byte) {
  return byte == '\\' || byte == '/';
}

char *platform_resolve(const char *folder, struct slice path) {
  const uint8_t *p = path.bytes;
  /* "C:data" is relative to the current folder of that drive, which may be any, so it is refused. */
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
  /* If the final path is not known, the letter of the given path decides. */
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

bool win32_redirects(DWORD attributes, DWORD tag) {
  return (attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 && (tag & 0x20000000) != 0;
}

bool platform_is_link(const char *path) {
  wchar_t *wide = win32_path(path);
  WIN32_FIND_DATAW found;
  HANDLE names = wide == NULL ? INVALID_HANDLE_VALUE : FindFirstFileW(wide, &found);
  free(wide);
  if (names == INVALID_HANDLE_VALUE) return false;
  FindClose(names);
  return win32_redirects(found.dwFileAttributes, found.dwReserved0);
}

bool platform_is_special(const char *path) {
  (void)path;
  return false;
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
