#include "session.h"

#include <stdlib.h>
#include <string.h>

#include "engine.h"
#include "generated/codes.h"

static platform_mutex mutex = PLATFORM_MUTEX_INIT;
static platform_condition changed = PLATFORM_CONDITION_INIT;
static struct session *live;

void session_lock(void) {
  platform_lock(&mutex);
}

void session_unlock(void) {
  platform_unlock(&mutex);
}

void session_changed(void) {
  platform_broadcast(&changed);
}

void session_wait(uint32_t wait_ms) {
  platform_wait(&changed, &mutex, wait_ms);
}

struct session *session_live(void) {
  return live;
}

static void run(void *argument) {
  struct session *session = argument;
  session->work(session);
  session_lock();
  session->ended = true;
  session_changed();
  session_unlock();
}

static char *copy_text(const char *text) {
  size_t size = strlen(text) + 1;
  char *copy = malloc(size);
  if (copy != NULL) memcpy(copy, text, size);
  return copy;
}

int32_t session_start(const char *given_path, const char *config_path, void (*work)(struct session *)) {
  static int32_t last_handle;
  if (last_handle == INT32_MAX) return GRP_E_HOST_FAILED;
  struct session *session = calloc(1, sizeof *session);
  if (session == NULL) return GRP_E_OUT_OF_MEMORY;
  session->watch = (struct watch)WATCH_INIT;
  session->work = work;
  calls_init(&session->calls);
  session->given_path = copy_text(given_path);
  session->config_path = copy_text(config_path);
  if (session->given_path == NULL || session->config_path == NULL) {
    session_dispose(session);
    return GRP_E_OUT_OF_MEMORY;
  }
  session->net = platform_net_new();
  session->handle = last_handle + 1;
  if (session->net == NULL || !platform_thread_start(&session->thread, ENGINE_THREAD_STACK_BYTES, run, session)) {
    session->handle = 0;
    session_dispose(session);
    return GRP_E_HOST_FAILED;
  }
  last_handle = session->handle;
  live = session;
  return session->handle;
}

struct session *session_take(void) {
  struct session *session = live;
  live = NULL;
  /* A text that another thread is copying out has two owners, which are counted under the lock. */
  calls_free(&session->calls);
  return session;
}

void session_dispose(struct session *session) {
  if (session->handle != 0) platform_thread_join(session->thread);
  platform_net_free(session->net);
  free(session->given_path);
  free(session->config_path);
  free(session);
}
