/*
 * Another process that puts a link in the place of the journal's folder while a command writes there: between any two
 * openings of the folder. Nothing may be written, made or renamed where the link leads.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int open_after_stranger(const char *path, int flags);
#define open(path, flags) open_after_stranger(path, flags)
#include "../../../runtime/native/posix_files.c"
#undef open
#include "../../../runtime/native/generated/program.h"
#include "../../../runtime/native/program/program.h"

/** How many openings of the folder come before the stranger. */
static int left;

static int open_after_stranger(const char *path, int flags) {
  if (left-- == 0 && (rename("journal", "was") != 0 || symlink("elsewhere", "journal") != 0)) abort();
  return open(path, flags);
}

bool system_rename_new(const char *from, const char *to) {
  return link(from, to) == 0 && unlink(from) == 0;
}

bool system_replace(const char *from, const char *to) {
  return rename(from, to) == 0;
}

bool platform_random(uint8_t *bytes, size_t count) {
  memset(bytes, 1, count);
  return true;
}

static void make_file(const char *path) {
  int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file < 0 || write(file, path, strlen(path)) < 0) abort();
  close(file);
}

static void remove_all(const char *folder) {
  DIR *names = opendir(folder);
  const struct dirent *name;
  while (names != NULL && (name = readdir(names)) != NULL) unlinkat(dirfd(names), name->d_name, 0);
  if (names != NULL) closedir(names);
  rmdir(folder);
}

/** The names where the link leads, each followed by `!` where its content has changed. */
static void tell_elsewhere(void) {
  struct dirent **names;
  int count = scandir("elsewhere", &names, NULL, alphasort);
  for (int i = 0; i < count; i++) {
    char path[300], text[300] = "";
    snprintf(path, sizeof path, "elsewhere/%s", names[i]->d_name);
    int file = open(path, O_RDONLY);
    if (*names[i]->d_name != '.' && read(file, text, sizeof text - 1) >= 0)
      printf(" %s%s", names[i]->d_name, strcmp(text, path) == 0 ? "" : "!");
    close(file);
    free(names[i]);
  }
  free(names);
}

static const char *name_of(uint8_t status) {
  return status == GRP_STATUS_OK ? "ok" : status == GRP_STATUS_LINK ? "link" : status == GRP_STATUS_DENIED ? "denied" : "other";
}

static uint8_t begin_segment(bool is_own) {
  return files_write("journal/new", GRP_WRITE_FRESH, slice_text("theirs"), is_own);
}

static uint8_t replace(bool is_own) {
  return files_write("journal/one", GRP_WRITE_REPLACE, slice_text("theirs"), is_own);
}

static uint8_t append_line(bool is_own) {
  return files_write("journal/one", GRP_WRITE_APPEND, slice_text("theirs"), is_own);
}

static uint8_t set_aside(bool is_own) {
  return files_rename("journal/one", "journal/one.damaged", is_own);
}

static uint8_t remove_one(bool is_own) {
  return files_remove("journal/one", is_own);
}

/** Does it with the stranger at each opening, until he comes too late. */
static void swap_at_each(const char *what, uint8_t (*act)(bool is_own)) {
  bool is_late = false;
  for (int at = 0; !is_late; at++) {
    remove_all("was");
    if (unlink("journal") != 0) remove_all("journal");
    remove_all("elsewhere");
    if (mkdir("journal", 0700) != 0 || mkdir("elsewhere", 0700) != 0) abort();
    make_file("journal/one");
    make_file("elsewhere/one");
    left = at;
    uint8_t status = act(true);
    is_late = left >= 0;
    if (is_late) break;
    printf("%s, %d: %s,", what, at, name_of(status));
    tell_elsewhere();
    printf("\n");
  }
}

int main(int count, char **args) {
  if (count != 2 || chdir(args[1]) != 0) return 1;
  swap_at_each("begins", begin_segment);
  swap_at_each("replaces", replace);
  swap_at_each("appends", append_line);
  swap_at_each("sets aside", set_aside);
  swap_at_each("removes", remove_one);
  return 0;
}
