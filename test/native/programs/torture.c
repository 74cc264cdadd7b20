/*
 * Every function with every argument that a host gets wrong: a code, never a crash, a hang or a byte past `cap`.
 *
 *   torture LIBRARY CONFIG arguments|calls|losses|threads|cycles N|reload|exit, and on Windows files JOURNAL-FILE
 *
 * The config's bundle is the puppet (puppet.js, or engine_stub.c), which does what its payloads say.
 */
#include "torture.h"

const char *config_path;
static const char *library_path;

enum { GUARD = 64, BIG = 300000 };

int32_t open_session(void) {
  int32_t session = CALL1(OPEN, config_path);
  CHECK(session > 0);
  return session;
}

int32_t wait_for(int32_t session, int32_t id) {
  int32_t state = 0;
  uint64_t until = now_ms() + 60000;
  while (state == 0) {
    state = CALL3(POLL, session, id, 1000);
    CHECK(now_ms() < until);
  }
  return state;
}

int32_t open_and_boot(void) {
  int32_t session = open_session();
  CHECK_IS(wait_for(session, 0), 1);
  return session;
}

void close_session(int32_t session) {
  int32_t state;
  while ((state = CALL2(CLOSE, session, 1000)) == GRP_E_CLOSING) continue;
  CHECK_IS(state, 0);
}

int32_t start_hook(int32_t session, const char *payload) {
  return CALL4(START, session, "status", payload, -1);
}

/** Runs a payload to its end: its state. */
static int32_t run_hook(int32_t session, const char *payload, char *result, int32_t cap) {
  int32_t id = start_hook(session, payload);
  CHECK(id > 0);
  int32_t state = wait_for(session, id);
  if (state == 1) CHECK(CALL4(RESULT, session, id, result, cap) < cap);
  CHECK_IS(CALL2(RELEASE, session, id), 0);
  return state;
}

/** A text function with every cap around its length: what is written, and that nothing else is. */
static void check_caps(enum function function, intptr_t a, intptr_t b, int length) {
  static uint8_t area[BIG + 2 * GUARD];
  const int caps[] = {INT32_MIN, -1, 0, 1, 2, length - 1, length, length + 1, length + 2, BIG};
  bool two = function == VERSION;
  for (size_t i = 0; i < sizeof caps / sizeof caps[0]; i++) {
    int cap = caps[i];
    memset(area, 0xa5, sizeof area);
    char *out = (char *)area + GUARD;
    CHECK_IS(two ? CALL2(function, out, cap) : CALL4(function, a, b, out, cap), length);
    int written = cap <= 0 ? 0 : cap > length ? length + 1 : 1;
    for (int at = -GUARD; at < BIG + GUARD; at++)
      if ((at < 0 || at >= written) && area[GUARD + at] != 0xa5) give_up("cap %d: byte %d is touched", cap, at);
    if (written > 0) CHECK_IS(out[written - 1], 0);
    if (written > 1) CHECK_IS(strlen(out), length);
  }
  CHECK_IS(two ? CALL2(function, NULL, BIG) : CALL4(function, a, b, NULL, BIG), length);
}

static void check_session_errors(int32_t session, int32_t code) {
  char out[8] = "abcdefg";
  CHECK_IS(CALL4(START, session, "init", "x", 1), code);
  CHECK_IS(CALL3(POLL, session, 0, 0), code);
  CHECK_IS(CALL4(PROGRESS, session, 0, out, 8), code);
  CHECK_IS(CALL4(RESULT, session, 0, out, 8), code);
  CHECK_IS(CALL2(CANCEL, session, 0), code);
  CHECK_IS(CALL2(RELEASE, session, 1), code);
  CHECK_IS(strcmp(out, "abcdefg"), 0);
}

