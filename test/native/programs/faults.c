/*
 * Allocations and disk operations that fail on demand. The shim of the fault tests is compiled so that it calls these
 * instead of malloc, pwrite and the rest: the n-th operation of a kind fails, once or for good.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

enum kind { FAIL_NOTHING, FAIL_MEMORY, FAIL_OPEN, FAIL_WRITE, FAIL_FLUSH, FAIL_TRUNCATE, FAIL_RANDOM };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static enum kind failing;
static int from, count;
static bool for_good, struck;

/** From now on the n-th operation of a kind fails, and perhaps all after it. */
EXPORT void test_fail(int kind, int nth, int always);
EXPORT void test_fail(int kind, int nth, int always) {
  pthread_mutex_lock(&mutex);
  failing = (enum kind)kind;
  from = nth;
  count = 0;
  for_good = always != 0;
  struck = false;
  pthread_mutex_unlock(&mutex);
}

/** Whether that many operations happened at all. */
EXPORT int test_struck(void);
EXPORT int test_struck(void) {
  pthread_mutex_lock(&mutex);
  bool result = struck;
  pthread_mutex_unlock(&mutex);
  return result;
}

static bool fails(enum kind kind) {
  pthread_mutex_lock(&mutex);
  bool fail = kind == failing && (++count == from || (count > from && for_good));
  struck = struck || fail;
  pthread_mutex_unlock(&mutex);
  return fail;
}

void *test_malloc(size_t size);
void *test_malloc(size_t size) {
  return fails(FAIL_MEMORY) ? NULL : malloc(size);
}

void *test_calloc(size_t items, size_t size);
void *test_calloc(size_t items, size_t size) {
  return fails(FAIL_MEMORY) ? NULL : calloc(items, size);
}

void *test_realloc(void *before, size_t size);
void *test_realloc(void *before, size_t size) {
  return fails(FAIL_MEMORY) ? NULL : realloc(before, size);
}

int test_open(const char *path, int flags, ...);
int test_open(const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  int mode = (flags & O_CREAT) != 0 ? va_arg(list, int) : 0;
  va_end(list);
  if (!fails(FAIL_OPEN)) return open(path, flags, mode);
  errno = EIO;
  return -1;
}

ssize_t test_pwrite(int file, const void *bytes, size_t size, off_t offset);
ssize_t test_pwrite(int file, const void *bytes, size_t size, off_t offset) {
  if (!fails(FAIL_WRITE)) return pwrite(file, bytes, size, offset);
  /* As a full disk does it: some of the bytes are there. */
  if (size > 1 && pwrite(file, bytes, size / 2, offset) < 0) return -1;
  errno = ENOSPC;
  return -1;
}

int test_fdatasync(int file);
int test_fdatasync(int file) {
  if (!fails(FAIL_FLUSH)) return fdatasync(file);
  errno = EIO;
  return -1;
}

int test_ftruncate(int file, off_t size);
int test_ftruncate(int file, off_t size) {
  if (!fails(FAIL_TRUNCATE)) return ftruncate(file, size);
  errno = EIO;
  return -1;
}

ssize_t test_getrandom(void *bytes, size_t size, unsigned flags);
ssize_t test_getrandom(void *bytes, size_t size, unsigned flags) {
  if (!fails(FAIL_RANDOM)) return getrandom(bytes, size, flags);
  errno = ENOSYS;
  return -1;
}
