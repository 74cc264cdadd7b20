#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../generated/program.h"
#include "../platform.h"
#include "../win32_text.h"
#include "console.h"
#include "embedded_program.h"
#include "library.h"

const char system_library_name[] = "gama_rrpay.dll";

void console_init(struct console *console) {
  DWORD mode;
  console->is_interactive = GetConsoleMode(GetStdHandle(STD_INPUT_HANDLE), &mode) &&
                            GetConsoleMode(GetStdHandle(STD_ERROR_HANDLE), &mode);
}

/** A console takes UTF-16 and shows it correctly, whatever its code page is. */
static bool write_console(HANDLE handle, const wchar_t *text, size_t length) {
  DWORD written;
  while (length > 0) {
    /* An old console refuses more than 64 KiB at once. */
    DWORD count = length < 8000 ? (DWORD)length : 8000;
    if (!WriteConsoleW(handle, text, count, &written, NULL) || written == 0) return false;
    text += written;
    length -= written;
  }
  return true;
}

static bool write_bytes(HANDLE handle, UINT page, const wchar_t *text, size_t length) {
  int size = WideCharToMultiByte(page, 0, text, (int)length, NULL, 0, NULL, NULL);
  char *bytes = size > 0 ? malloc((size_t)size) : NULL;
  DWORD at = 0, written = 1;
  if (bytes == NULL) return false;
  WideCharToMultiByte(page, 0, text, (int)length, bytes, size, NULL, NULL);
  for (; at < (DWORD)size && written > 0; at += written)
    if (!WriteFile(handle, bytes + at, (DWORD)size - at, &written, NULL)) written = 0;
  free(bytes);
  return at == (DWORD)size;
}

/**
 * The console's own tools read what goes to a pipe or a file, so it has the console's page; UTF-8 without a console.
 */
static UINT piped_page(uint8_t stream) {
  UINT page = stream == GRP_STREAM_DATA ? CP_UTF8 : GetConsoleOutputCP();
  return page == 0 ? CP_UTF8 : page;
}

bool console_print(uint8_t stream, struct slice text) {
  HANDLE handle = GetStdHandle(stream == GRP_STREAM_ERROR ? STD_ERROR_HANDLE : STD_OUTPUT_HANDLE);
  DWORD mode;
  /* Where it was started without any output, nobody wants to read it. */
  if (text.length == 0 || handle == NULL || handle == INVALID_HANDLE_VALUE) return true;
  int size = MultiByteToWideChar(CP_UTF8, 0, (const char *)text.bytes, (int)text.length, NULL, 0);
  wchar_t *wide = size > 0 ? malloc((size_t)size * sizeof *wide) : NULL;
  if (wide == NULL) return false;
  MultiByteToWideChar(CP_UTF8, 0, (const char *)text.bytes, (int)text.length, wide, size);
  /* A journal's text may contain anything, and no escape sequence may reach a terminal. */
  for (int i = 0; i < size; i++)
    if ((wide[i] < 0x20 && wide[i] != '\n' && wide[i] != '\t' && wide[i] != '\r') || (wide[i] >= 0x7f && wide[i] < 0xa0))
      wide[i] = '?';
  bool written = GetConsoleMode(handle, &mode) ? write_console(handle, wide, (size_t)size)
                                               : write_bytes(handle, piped_page(stream), wide, (size_t)size);
  free(wide);
  return written;
}

bool console_ask(const struct console *console, struct slice prompt, struct buffer *line) {
  if (!console->is_interactive) return false;
  console_print(2, prompt);
  wchar_t wide[1024];
  DWORD length = 0;
  if (!ReadConsoleW(GetStdHandle(STD_INPUT_HANDLE), wide, 1023, &length, NULL) || length == 0) return false;
  while (length > 0 && (wide[length - 1] == '\n' || wide[length - 1] == '\r')) length--;
  int size = WideCharToMultiByte(CP_UTF8, 0, wide, (int)length, NULL, 0, NULL, NULL);
  uint8_t *room = buffer_room(line, (size_t)size);
  if (size > 0 && room != NULL) {
    WideCharToMultiByte(CP_UTF8, 0, wide, (int)length, (char *)room, size, NULL, NULL);
    line->length += (size_t)size;
  }
  return !line->failed;
}

