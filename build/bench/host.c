/*
 * What the x86 DLL costs its host: `bench_host DLL CONFIG SALE CLOSE COUNT` opens a session, sells COUNT times and prints
 * one figure a line, times in µs. The digits behind `-2026-` in the files SALE and CLOSE
 * become the number of the sale.
 */
#include "../../test/native/programs/host.h"

#include <psapi.h>

enum { SPACES = 65536, POLLS = 200000 };

static int64_t now_us(void) {
  LARGE_INTEGER frequency, count;
  QueryPerformanceFrequency(&frequency);
  QueryPerformanceCounter(&count);
  return (int64_t)((double)count.QuadPart * 1e6 / (double)frequency.QuadPart);
}

/** The wall clock, which the server that sees the request has too. */
static int64_t unix_us(void) {
  FILETIME time;
  GetSystemTimePreciseAsFileTime(&time);
  return (int64_t)((((uint64_t)time.dwHighDateTime << 32) | time.dwLowDateTime) / 10) - 11644473600000000LL;
}

static unsigned resident_kb(void) {
  PROCESS_MEMORY_COUNTERS counters = {.cb = sizeof counters};
  CHECK(K32GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters));
  return (unsigned)(counters.WorkingSetSize / 1024);
}

static char *read_text(const char *path) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) give_up("no %s", path);
  char *text = calloc(1, SPACES);
  CHECK(text != NULL && fread(text, 1, SPACES - 1, file) > 0);
  fclose(file);
  return text;
}

static void number(char *text, int value) {
  static const char mark[] = "-2026-";
  char digits[7];
  snprintf(digits, sizeof digits, "%06d", value);
  char *at = strstr(text, mark);
  CHECK(at != NULL);
  memcpy(at + strlen(mark), digits, 6);
}

static void wait_for(int32_t session, int32_t id) {
  int32_t state = 0;
  while (state == 0) state = CALL3(POLL, session, id, 1000);
  if (state != 1) give_up("call %d ended with %d", (int)id, (int)state);
}

/** One hook to its end; gives back the call. */
static int32_t run(int32_t session, const char *hook, const char *payload) {
  int32_t id = CALL4(START, session, hook, payload, -1);
  CHECK(id > 0);
  wait_for(session, id);
  return id;
}

static void sell(int32_t session, char *sale, char *closing, int at, char *result) {
  number(sale, at);
  number(closing, at);
  int64_t wall = unix_us(), begun = now_us();
  int32_t id = run(session, "init", sale);
  printf("sale %lld %lld\n", (long long)wall, (long long)(now_us() - begun));
  CHECK(CALL4(RESULT, session, id, result, SPACES) > 0);
  if (strstr(result, "outcome=approved") == NULL) give_up("%s", result);
  CHECK_IS(CALL2(RELEASE, session, id), 0);
  CHECK_IS(CALL2(RELEASE, session, run(session, "close", closing)), 0);
}

int main(int count, char **arguments) {
  if (count != 6) give_up("bench_host DLL CONFIG SALE CLOSE COUNT");
  char *sale = read_text(arguments[3]), *closing = read_text(arguments[4]), *result = malloc(SPACES);
  unsigned before = resident_kb();
  int64_t begun = now_us();
  load_library(arguments[1]);
  printf("load %lld\n", (long long)(now_us() - begun));
  begun = now_us();
  int32_t session = CALL1(OPEN, arguments[2]);
  CHECK(session > 0);
  wait_for(session, 0);
  printf("open %lld\n", (long long)(now_us() - begun));

  int sales = atoi(arguments[5]);
  for (int at = 0; at < sales; at++) {
    sell(session, sale, closing, at, result);
    if (at + 1 == sales / 3) printf("resident-first %u\n", resident_kb() - before);
  }
  printf("resident-all %u\n", resident_kb() - before);

  begun = now_us();
  for (int left = POLLS; left > 0; left--) CHECK_IS(CALL3(POLL, session, 0, 0), 1);
  printf("poll-ns %lld\n", (long long)((now_us() - begun) * 1000 / POLLS));
  while (CALL2(CLOSE, session, 1000) != 0) continue;
  return 0;
}