static void check_start_arguments(int32_t session) {
  static char payload[BIG];
  memset(payload, 'x', sizeof payload - 1);
  CHECK_IS(CALL4(START, session, NULL, "x", 1), GRP_E_BAD_ARGUMENT);
  CHECK_IS(CALL4(START, session, "init", NULL, 1), GRP_E_BAD_ARGUMENT);
  CHECK_IS(CALL4(START, session, "init", NULL, -1), GRP_E_BAD_ARGUMENT);
  CHECK_IS(CALL4(START, session, "init", NULL, INT32_MAX), GRP_E_BAD_ARGUMENT);
  CHECK_IS(CALL4(START, session, "init", "x", -2), GRP_E_BAD_ARGUMENT);
  CHECK_IS(CALL4(START, session, "init", "x", INT32_MIN), GRP_E_BAD_ARGUMENT);
  CHECK_IS(CALL4(START, session, "INIT", "x", 1), GRP_E_UNKNOWN_HOOK);
  CHECK_IS(CALL4(START, session, "", "x", 1), GRP_E_UNKNOWN_HOOK);
  CHECK_IS(CALL4(START, session, "initx", "x", 1), GRP_E_UNKNOWN_HOOK);
  CHECK_IS(CALL4(START, session, "init", payload, INT32_MAX), GRP_E_PAYLOAD_TOO_LARGE);
  CHECK_IS(CALL4(START, session, "init", payload, 262145), GRP_E_PAYLOAD_TOO_LARGE);
  CHECK_IS(CALL4(START, session, "init", payload, -1), GRP_E_PAYLOAD_TOO_LARGE);
  int32_t empty = CALL4(START, session, "init", NULL, 0);
  CHECK(empty > 0);
  CHECK_IS(wait_for(session, empty), 1);
  CHECK_IS(CALL4(RESULT, session, empty, NULL, 0), 0);
  memcpy(payload, "say ", 4);
  int32_t largest = CALL4(START, session, "init", payload, 262144);
  CHECK(largest > 0);
  CHECK_IS(wait_for(session, largest), 1);
  CHECK_IS(CALL4(RESULT, session, largest, NULL, 0), 262140);
  check_caps(RESULT, session, largest, 262140);
}

static void check_echo(void) {
  static char big[BIG];
  char out[8];
  memset(big, 'x', sizeof big - 1);
  CHECK_IS(CALL4(ECHO, NULL, 0, out, 8), 0);
  CHECK_IS(CALL4(ECHO, NULL, 1, out, 8), GRP_E_BAD_ARGUMENT);
  CHECK_IS(CALL4(ECHO, NULL, -1, out, 8), GRP_E_BAD_ARGUMENT);
  CHECK_IS(CALL4(ECHO, "x", -2, out, 8), GRP_E_BAD_ARGUMENT);
  CHECK_IS(CALL4(ECHO, big, INT32_MAX, out, 8), GRP_E_BAD_ARGUMENT);
  CHECK_IS(CALL4(ECHO, big, 262145, out, 8), GRP_E_BAD_ARGUMENT);
  CHECK_IS(CALL4(ECHO, big, -1, out, 8), GRP_E_BAD_ARGUMENT);
  CHECK_IS(CALL4(ECHO, big, 262144, NULL, 0), 262144);
  CHECK_IS(CALL4(ECHO, "a\0b", 3, out, 8), 3);
  CHECK_IS(memcmp(out, "a\0b", 4), 0);
  check_caps(ECHO, (intptr_t)"salary", -1, 6);
  /* One buffer as both, and shifted: the bytes are copied as they were. */
  for (int i = 0; i < 1000; i++) big[i] = (char)('a' + i % 26);
  big[1000] = 0;
  CHECK_IS(CALL4(ECHO, big, -1, big + 3, 1001), 1000);
  for (int i = 0; i < 1000; i++) CHECK_IS(big[i + 3], 'a' + i % 26);
  CHECK_IS(big[1003], 0);
}

