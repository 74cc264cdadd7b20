/* Files on Windows. */
#include "platform.h"
#include "win32_text.h"

#include <stdlib.h>

enum file_result win32_last_result(void) {
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

/** Scanners and indexers hold a file for moments. What they block is tried again, for a fifth of a second. */
enum { TRIES = 10, TRY_AGAIN_MS = 20 };

static bool is_in_the_way(DWORD error) {
  return error == ERROR_SHARING_VIOLATION || error == ERROR_LOCK_VIOLATION || error == ERROR_DELETE_PENDING;
}

/** Like CreateFileW, with retries. Without security attributes, child processes do not inherit the handle. */
static HANDLE create_file(const wchar_t *path, DWORD access, DWORD share, DWORD disposition, DWORD flags) {
  HANDLE file = INVALID_HANDLE_VALUE;
  for (int i = 0; i < TRIES; i++) {
    file = CreateFileW(path, access, share, NULL, disposition, flags, NULL);
    DWORD error = file == INVALID_HANDLE_VALUE ? GetLastError() : ERROR_SUCCESS;
    /* If a file was removed while a scanner has it open, its name is denied until the scanner closes it. */
    bool is_leaving = disposition == CREATE_NEW && error == ERROR_ACCESS_DENIED;
    /* Only the lock asks for no sharing. It is not tried again, because whoever has the lock keeps it. */
    if (share == 0 || !(is_in_the_way(error) || is_leaving)) break;
    Sleep(TRY_AGAIN_MS);
  }
  return file;
}

/** Whether an open file is a link to elsewhere; also, whether it is a reparse point of any kind. */
static bool leads_elsewhere(HANDLE file, bool *is_reparse_point) {
  FILE_ATTRIBUTE_TAG_INFO info = {0};
  if (!GetFileInformationByHandleEx(file, FileAttributeTagInfo, &info, sizeof info)) info.FileAttributes = 0;
  *is_reparse_point = (info.FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
  return win32_redirects(info.FileAttributes, info.ReparseTag);
}

static enum file_result open_file(HANDLE *file, const char *path, DWORD access, DWORD share, DWORD disposition,
                                  DWORD flags) {
  *file = INVALID_HANDLE_VALUE;
  wchar_t *wide = win32_path(path);
  if (wide == NULL) return FILE_MISSING;
  *file = create_file(wide, access, share, disposition, FILE_ATTRIBUTE_NORMAL | flags);
  enum file_result result = *file == INVALID_HANDLE_VALUE ? win32_last_result() : FILE_DONE;
  bool is_reparse_point = false;
  if (result == FILE_DONE && (flags & FILE_FLAG_OPEN_REPARSE_POINT) != 0 && leads_elsewhere(*file, &is_reparse_point))
    result = FILE_DENIED;
  if (*file != INVALID_HANDLE_VALUE && (result != FILE_DONE || is_reparse_point)) {
    CloseHandle(*file);
    *file = INVALID_HANDLE_VALUE;
  }
  free(wide);
  /* This file is stored in another form, deduplicated or compressed, so it is opened again as an ordinary file. */
  return result == FILE_DONE && is_reparse_point
             ? open_file(file, path, access, share, disposition, flags & ~(DWORD)FILE_FLAG_OPEN_REPARSE_POINT)
             : result;
}

/**
 * Opens a folder of ours, but no link in its place. As long as it is open nobody can rename or remove it: it has a
 * right that sharing asks about, and does not share removal. Only where somebody else has it open for removal
 * already is it opened without that, because a file of ours must not fail for a guard.
 */
static enum file_result hold_folder(HANDLE *held, const char *folder) {
  enum { share = FILE_SHARE_READ | FILE_SHARE_WRITE, flags = FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT };
  bool is_reparse_point;
  *held = INVALID_HANDLE_VALUE;
  wchar_t *wide = win32_path(folder);
  if (wide == NULL) return FILE_MISSING;
  *held = create_file(wide, FILE_LIST_DIRECTORY, share, OPEN_EXISTING, flags);
  if (*held == INVALID_HANDLE_VALUE && is_in_the_way(GetLastError()))
    *held = create_file(wide, FILE_LIST_DIRECTORY, share | FILE_SHARE_DELETE, OPEN_EXISTING, flags);
  enum file_result result = *held == INVALID_HANDLE_VALUE ? win32_last_result() : FILE_DONE;
  free(wide);
  if (result == FILE_DONE && leads_elsewhere(*held, &is_reparse_point)) result = FILE_DENIED;
  if (result != FILE_DONE) platform_close(*held);
  return result;
}

enum file_result platform_open(platform_file *file, const char *path, enum file_mode mode) {
  enum { share_all = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE };
  static const struct {
    DWORD access, share, disposition, flags;
  } how[] = {
      [FILE_READ] = {GENERIC_READ, share_all, OPEN_EXISTING, FILE_FLAG_OPEN_REPARSE_POINT},
      [FILE_FOLLOW] = {GENERIC_READ, share_all, OPEN_EXISTING, 0},
      /* It must not be deleted meanwhile: what is written to a deleted file is gone when the handle is closed. */
      [FILE_UPDATE] = {GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ, OPEN_EXISTING, FILE_FLAG_OPEN_REPARSE_POINT},
      [FILE_APPEND] = {GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ, OPEN_ALWAYS, FILE_FLAG_OPEN_REPARSE_POINT},
      /* The flag also here: without it, CREATE_NEW on a link that leads to nothing makes a file there. */
      [FILE_FRESH] = {GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ, CREATE_NEW, FILE_FLAG_OPEN_REPARSE_POINT},
      [FILE_PROBE] = {GENERIC_READ | GENERIC_WRITE | DELETE, FILE_SHARE_READ | FILE_SHARE_DELETE, CREATE_NEW,
                      FILE_FLAG_DELETE_ON_CLOSE | FILE_FLAG_OPEN_REPARSE_POINT},
  };
  if (mode == FILE_FRESH || mode == FILE_PROBE) {
    enum file_result removed = platform_remove(path);
    *file = INVALID_HANDLE_VALUE;
    if (removed != FILE_DONE && removed != FILE_MISSING) return removed;
  }
  return open_file(file, path, how[mode].access, how[mode].share, how[mode].disposition, how[mode].flags);
}

enum file_result platform_open_in(platform_file *file, const char *folder, const char *name, enum file_mode mode) {
  HANDLE held;
  bool is_reparse_point;
  *file = PLATFORM_NO_FILE;
  char *path = platform_resolve(folder, slice_text(name));
  enum file_result result = path == NULL ? FILE_FAILED : hold_folder(&held, folder);
  if (result == FILE_DONE) {
    result = platform_open(file, path, mode);
    /* An empty folder can be made a link although it is open. */
    if (result == FILE_DONE && leads_elsewhere(held, &is_reparse_point)) {
      platform_close(*file);
      *file = PLATFORM_NO_FILE;
      result = FILE_DENIED;
    }
    CloseHandle(held);
  }
  free(path);
  return result;
}

void platform_close(platform_file file) {
  if (file != INVALID_HANDLE_VALUE) CloseHandle(file);
}

enum file_result platform_size(platform_file file, uint64_t *size) {
  LARGE_INTEGER bytes;
  if (!GetFileSizeEx(file, &bytes)) return win32_last_result();
  *size = (uint64_t)bytes.QuadPart;
  return FILE_DONE;
}

bool platform_has_one_name(platform_file file) {
  BY_HANDLE_FILE_INFORMATION info;
  return GetFileInformationByHandle(file, &info) && info.nNumberOfLinks <= 1;
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
      if (!written && !is_in_the_way(GetLastError())) return win32_last_result();
    }
    if (!written) return FILE_BUSY;
    if (put == 0) return FILE_FULL;
    done += put;
  }
  return FILE_DONE;
}

