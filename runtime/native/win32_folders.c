/* Folders on Windows. */
#include "platform.h"
#include "win32_text.h"

#include <stdlib.h>

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
        result = GetLastError() == ERROR_ALREADY_EXISTS ? FILE_DENIED : win32_last_result();
      *end = kept;
      if (kept == 0) break;
    }
  }
  free(wide);
  return result;
}

enum file_result platform_remove_folder(const char *path) {
  /* A junction would be removed, whatever lies where it leads. */
  if (platform_is_link(path)) return FILE_DENIED;
  wchar_t *wide = win32_path(path);
  if (wide == NULL) return FILE_MISSING;
  enum file_result result = RemoveDirectoryW(wide) ? FILE_DONE : win32_last_result();
  free(wide);
  return result;
}

enum file_result platform_claim_folder(platform_file *file, const char *folder) {
  enum { delete = 0x00010000 /* DELETE */, flags = FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_DELETE_ON_CLOSE };
  char *path = platform_resolve(folder, slice_text("gama-rrpay.update.lock"));
  wchar_t *wide = path == NULL ? NULL : win32_path(path);
  *file = PLATFORM_NO_FILE;
  enum file_result result = FILE_MISSING;
  if (wide != NULL) {
    *file = CreateFileW(wide, GENERIC_READ | GENERIC_WRITE | delete, 0, NULL, OPEN_ALWAYS, flags, NULL);
    result = *file == INVALID_HANDLE_VALUE ? win32_last_result() : FILE_DONE;
  }
  free(wide);
  free(path);
  return result;
}

enum file_result platform_make_folder(const char *path) {
  return make_folder(path, NULL);
}

enum file_result platform_make_own_folder(const char *path) {
  return platform_is_link(path) ? FILE_DENIED : platform_make_folder(path);
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
  if (names == INVALID_HANDLE_VALUE) return win32_last_result();
  bool more = true;
  do {
    char *name = win32_utf8(found.cFileName);
    struct platform_entry entry = {.name = name,
                                   .size = (uint64_t)found.nFileSizeHigh << 32 | found.nFileSizeLow,
                                   .is_folder = (found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0,
                                   .is_link = win32_redirects(found.dwFileAttributes, found.dwReserved0)};
    if (name != NULL) more = visit(context, &entry);
    free(name);
  } while (more && FindNextFileW(names, &found));
  enum file_result result = more && GetLastError() != ERROR_NO_MORE_FILES ? FILE_FAILED : FILE_DONE;
  FindClose(names);
  return result;
}

enum file_result platform_list_own(const char *folder, bool (*visit)(void *, const struct platform_entry *),
                                   void *context) {
  return platform_is_link(folder) ? FILE_DENIED : platform_list(folder, visit, context);
}