static void torture_arguments(void) {
  CHECK_IS(CALL0(ABI_VERSION), 1);
  check_caps(VERSION, 0, 0, CALL2(VERSION, NULL, 0));
  for (int lang = -1; lang <= 3; lang++) {
    check_caps(ERROR_TEXT, GRP_E_FAULTED, lang, CALL4(ERROR_TEXT, GRP_E_FAULTED, lang, NULL, 0));
    check_caps(ERROR_TEXT, INT32_MIN, lang, CALL4(ERROR_TEXT, INT32_MIN, lang, NULL, 0));
  }
  check_echo();

  const int32_t strangers[] = {INT32_MIN, -1, 0, 1, 7, INT32_MAX};
  for (size_t i = 0; i < sizeof strangers / sizeof strangers[0]; i++) {
    check_session_errors(strangers[i], GRP_E_BAD_SESSION);
    CHECK_IS(CALL2(CLOSE, strangers[i], 0), GRP_E_BAD_SESSION);
  }
  static char endless[40000];
  memset(endless, 'x', sizeof endless - 1);
  CHECK_IS(CALL1(OPEN, endless), GRP_E_BAD_ARGUMENT);

  int32_t session = open_and_boot();
  CHECK_IS(CALL1(OPEN, config_path), session);
  CHECK_IS(CALL1(OPEN, "another.json"), GRP_E_ALREADY_OPEN);
  CHECK_IS(CALL1(OPEN, NULL), GRP_E_ALREADY_OPEN);
  check_session_errors(session + 1, GRP_E_BAD_SESSION);
  for (size_t i = 0; i < sizeof strangers / sizeof strangers[0]; i++) {
    if (strangers[i] == 0) continue;
    CHECK_IS(CALL3(POLL, session, strangers[i], 0), GRP_E_BAD_CALL);
    CHECK_IS(CALL4(RESULT, session, strangers[i], NULL, 0), GRP_E_BAD_CALL);
    CHECK_IS(CALL4(PROGRESS, session, strangers[i], NULL, 0), GRP_E_BAD_CALL);
    CHECK_IS(CALL2(CANCEL, session, strangers[i]), GRP_E_BAD_CALL);
    CHECK_IS(CALL2(RELEASE, session, strangers[i]), GRP_E_BAD_CALL);
  }
  CHECK_IS(CALL2(CANCEL, session, 0), 0);
  CHECK_IS(CALL2(RELEASE, session, 0), GRP_E_BAD_CALL);
  check_caps(RESULT, session, 0, CALL4(RESULT, session, 0, NULL, 0));
  check_start_arguments(session);
  close_session(session);
  CHECK_IS(CALL2(CLOSE, session, 0), GRP_E_BAD_SESSION);
  check_session_errors(session, GRP_E_BAD_SESSION);
}

/** Pending, progress, cancel, release, the sixteen, and closing with calls that have not ended. */
static void torture_calls(void) {
  char text[64];
  int32_t session = open_and_boot();
  int32_t waits = start_hook(session, "progress step one");
  while (CALL4(PROGRESS, session, waits, text, sizeof text) == 0) pause_ms(1);
  CHECK_IS(strcmp(text, "step one"), 0);
  CHECK_IS(CALL3(POLL, session, waits, 0), 0);
  CHECK_IS(CALL3(POLL, session, waits, INT32_MIN), 0);
  CHECK_IS(CALL4(RESULT, session, waits, text, sizeof text), GRP_E_CALL_PENDING);
  CHECK_IS(CALL2(RELEASE, session, waits), GRP_E_CALL_PENDING);
  uint64_t begun = now_ms();
  CHECK_IS(CALL3(POLL, session, waits, INT32_MAX), 0);
  CHECK(now_ms() - begun < 5000);
  CHECK_IS(CALL2(CANCEL, session, waits), 0);
  CHECK_IS(CALL2(CANCEL, session, waits), 0);
  CHECK_IS(wait_for(session, waits), 1);
  CHECK_IS(CALL2(CANCEL, session, waits), 0);
  check_caps(RESULT, session, waits, 9);
  check_caps(PROGRESS, session, waits, 8);
  CHECK_IS(CALL2(RELEASE, session, waits), 0);
  CHECK_IS(CALL3(POLL, session, waits, 0), GRP_E_BAD_CALL);

  int32_t held[16];
  for (int i = 0; i < 16; i++) CHECK((held[i] = start_hook(session, "nothing")) > 0);
  CHECK_IS(start_hook(session, "nothing"), GRP_E_TOO_MANY_CALLS);
  CHECK_IS(CALL2(CANCEL, session, held[3]), 0);
  CHECK_IS(wait_for(session, held[3]), 1);
  int32_t seventeenth = start_hook(session, "say there");
  CHECK(seventeenth > held[15]);
  CHECK_IS(CALL3(POLL, session, held[3], 0), GRP_E_BAD_CALL);
  CHECK_IS(wait_for(session, seventeenth), 1);

  CHECK_IS(CALL2(CLOSE, session, 0) == 0 ? 0 : CALL2(CLOSE, session, 1000), 0);
  CHECK_IS(CALL3(POLL, session, held[0], 0), GRP_E_BAD_SESSION);
}

