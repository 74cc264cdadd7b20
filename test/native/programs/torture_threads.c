/* The library under threads that start, cancel, copy and close at the same time. */
#include "torture.h"

enum { LARGE = 200000 };

static int32_t shared_session;

/** Whatever comes back must be one of the codes; what a thread holds alone must be right. */
static void hammer(int number) {
  char text[64], payload[32];
  for (int round = 0; round < 200; round++) {
    snprintf(payload, sizeof payload, "say %d.%d", number, round);
    int32_t id = start_hook(shared_session, payload);
    if (id == GRP_E_TOO_MANY_CALLS) continue;
    CHECK(id > 0);
    CALL2(CANCEL, shared_session, id);
    int32_t state = CALL3(POLL, shared_session, id, 20);
    CHECK(state == 0 || state == 1 || state == GRP_E_BAD_CALL);
    int32_t length = CALL4(RESULT, shared_session, id, text, sizeof text);
    CHECK(length >= 0 || length == GRP_E_CALL_PENDING || length == GRP_E_BAD_CALL);
    if (length > 0 && strcmp(text, "cancelled") != 0) CHECK_IS(strcmp(text, payload + 4), 0);
    CALL4(PROGRESS, shared_session, id, text, sizeof text);
    CALL3(POLL, shared_session, id - 1, 0);
    CALL1(OPEN, config_path);
    CALL4(ERROR_TEXT, -number, number % 3, text, sizeof text);
    state = CALL2(RELEASE, shared_session, id);
    CHECK(state == 0 || state == GRP_E_CALL_PENDING || state == GRP_E_BAD_CALL);
  }
}

/** Several threads close the same session while others use it. */
static void close_or_use(int number) {
  char text[64];
  for (int round = 0; round < 50; round++) {
    int32_t session = CALL1(OPEN, config_path);
    CHECK(session > 0 || session == GRP_E_CLOSING);
    int32_t id = start_hook(session, "say x");
    CALL3(POLL, session, id, 5);
    CALL4(RESULT, session, id, text, sizeof text);
    if (number % 2 == 0) CALL2(CLOSE, session, 100);
  }
}

static int32_t shared_call;

/** A text is copied out without the lock: the session may be closed meanwhile, and what is copied stays whole. */
static void close_or_copy(int number) {
  static char texts[8][LARGE + 1];
  char *text = texts[number];
  int32_t length = LARGE;
  while (length == LARGE) {
    length = CALL4(RESULT, shared_session, shared_call, text, sizeof texts[0]);
    if (length == LARGE) CHECK(text[0] == 'x' && text[LARGE - 1] == 'x' && text[LARGE] == 0);
    if (number == 0) break;
  }
  CHECK(length == LARGE || length == GRP_E_CLOSING || length == GRP_E_BAD_SESSION);
  if (number == 0) close_session(shared_session);
}

static void torture_copies(void) {
  static char payload[LARGE + 5];
  memset(payload, 'x', sizeof payload - 1);
  memcpy(payload, "say ", 4);
  for (int round = 0; round < 20; round++) {
    shared_session = open_and_boot();
    shared_call = start_hook(shared_session, payload);
    CHECK_IS(wait_for(shared_session, shared_call), 1);
    run_threads(8, close_or_copy);
  }
}

void torture_threads(void) {
  shared_session = open_and_boot();
  run_threads(8, hammer);
  close_session(shared_session);
  torture_copies();
  run_threads(6, close_or_use);
  int32_t last = CALL1(OPEN, config_path);
  if (last > 0) close_session(last);
}
