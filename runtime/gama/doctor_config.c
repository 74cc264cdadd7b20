/* The few keys of gama-rrpay.json that the doctor needs when there is no session to ask. */
#include "doctor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CONFIG_MAX = 64 * 1024 };

static char *read_all(const WCHAR *path) {
  static char text[CONFIG_MAX + 1];
  DWORD got = 0;
  HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                            OPEN_EXISTING, 0, NULL);
  if (file == INVALID_HANDLE_VALUE) return NULL;
  BOOL read = ReadFile(file, text, CONFIG_MAX, &got, NULL);
  CloseHandle(file);
  text[got] = 0;
  return read ? text : NULL;
}

/** Where the value of a key begins, from a place on; NULL when there is none. */
static const char *value_of(const char *from, const char *key) {
  char quoted[80];
  snprintf(quoted, sizeof quoted, "\"%s\"", key);
  const char *at = from == NULL ? NULL : strstr(from, quoted);
  if (at == NULL) return NULL;
  at += strlen(quoted);
  while (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n') at++;
  if (*at++ != ':') return NULL;
  while (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n') at++;
  return at;
}

/** A string's value; empty when it is none, too long or has an escape that no path has. */
static void text_of(const char *value, WCHAR *out, int room) {
  char text[TEXT_MAX];
  int used = 0;
  *out = 0;
  if (value == NULL || *value != '"') return;
  for (value++; *value && *value != '"' && used < TEXT_MAX - 1; value++) {
    if (*value == '\\' && value[1] != '\\' && value[1] != '/' && value[1] != '"') return;
    if (*value == '\\') value++;
    text[used++] = *value;
  }
  while (used > 0 && text[used - 1] == ' ') used--;
  text[used] = 0;
  if (MultiByteToWideChar(CP_UTF8, 0, text, -1, out, room) == 0) *out = 0;
}

/** A path relative to the config's folder. */
static void resolve(const WCHAR *folder, const WCHAR *path, WCHAR out[PATH_MAX_CHARS]) {
  WCHAR joined[2 * PATH_MAX_CHARS];
  int absolute = path[0] == L'\\' || path[0] == L'/' || (path[0] != 0 && path[1] == L':');
  *out = 0;
  if (*path == 0) return;
  _snwprintf(joined, 2 * PATH_MAX_CHARS - 1, L"%ls%ls%ls", absolute ? L"" : folder, absolute ? L"" : L"\\", path);
  joined[2 * PATH_MAX_CHARS - 1] = 0;
  DWORD length = GetFullPathNameW(joined, PATH_MAX_CHARS, out, NULL);
  if (length == 0 || length >= PATH_MAX_CHARS) *out = 0;
}

/** The till's name where the config leaves it to the machine. */
static void resolve_till(WCHAR till[256]) {
  WCHAR name[256] = L"COMPUTERNAME";
  size_t length = wcslen(till);
  if (wcsncmp(till, L"{env:", 5) == 0 && length > 6 && till[length - 1] == L'}') {
    till[length - 1] = 0;
    wcscpy(name, till + 5);
  } else if (wcscmp(till, L"{computer}") != 0) {
    return;
  }
  if (GetEnvironmentVariableW(name, till, 256) == 0) *till = 0;
}

/** Puts the till's name where `{till}` stands. */
static void put_till(WCHAR path[PATH_MAX_CHARS], const WCHAR *till) {
  WCHAR before[PATH_MAX_CHARS], *mark = wcsstr(path, L"{till}");
  if (mark == NULL) return;
  wcscpy(before, path);
  before[mark - path] = 0;
  WCHAR whole[2 * PATH_MAX_CHARS];
  _snwprintf(whole, 2 * PATH_MAX_CHARS - 1, L"%ls%ls%ls", before, till, mark + 6);
  whole[PATH_MAX_CHARS - 1] = 0;
  wcscpy(path, whole);
}

void doctor_read_config(struct doctor_config *config, const WCHAR *path) {
  WCHAR text[PATH_MAX_CHARS], till[256];
  memset(config, 0, sizeof *config);
  if (GetFullPathNameW(path, PATH_MAX_CHARS, config->path, NULL) == 0) return;
  wcscpy(config->folder, config->path);
  WCHAR *end = wcsrchr(config->folder, L'\\');
  if (end != NULL) *end = 0;
  const char *json = read_all(config->path);
  if (json == NULL) return;
  text_of(value_of(json, "till"), till, 256);
  resolve_till(till);
  text_of(value_of(json, "dataDir"), text, PATH_MAX_CHARS);
  put_till(text, till);
  resolve(config->folder, text, config->data_dir);
  text_of(value_of(value_of(json, "bundle"), "file"), text, PATH_MAX_CHARS);
  resolve(config->folder, *text ? text : L"rrpay.plugin.js", config->bundle);
  text_of(value_of(value_of(json, "access"), "group"), config->group, 256);
  const char *port = value_of(json, "port");
  config->port = port == NULL ? 0 : (unsigned)strtoul(port, NULL, 10) & 0xffff;
}