const char *console_language(void) {
  return PRIMARYLANGID(GetUserDefaultUILanguage()) == LANG_LITHUANIAN ? "lt" : "en";
}

void console_code_page(char text[16]) {
  snprintf(text, 16, "%u", (unsigned)GetACP());
}

/** A console that only this program uses closes with it. */
void console_wait_before_end(void) {
  DWORD processes[2];
  if (GetConsoleProcessList(processes, 2) != 1) return;
  DWORD read;
  INPUT_RECORD record;
  HANDLE input = GetStdHandle(STD_INPUT_HANDLE);
  FlushConsoleInputBuffer(input);
  while (ReadConsoleInputW(input, &record, 1, &read))
    if (record.EventType == KEY_EVENT && record.Event.KeyEvent.bKeyDown) return;
}

static volatile LONG was_stopped;
static volatile LONG is_stopping;

static BOOL WINAPI note_stop(DWORD event) {
  enum { CLOSING_MS = 4000 };
  if (InterlockedExchange(&is_stopping, 1) != 0) return FALSE;
  InterlockedExchange(&was_stopped, 1);
  /* A console that is closed ends the program when this returns. */
  if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT) Sleep(CLOSING_MS);
  return TRUE;
}

void console_heed_stop(void) {
  SetConsoleCtrlHandler(note_stop, TRUE);
}

bool console_is_stopped(void) {
  return InterlockedExchange(&was_stopped, 0) != 0;
}

static bool move(const char *from, const char *to, DWORD flags) {
  wchar_t *wide_from = win32_path(from), *wide_to = win32_path(to);
  bool moved = wide_from != NULL && wide_to != NULL && MoveFileExW(wide_from, wide_to, flags | MOVEFILE_WRITE_THROUGH);
  free(wide_from);
  free(wide_to);
  return moved;
}

bool system_rename_new(const char *from, const char *to) {
  return move(from, to, 0);
}

bool system_replace(const char *from, const char *to) {
  return move(from, to, MOVEFILE_REPLACE_EXISTING);
}

char *system_program_folder(void) {
  wchar_t path[4096];
  DWORD length = GetModuleFileNameW(NULL, path, 4096);
  if (length == 0 || length >= 4096) return NULL;
  char *utf8 = win32_utf8(path);
  char *folder = utf8 == NULL ? NULL : platform_folder_of(utf8);
  free(utf8);
  return folder;
}

void *system_load(const char *path) {
  wchar_t *wide = win32_path(path);
  HMODULE module = wide == NULL ? NULL : LoadLibraryExW(wide, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
  free(wide);
  return module;
}

void *system_symbol(void *handle, const char *name) {
  FARPROC found = GetProcAddress(handle, name);
  void *symbol;
  memcpy(&symbol, &found, sizeof symbol);
  return symbol;
}

/** grp_open takes the ANSI code page. If a path has letters that are not in that page, its short name is used. */
char *system_path_for_library(const char *path) {
  wchar_t *wide = win32_path(path), *taken = wide;
  wchar_t brief[MAX_PATH];
  BOOL lossy = FALSE;
  if (wide == NULL) return NULL;
  if (WideCharToMultiByte(CP_ACP, WC_NO_BEST_FIT_CHARS, wide, -1, NULL, 0, NULL, &lossy) == 0 || lossy) {
    DWORD length = GetShortPathNameW(wide, brief, MAX_PATH);
    if (length > 0 && length < MAX_PATH) taken = brief;
  }
  int size = WideCharToMultiByte(CP_ACP, 0, taken, -1, NULL, 0, NULL, NULL);
  char *given = size > 0 ? malloc((size_t)size) : NULL;
  if (given != NULL) WideCharToMultiByte(CP_ACP, 0, taken, -1, given, size, NULL, NULL);
  free(wide);
  return given;
}

int wmain(int count, wchar_t **wide) {
  char **args = calloc((size_t)count + 1, sizeof *args);
  int code = 69, given = 0;
  while (args != NULL && given < count - 1 && (args[given] = win32_utf8(wide[given + 1])) != NULL) given++;
  if (args != NULL && given == count - 1) code = program_main(given, args);
  for (int i = 0; i < given; i++) free(args[i]);
  free(args);
  return code;
}