enum file_result platform_truncate(platform_file file, uint64_t size) {
  LARGE_INTEGER end = {.QuadPart = (LONGLONG)size};
  if (!SetFilePointerEx(file, end, NULL, FILE_BEGIN) || !SetEndOfFile(file)) return win32_last_result();
  return platform_flush(file);
}

enum file_result platform_flush(platform_file file) {
  return FlushFileBuffers(file) ? FILE_DONE : win32_last_result();
}

enum file_result platform_flush_folder(const char *path) {
  (void)path; /* NTFS journals its names by itself */
  return FILE_DONE;
}

enum file_result platform_lock_file(platform_file *file, const char *path) {
  /* No sharing at all: the handle itself is the lock, and the system releases it when the process ends. */
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
    result = DeleteFileW(wide) ? FILE_DONE : win32_last_result();
  }
  free(wide);
  return result;
}

enum file_result platform_remove_in(const char *folder, const char *name) {
  HANDLE held;
  char *path = platform_resolve(folder, slice_text(name));
  enum file_result result = path == NULL ? FILE_FAILED : hold_folder(&held, folder);
  if (result == FILE_DONE) {
    result = platform_remove(path);
    CloseHandle(held);
  }
  free(path);
  return result;
}

enum file_result platform_move_in(const char *folder, const char *from, const char *to, bool may_replace) {
  HANDLE held;
  bool is_reparse_point;
  DWORD flags = MOVEFILE_WRITE_THROUGH | (may_replace ? MOVEFILE_REPLACE_EXISTING : 0);
  char *path = platform_resolve(folder, slice_text(from)), *place = platform_resolve(folder, slice_text(to));
  wchar_t *wide = path == NULL ? NULL : win32_path(path), *wide_place = place == NULL ? NULL : win32_path(place);
  enum file_result result = wide == NULL || wide_place == NULL ? FILE_FAILED : hold_folder(&held, folder);
  if (result == FILE_DONE) {
    result = FILE_BUSY;
    for (int i = 0; i < TRIES && result == FILE_BUSY; i++) {
      if (i > 0) Sleep(TRY_AGAIN_MS);
      bool moved = MoveFileExW(wide, wide_place, flags) != 0;
      DWORD error = GetLastError();
      bool is_taken = error == ERROR_ALREADY_EXISTS || error == ERROR_FILE_EXISTS;
      result = moved ? FILE_DONE : is_taken ? FILE_DENIED : win32_last_result();
    }
    /* An empty folder can be made a link although it is open. */
    if (result == FILE_DONE && leads_elsewhere(held, &is_reparse_point)) result = FILE_DENIED;
    CloseHandle(held);
  }
  free(wide);
  free(wide_place);
  free(path);
  free(place);
  return result;
}
