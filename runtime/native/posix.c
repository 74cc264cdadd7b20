/* Threads, clocks and address space on POSIX systems. */
#include "platform.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

void platform_lock(platform_mutex *mutex) {
  pthread_mutex_lock(mutex);
}

void platform_unlock(platform_mutex *mutex) {
  pthread_mutex_unlock(mutex);
}

void platform_wait(platform_condition *condition, platform_mutex *mutex, uint32_t wait_ms) {
  struct timespec until;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_sec += wait_ms / 1000;
  until.tv_nsec += (long)(wait_ms % 1000) * 1000000;
  if (until.tv_nsec >= 1000000000) {
    until.tv_sec++;
    until.tv_nsec -= 1000000000;
  }
  pthread_cond_clockwait(condition, mutex, CLOCK_MONOTONIC, &until);
}

void platform_broadcast(platform_condition *condition) {
  pthread_cond_broadcast(condition);
}

struct start {
  void (*body)(void *);
  void *argument;
};

static void *run(void *pointer) {
  struct start start = *(struct start *)pointer;
  free(pointer);
  start.body(start.argument);
  return NULL;
}

bool platform_thread_start(platform_thread *thread, size_t stack_bytes, void (*body)(void *), void *argument) {
  struct start *start = malloc(sizeof *start);
  pthread_attr_t attributes;
  if (start == NULL) return false;
  if (pthread_attr_init(&attributes) != 0) {
    free(start);
    return false;
  }
  *start = (struct start){body, argument};
  /* The host's signals belong to its own threads. */
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  bool started =
      pthread_attr_setstacksize(&attributes, stack_bytes) == 0 && pthread_create(thread, &attributes, run, start) == 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  if (!started) free(start);
  return started;
}

void platform_thread_join(platform_thread thread) {
  pthread_join(thread, NULL);
}

bool platform_pin(void) {
  return true; /* linked with -z nodelete */
}

static pthread_once_t slot_once = PTHREAD_ONCE_INIT;
static pthread_key_t slot;
static bool slot_made;

static void make_slot(void) {
  slot_made = pthread_key_create(&slot, NULL) == 0;
}

bool platform_slot_set(void *pointer) {
  pthread_once(&slot_once, make_slot);
  return slot_made && pthread_setspecific(slot, pointer) == 0;
}

void *platform_slot_get(void) {
  return slot_made ? pthread_getspecific(slot) : NULL;
}

uint64_t platform_mono_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

int64_t platform_wall_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int platform_utc_offset_min(int64_t wall_ms) {
  time_t seconds = (time_t)(wall_ms / 1000);
  struct tm local;
  return localtime_r(&seconds, &local) == NULL ? 0 : (int)(local.tm_gmtoff / 60);
}

bool platform_random(uint8_t *bytes, size_t count) {
  return getrandom(bytes, count, 0) == (ssize_t)count;
}

uint8_t *platform_reserve(size_t bytes) {
  void *start = mmap(NULL, bytes, PROT_NONE, MAP_ANONYMOUS | MAP_PRIVATE | MAP_NORESERVE, -1, 0);
  return start == MAP_FAILED ? NULL : start;
}

bool platform_commit(uint8_t *start, size_t bytes) {
  return bytes == 0 || mprotect(start, bytes, PROT_READ | PROT_WRITE) == 0;
}

void platform_release(uint8_t *start, size_t bytes) {
  munmap(start, bytes);
}

char *platform_computer(void) {
  char name[256];
  if (gethostname(name, sizeof name) != 0) return NULL;
  name[sizeof name - 1] = 0;
  return strdup(name);
}

char *platform_variable(const char *name) {
  const char *value = getenv(name);
  return value == NULL ? NULL : strdup(value);
}

char *platform_default_config(void) {
  static const char name[] = "gama-rrpay.json";
  Dl_info info;
  if (dladdr((void *)platform_default_config, &info) == 0 || info.dli_fname == NULL) return NULL;
  const char *end = strrchr(info.dli_fname, '/');
  size_t folder = end == NULL ? 0 : (size_t)(end - info.dli_fname) + 1;
  char *relative = malloc(folder + sizeof name);
  if (relative == NULL) return NULL;
  memcpy(relative, info.dli_fname, folder);
  memcpy(relative + folder, name, sizeof name);
  char *absolute = platform_config_path(relative);
  free(relative);
  return absolute;
}