/** Engines lost and replaced, three in a row, and a session that has failed. */
static void torture_losses(void) {
  char text[256];
  int32_t session = open_and_boot();
  int32_t waits = start_hook(session, "nothing");
  CHECK_IS(run_hook(session, "throw", text, sizeof text), GRP_E_ENGINE_FAILED);
  CHECK_IS(wait_for(session, waits), GRP_E_ENGINE_FAILED);
  CHECK_IS(CALL4(RESULT, session, waits, text, sizeof text), GRP_E_ENGINE_FAILED);
  CHECK_IS(run_hook(session, "garbage", text, sizeof text), GRP_E_ENGINE_FAILED);
  CHECK_IS(run_hook(session, "say alive", text, sizeof text), 1);
  CHECK_IS(strcmp(text, "alive"), 0);
  CHECK_IS(run_hook(session, "spin", text, sizeof text), GRP_E_ENGINE_FAILED);
  CHECK_IS(run_hook(session, "throw", text, sizeof text), GRP_E_ENGINE_FAILED);
  CHECK_IS(run_hook(session, "garbage", text, sizeof text), GRP_E_FAULTED);
  CHECK_IS(run_hook(session, "say nothing", text, sizeof text), GRP_E_FAULTED);
  close_session(session);
  session = open_and_boot();
  CHECK_IS(run_hook(session, "say again", text, sizeof text), 1);
  close_session(session);
}

/** Opens and closes, with and without waiting for the boot. */
static void torture_cycles(int count) {
  for (int i = 0; i < count; i++) {
    int32_t session = open_session();
    if (i % 50 == 0) CHECK_IS(wait_for(session, 0), 1);
    close_session(session);
  }
}

static void torture_reload(void) {
  char text[64];
  int32_t session = open_and_boot();
  int32_t waits = start_hook(session, "nothing");
  for (int i = 0; i < 3; i++) {
    unload_library();
    pause_ms(20);
    load_library(library_path);
  }
  CHECK_IS(CALL1(OPEN, config_path), session);
  CHECK_IS(CALL3(POLL, session, waits, 0), 0);
  CHECK_IS(CALL2(CANCEL, session, waits), 0);
  CHECK_IS(wait_for(session, waits), 1);
  CHECK_IS(CALL4(RESULT, session, waits, text, sizeof text), 9);
  close_session(session);
}

/** The process ends while calls run and the worker works. */
static void torture_exit(void) {
  int32_t session = open_and_boot();
  CHECK(start_hook(session, "nothing") > 0);
  CHECK(start_hook(session, "spin") > 0);
}

#ifdef _WIN32
/** While a session writes a journal's file, others may read it, and nobody may write it or take it away. */
static void torture_files(const char *path) {
  char text[64];
  int32_t session = open_and_boot();
  CHECK_IS(run_hook(session, "append {}", text, sizeof text), 1);
  DWORD share = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
  HANDLE reader = CreateFileA(path, GENERIC_READ, share, NULL, OPEN_EXISTING, 0, NULL);
  CHECK(reader != INVALID_HANDLE_VALUE);
  DWORD got = 0;
  CHECK(ReadFile(reader, text, sizeof text, &got, NULL) && got > 20);
  CHECK(CreateFileA(path, GENERIC_WRITE, share, NULL, OPEN_EXISTING, 0, NULL) == INVALID_HANDLE_VALUE);
  CHECK_IS(GetLastError(), ERROR_SHARING_VIOLATION);
  CHECK(!DeleteFileA(path));
  CHECK_IS(run_hook(session, "append {}", text, sizeof text), 1);
  CloseHandle(reader);
  close_session(session);
  CHECK(DeleteFileA(path));
}
#endif

int main(int count, char **arguments) {
  if (count < 4) give_up("torture LIBRARY CONFIG MODE");
  library_path = arguments[1];
  config_path = arguments[2];
  const char *mode = arguments[3];
  load_library(library_path);
  if (strcmp(mode, "arguments") == 0) torture_arguments();
  else if (strcmp(mode, "calls") == 0) torture_calls();
  else if (strcmp(mode, "losses") == 0) torture_losses();
  else if (strcmp(mode, "threads") == 0) torture_threads();
  else if (strcmp(mode, "cycles") == 0) torture_cycles(count > 4 ? atoi(arguments[4]) : 100);
  else if (strcmp(mode, "reload") == 0) torture_reload();
  else if (strcmp(mode, "exit") == 0) torture_exit();
#ifdef _WIN32
  else if (strcmp(mode, "files") == 0 && count > 4) torture_files(arguments[4]);
#endif
  else give_up("no such mode: %s", mode);
  printf("%s: fine\n", mode);
  return 0;
}
