/*
 * A scanner in another process that holds the journal's file for moments, as antivirus programs and indexers do. It lets go
 * when the shim has tried twice: the wait between two tries is the test's own, so nothing here depends on a clock.
 */
#include <winsock2.h>

#include <windows.h>

#include <stdio.h>
#include <string.h>

static void between_tries(DWORD ms);
#define Sleep between_tries
#include "../../../runtime/native/win32_files.c"
#undef Sleep
#include "../../../runtime/native/program/files.c"

/** As Windows' MoveFileEx while somebody has the file open. */
bool system_replace(const char *from, const char *to) {
  (void)from, (void)to;
  return false;
}

bool system_rename_new(const char *from, const char *to) {
  return system_replace(from, to);
}

static HANDLE held, let_go, gone;
static int tries;

static void between_tries(DWORD ms) {
  (void)ms;
  if (++tries != 2) return;
  SetEvent(let_go);
  WaitForSingleObject(gone, INFINITE);
}

static HANDLE event(const char *name) {
  return CreateEventA(NULL, FALSE, FALSE, name);
}

/** The other process: no sharing at all, or a lock on the bytes. */
static int hold(const char *path, bool locks) {
  DWORD share = locks ? FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE : 0;
  HANDLE file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, share, NULL, OPEN_EXISTING, 0, NULL);
  if (file == INVALID_HANDLE_VALUE || (locks && !LockFile(file, 0, 0, 4096, 0))) return 1;
  SetEvent(held);
  WaitForSingleObject(let_go, INFINITE);
  CloseHandle(file);
  SetEvent(gone);
  return 0;
}

static bool starts(const char *how, const char *path) {
  char line[600], self[300];
  GetModuleFileNameA(NULL, self, sizeof self);
  snprintf(line, sizeof line, "\"%s\" %s %s", self, how, path);
  STARTUPINFOA startup = {.cb = sizeof startup};
  PROCESS_INFORMATION process;
  if (!CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process)) return false;
  HANDLE either[] = {held, process.hProcess};
  tries = 0;
  return WaitForMultipleObjects(2, either, FALSE, INFINITE) == WAIT_OBJECT_0;
}

static void tell(const char *what, enum file_result result) {
  printf("%s: %s after %d tries\n", what, result == FILE_DONE ? "done" : result == FILE_BUSY ? "busy" : "failed", tries);
}

static void open_and_tell(const char *what, const char *path, enum file_mode mode) {
  platform_file file;
  enum file_result result = platform_open(&file, path, mode);
  tell(what, result);
  platform_close(file);
}

int main(int count, char **arguments) {
  held = event("grp-held"), let_go = event("grp-let-go"), gone = event("grp-gone");
  if (count == 3) return hold(arguments[2], strcmp(arguments[1], "lock") == 0);
  const char *path = arguments[1];
  platform_file file;
  if (platform_open(&file, path, FILE_FRESH) != FILE_DONE) return 1;
  platform_close(file);
  if (!starts("hold", path)) return 2;
  open_and_tell("read", path, FILE_READ);
  if (!starts("hold", path)) return 3;
  open_and_tell("append", path, FILE_UPDATE);
  if (!starts("lock", path) || platform_open(&file, path, FILE_UPDATE) != FILE_DONE) return 4;
  tell("write", platform_write(file, 0, slice_text("record")));
  platform_close(file);
  if (!starts("hold", path)) return 5;
  tries = 2; /* this one does not let go */
  open_and_tell("held on", path, FILE_UPDATE);
  tries = 2;
  bool busy = files_write(path, GRP_WRITE_REPLACE, slice_text("result"), false) == GRP_STATUS_IN_USE;
  printf("replaced while it is held on: %s\n", busy ? "in use" : "otherwise");
  SetEvent(let_go);
  WaitForSingleObject(gone, INFINITE);
  if (!starts("hold", path)) return 6;
  tell("remove", platform_remove(path));
  return 0;
}
