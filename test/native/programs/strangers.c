/*
 * Another process in the middle of an opening: what it does to folder and file between two calls of the shim, and what
 * the shim then says. Hard links, attributes, sharing and renaming are the system's own. Wine makes no links, so where
 * one is, the system's answer is this program's: what the shim does with it is what is tried.
 */
#include <winsock2.h>

#include <windows.h>

#include <stdio.h>
#include <string.h>
#include <wchar.h>

static HANDLE create_after_stranger(const wchar_t *path, DWORD access, DWORD share, SECURITY_ATTRIBUTES *rights,
                                    DWORD disposition, DWORD flags, HANDLE pattern);
static BOOL told_attributes(HANDLE file, FILE_INFO_BY_HANDLE_CLASS kind, void *told, DWORD size);
static BOOL move_after_stranger(const wchar_t *from, const wchar_t *to, DWORD flags);
#define CreateFileW create_after_stranger
#define GetFileInformationByHandleEx told_attributes
#define MoveFileExW move_after_stranger
#include "../../../runtime/native/win32_files.c"
#undef CreateFileW
#undef GetFileInformationByHandleEx
#undef MoveFileExW

static HANDLE find_told(const wchar_t *path, WIN32_FIND_DATAW *found);
#define FindFirstFileW find_told
#include "../../../runtime/native/win32_folders.c"
#include "../../../runtime/native/win32_paths.c"
#undef FindFirstFileW

/** What the stranger does when the shim has made this many openings of an attempt. */
static void (*stranger)(void);
static int stranger_at, openings;
static DWORD refused_with;

static HANDLE create_after_stranger(const wchar_t *path, DWORD access, DWORD share, SECURITY_ATTRIBUTES *rights,
                                    DWORD disposition, DWORD flags, HANDLE pattern) {
  if (openings++ == stranger_at && stranger != NULL) stranger();
  return CreateFileW(path, access, share, rights, disposition, flags, pattern);
}

static BOOL move_after_stranger(const wchar_t *from, const wchar_t *to, DWORD flags) {
  if (openings++ == stranger_at && stranger != NULL) stranger();
  return MoveFileExW(from, to, flags);
}

/** What is a reparse point: the n-th that the shim asks about in an attempt, and its tag. */
static int asked, link_at;
static DWORD tag;

static BOOL told_attributes(HANDLE file, FILE_INFO_BY_HANDLE_CLASS kind, void *told, DWORD size) {
  BOOL done = GetFileInformationByHandleEx(file, kind, told, size);
  FILE_ATTRIBUTE_TAG_INFO *info = told;
  if (done && tag != 0 && asked == link_at) {
    info->FileAttributes |= FILE_ATTRIBUTE_REPARSE_POINT;
    info->ReparseTag = tag;
  }
  asked++;
  return done;
}

static HANDLE find_told(const wchar_t *path, WIN32_FIND_DATAW *found) {
  HANDLE names = FindFirstFileW(path, found);
  if (names != INVALID_HANDLE_VALUE && tag != 0) {
    found->dwFileAttributes |= FILE_ATTRIBUTE_REPARSE_POINT;
    found->dwReserved0 = tag;
  }
  return names;
}

