/* Facts about the machine on POSIX systems: who holds a lock. Rights and ports are only asked for on Windows. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "program.h"

/** The name of a process, as the system knows it. */
static bool name_process(int process, struct buffer *name) {
  char path[64], text[256];
  snprintf(path, sizeof path, "/proc/%d/comm", process);
  FILE *file = fopen(path, "r");
  if (file == NULL) return false;
  size_t length = fread(text, 1, sizeof text, file);
  fclose(file);
  while (length > 0 && text[length - 1] == '\n') length--;
  buffer_add(name, text, length);
  return length > 0;
}

bool system_holder(const char *lock_file, struct buffer *name) {
  struct stat info;
  FILE *locks = stat(lock_file, &info) == 0 ? fopen("/proc/locks", "r") : NULL;
  if (locks == NULL) return false;
  char line[256];
  bool found = false;
  while (!found && fgets(line, sizeof line, locks) != NULL) {
    int process;
    unsigned high, low;
    unsigned long inode;
    if (sscanf(line, "%*d: FLOCK %*s %*s %d %x:%x:%lu", &process, &high, &low, &inode) == 4 && inode == info.st_ino &&
        high == major(info.st_dev) && low == minor(info.st_dev))
      found = name_process(process, name);
  }
  fclose(locks);
  return found;
}

bool system_writers(const char *path, const char *group, struct buffer *names) {
  (void)path;
  (void)group;
  (void)names;
  return false;
}

bool system_port_owner(uint16_t port, struct buffer *names) {
  (void)port;
  (void)names;
  return false;
}
