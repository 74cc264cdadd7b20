#include <dlfcn.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../generated/program.h"
#include "../platform.h"
#include "console.h"
#include "embedded_program.h"
#include "library.h"

const char system_library_name[] = "libgama_rrpay.so";

void console_init(struct console *console) {
  console->is_interactive = isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

bool console_print(uint8_t stream, struct slice text) {
  FILE *file = stream == GRP_STREAM_ERROR ? stderr : stdout;
  for (size_t i = 0; i < text.length; i++) {
    uint8_t byte = text.bytes[i];
    /* A journal's text may contain anything, and no escape sequence may reach a terminal. */
    bool harmless = byte == '\n' || byte == '\t' || byte == '\r' || (byte >= 0x20 && byte != 0x7f);
    fputc(harmless ? byte : '?', file);
  }
  bool written = fflush(file) == 0 && ferror(file) == 0;
  clearerr(file);
  return written;
}

bool console_ask(const struct console *console, struct slice prompt, struct buffer *line) {
  if (!console->is_interactive) return false;
  console_print(2, prompt);
  for (int c = getchar(); c != '\n'; c = getchar()) {
    if (c == EOF) return false;
    buffer_add_u8(line, (uint8_t)c);
  }
  return !line->failed;
}

const char *console_language(void) {
  for (const char *const *name = (const char *const[]){"LC_ALL", "LC_MESSAGES", "LANG", NULL}; *name; name++) {
    const char *value = getenv(*name);
    if (value != NULL && *value != 0) return strncmp(value, "lt", 2) == 0 ? "lt" : "en";
  }
  return "en";
}

void console_code_page(char text[16]) {
  *text = 0;
}

void console_wait_before_end(void) {}

static volatile sig_atomic_t was_stopped;

static void note_stop(int signal) {
  (void)signal;
  was_stopped = 1;
}

void console_heed_stop(void) {
  static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
  struct sigaction once = {.sa_handler = note_stop, .sa_flags = (int)SA_RESETHAND};
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) sigaction(signals[i], &once, NULL);
}

bool console_is_stopped(void) {
  bool stopped = was_stopped != 0;
  was_stopped = 0;
  return stopped;
}

bool system_rename_new(const char *from, const char *to) {
  return link(from, to) == 0 && unlink(from) == 0;
}

bool system_replace(const char *from, const char *to) {
  return rename(from, to) == 0;
}

char *system_program_folder(void) {
  char path[4096];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
  if (length <= 0) return NULL;
  path[length] = 0;
  return platform_folder_of(path);
}

void *system_load(const char *path) {
  return dlopen(path, RTLD_NOW | RTLD_LOCAL);
}

void *system_symbol(void *handle, const char *name) {
  return dlsym(handle, name);
}

char *system_path_for_library(const char *path) {
  return strdup(path);
}

int main(int count, char **args) {
  return program_main(count - 1, args + 1);
}