static void make_file(const char *path, const char *text) {
  DWORD put;
  HANDLE file = CreateFileA(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
  WriteFile(file, text, (DWORD)strlen(text), &put, NULL);
  CloseHandle(file);
}

static const char *text_of(const char *path) {
  static char text[64];
  DWORD got = 0;
  HANDLE file = CreateFileA(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
  ReadFile(file, text, sizeof text - 1, &got, NULL);
  CloseHandle(file);
  text[got] = 0;
  return text;
}

static const char *name_of(enum file_result result) {
  static const char *const names[] = {[FILE_DONE] = "done", [FILE_MISSING] = "missing", [FILE_BUSY] = "busy",
                                      [FILE_DENIED] = "denied", [FILE_FULL] = "full", [FILE_FAILED] = "failed"};
  return names[result];
}

static void begin(void (*what)(void), int at) {
  stranger = what, stranger_at = at;
  openings = asked = 0;
  refused_with = 0;
}

/** Opens a file of ours, and writes to it if it is ours as log and trace ask. */
static void write_and_tell(const char *what, enum file_mode mode) {
  platform_file file;
  enum file_result result = platform_open_in(&file, "ours", "file", mode);
  bool is_ours = result == FILE_DONE && platform_has_one_name(file);
  if (is_ours) platform_write(file, 0, slice_text("line"));
  platform_close(file);
  printf("%s: %s, %s\n", what, name_of(result), is_ours ? "written" : "not written");
  begin(NULL, 0);
  tag = 0;
}

static void link_precious(void) {
  DeleteFileA("ours\\file");
  CreateHardLinkA("ours\\file", "precious", NULL);
}

static void put_file(void) {
  DeleteFileA("ours\\file");
  make_file("ours\\file", "theirs");
}

static void put_read_only(void) {
  put_file();
  SetFileAttributesA("ours\\file", FILE_ATTRIBUTE_READONLY);
}

static void put_folder(void) {
  DeleteFileA("ours\\file");
  CreateDirectoryA("ours\\file", NULL);
}

static void move_folder(void) {
  refused_with = MoveFileA("ours", "moved") ? 0 : GetLastError();
}

static void remove_file(void) {
  refused_with = DeleteFileA("ours\\file") ? 0 : GetLastError();
}

static void hard_links(void) {
  make_file("precious", "precious");
  link_precious();
  write_and_tell("a second name of a foreign file", FILE_APPEND);
  begin(link_precious, 1);
  put_file();
  write_and_tell("one that is put there meanwhile", FILE_APPEND);
  DeleteFileA("ours\\file");
  begin(link_precious, 1);
  write_and_tell("one where a new file is to be", FILE_FRESH);
  begin(link_precious, 1);
  write_and_tell("one where the probe is to be", FILE_PROBE);
  printf("the foreign file: %s\n", text_of("precious"));
  DeleteFileA("ours\\file");
}

static void names_that_are_taken(void) {
  begin(put_file, 1);
  write_and_tell("a file that is put where a new one is to be", FILE_FRESH);
  printf("that file: %s\n", text_of("ours\\file"));
  put_read_only(); /* root may write it in Wine, but not remove it */
  write_and_tell("a read-only file, to begin anew", FILE_FRESH);
  SetFileAttributesA("ours\\file", FILE_ATTRIBUTE_NORMAL);
  begin(put_folder, 1);
  write_and_tell("a folder in its place", FILE_APPEND);
  write_and_tell("the folder, to begin anew", FILE_FRESH);
  RemoveDirectoryA("ours\\file");
}

static void folders_and_names_that_are_held(void) {
  platform_file file;
  begin(move_folder, 1);
  platform_open_in(&file, "ours", "file", FILE_APPEND);
  printf("the folder is renamed meanwhile: %s\n", refused_with == ERROR_SHARING_VIOLATION ? "refused" : "done");
  remove_file();
  printf("the file is removed while it is open: %s\n", refused_with == ERROR_SHARING_VIOLATION ? "refused" : "done");
  platform_close(file);
  HANDLE held = CreateFileA("ours", DELETE, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_EXISTING,
                            FILE_FLAG_BACKUP_SEMANTICS, NULL);
  begin(NULL, 0);
  write_and_tell("the folder is open to be removed", FILE_APPEND);
  CloseHandle(held);
}

enum { JUNCTION = (int)0xA0000003, DEDUPLICATED = (int)0x80000013 };

static void link_and_tell(const char *what, int at, int kind) {
  begin(NULL, 0);
  link_at = at, tag = (DWORD)kind;
  write_and_tell(what, FILE_APPEND);
}

static void links(void) {
  link_and_tell("a junction in the folder's place", 0, JUNCTION);
  link_and_tell("a link in the file's place", 1, JUNCTION);
  link_and_tell("a folder that becomes a junction meanwhile", 2, JUNCTION);
  link_and_tell("a file that is stored in another form", 1, DEDUPLICATED);
  tag = (DWORD)JUNCTION;
  printf("the folder to make: %s\n", name_of(platform_make_own_folder("ours")));
  printf("the folder to list: %s\n", name_of(platform_list_own("ours", NULL, NULL)));
  tag = 0;
}

static void move_and_tell(const char *what, bool may_replace) {
  enum file_result result = platform_move_in("ours", "file", "other", may_replace);
  printf("%s: %s, %s\n", what, name_of(result), GetFileAttributesA("ours\\file") == INVALID_FILE_ATTRIBUTES ? "moved" : "not moved");
  begin(NULL, 0);
  tag = 0;
}

static void names_that_change(void) {
  begin(NULL, 0);
  put_file();
  link_at = 0, tag = (DWORD)JUNCTION;
  move_and_tell("a junction in the place of a folder to rename in", false);
  begin(move_folder, 1);
  platform_move_in("ours", "file", "other", false);
  printf("the folder is renamed while a file in it is: %s\n", refused_with == ERROR_SHARING_VIOLATION ? "refused" : "done");
  printf("its name is: %s\n", text_of("ours\\other"));
  put_file();
  move_and_tell("a name that is taken", false);
  move_and_tell("one that may be replaced", true);
}

int main(void) {
  CreateDirectoryA("ours", NULL);
  hard_links();
  names_that_are_taken();
  folders_and_names_that_are_held();
  links();
  names_that_change();
  return 0;
}
