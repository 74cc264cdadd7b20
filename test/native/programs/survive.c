/*
 * The n-th allocation or disk operation fails, for n = 1, 2, 3 … until a run has fewer of them: once, and from then on for
 * good. Whatever fails, no call hangs, the codes are codes, and what a call was told is kept is kept.
 *
 *   survive LIBRARY CONFIG KIND        (KIND as in faults.c)
 */
#include <dlfcn.h>

#include "../../../runtime/native/generated/codes.h"
#include "host.h"

static void (*fail)(int kind, int nth, int always);
static int (*struck)(void);
static const char *config_path;

static int32_t wait_for(int32_t session, int32_t id) {
  int32_t state = 0;
  uint64_t until = now_ms() + 20000;
  while (state == 0) {
    state = CALL3(POLL, session, id, 1000);
    if (now_ms() > until) give_up("a call hangs");
  }
  return state;
}

static void close_session(int32_t session) {
  int32_t state;
  while ((state = CALL2(CLOSE, session, 1000)) == GRP_E_CLOSING) continue;
  CHECK_IS(state, 0);
}

static int32_t run_hook(int32_t session, const char *payload) {
  int32_t id = CALL4(START, session, "status", payload, -1);
  if (id < 0) return id;
  int32_t state = wait_for(session, id);
  CALL2(RELEASE, session, id);
  return state;
}

static bool is_known(int32_t code) {
  return code == GRP_E_OUT_OF_MEMORY || code == GRP_E_HOST_FAILED || code == GRP_E_ENGINE_FAILED ||
         code == GRP_E_FAULTED || code == GRP_E_STORE_FAILED || code == GRP_E_CONFIG_MISSING || code == GRP_E_CONFIG_INVALID ||
         code == GRP_E_BUNDLE_MISSING || code == GRP_E_JOURNAL_UNREADABLE || code == GRP_E_DATA_DIR_UNUSABLE;
}

enum { MAX_KEPT = 4096 };
static int kept[MAX_KEPT];
static int kept_count;

/** Cuts a torn tail that the boot has told of, as a bundle would do it: the state of that call, 1 without one. */
static int32_t cut_tail(int32_t session, const char *report) {
  const char *segment = strstr(report, "segment "), *torn = strstr(report, "bad ");
  /* There was no memory for the report. */
  if (segment == NULL || torn == NULL || atoi(torn + 4) <= 0) return 1;
  char payload[64];
  snprintf(payload, sizeof payload, "truncate %d %d", atoi(segment + 8), atoi(torn + 4));
  return run_hook(session, payload);
}

/** Leaves half a line behind the journal, as a power cut does. */
static void tear_tail(void) {
  FILE *journal = fopen("data/journal/00000001-20261124.jsonl", "ab");
  if (journal == NULL) return;
  fputs("0123456", journal);
  fclose(journal);
}

static char report[2000000];

/** One session with everything in it that a session does. Notes the records that it was told are kept. */
static void live(int number) {
  int32_t session = CALL1(OPEN, config_path);
  if (session < 0) {
    CHECK(is_known(session));
    return;
  }
  int32_t booted = wait_for(session, 0);
  CHECK(booted == 1 || is_known(booted));
  if (booted == 1 && CALL4(RESULT, session, 0, report, sizeof report) < (int32_t)sizeof report) {
    int32_t cut = cut_tail(session, report);
    CHECK(cut == 1 || is_known(cut));
  }
  for (int i = 0; i < 3; i++) {
    char payload[64];
    snprintf(payload, sizeof payload, "append {\"n\":%d}", number * 10 + i);
    int32_t state = run_hook(session, payload);
    CHECK(state == 1 || is_known(state));
    if (state == 1 && kept_count < MAX_KEPT) kept[kept_count++] = number * 10 + i;
  }
  int32_t state = run_hook(session, "connect");
  CHECK(state == 1 || is_known(state));
  state = run_hook(session, "find \"n\":");
  CHECK(state == 1 || is_known(state));
  state = run_hook(session, "timer 1");
  CHECK(state == 1 || is_known(state));
  close_session(session);
}

/** Boots without faults and finds every record that was kept. */
static void check_kept(void) {
  int32_t session = CALL1(OPEN, config_path);
  CHECK(session > 0);
  CHECK_IS(wait_for(session, 0), 1);
  CHECK(CALL4(RESULT, session, 0, report, sizeof report) < (int32_t)sizeof report);
  for (int i = 0; i < kept_count; i++) {
    char record[64];
    snprintf(record, sizeof record, "{\"n\":%d}", kept[i]);
    if (strstr(report, record) == NULL) give_up("%s is lost: %.200s", record, report);
  }
  CHECK_IS(cut_tail(session, report), 1);
  close_session(session);
}

int main(int count, char **arguments) {
  if (count < 4) give_up("survive LIBRARY CONFIG KIND");
  config_path = arguments[2];
  int kind = atoi(arguments[3]), runs = 0;
  load_library(arguments[1]);
  void *library = dlopen(arguments[1], RTLD_NOW);
  *(void **)&fail = dlsym(library, "test_fail");
  *(void **)&struck = dlsym(library, "test_struck");
  CHECK(fail != NULL && struck != NULL);
  for (int always = 0; always <= 1; always++) {
    for (int nth = 1;; nth++, runs++) {
      tear_tail();
      fail(kind, nth, always);
      live(runs);
      int had = struck();
      fail(0, 0, 0);
      check_kept();
      if (!had) break;
    }
  }
  printf("survived %d\n", runs);
  return 0;
}
