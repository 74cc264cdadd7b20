/*
 * A host that does what rrpay.prg does in Visual FoxPro: loads the DLL by its full path, passes ANSI strings, gives out
 * buffers of SPACE(n), polls in a short loop with INKEY's pauses, asks for cancellation once, and never closes.
 *
 *   vfp_host DLL CONFIG SCRIPT
 *
 * Each line of SCRIPT is `HOOK PAYLOAD RESULT CANCEL-AFTER-POLLS` (0 = never): names of files, without spaces.
 * A line `leave HOOK PAYLOAD FLAG` starts a call and ends the process as soon as the file FLAG exists, whatever the call
 * is doing; `unload HOOK PAYLOAD RESULT FLAG` frees the library while the call runs, as soon as FLAG exists, loads it
 * again and removes FLAG.
 */
#include "host.h"

enum { INKEY_MS = 100, SPACES = 65536 };

/** VFP's SPACE(n): no NUL of its own, and a byte behind it that is VFP's. */
static char *make_space(void) {
  char *space = malloc(SPACES + 1);
  CHECK(space != NULL);
  memset(space, ' ', SPACES);
  space[SPACES] = 0x5a;
  return space;
}

static char *read_file(const char *path, long *size) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) give_up("no %s", path);
  fseek(file, 0, SEEK_END);
  *size = ftell(file);
  rewind(file);
  char *bytes = calloc(1, (size_t)*size + 1);
  CHECK(bytes != NULL);
  CHECK_IS(fread(bytes, 1, (size_t)*size, file), *size);
  fclose(file);
  return bytes;
}

static void write_file(const char *path, const char *bytes, int32_t size) {
  FILE *file = fopen(path, "wb");
  if (file == NULL) give_up("cannot write %s", path);
  CHECK_IS(fwrite(bytes, 1, (size_t)size, file), size);
  fclose(file);
}

/** The loop of rrpay.prg. Returns what ended it: 1, or the code. */
static int32_t wait_for(int32_t session, int32_t id, int cancel_after) {
  char *text = make_space();
  char shown[256] = "";
  int32_t state = CALL3(POLL, session, id, 30);
  for (int polls = 1; state == 0; polls++) {
    pause_ms(INKEY_MS);
    if (polls == cancel_after) CHECK_IS(CALL2(CANCEL, session, id), 0);
    int32_t length = CALL4(PROGRESS, session, id, text, SPACES);
    CHECK(length >= 0 && (size_t)length < sizeof shown);
    if (strcmp(shown, text) != 0) printf("  %s\n", text);
    snprintf(shown, sizeof shown, "%s", text);
    state = CALL3(POLL, session, id, 0);
    if (polls > 600) give_up("the call does not end");
  }
  CHECK_IS(text[SPACES], 0x5a);
  free(text);
  return state;
}

/** Waits for a call and keeps its result. */
static void finish(int32_t session, int32_t id, const char *result_file, int cancel_after) {
  int32_t state = wait_for(session, id, cancel_after);
  if (state != 1) give_up("the call ended with %d", (int)state);
  char *result = make_space();
  int32_t length = CALL4(RESULT, session, id, result, SPACES);
  CHECK(length > 0 && length < SPACES);
  CHECK_IS(result[length], 0);
  CHECK_IS(result[length + 1], ' ');
  CHECK_IS(result[SPACES], 0x5a);
  write_file(result_file, result, length);
  free(result);
  CHECK_IS(CALL2(RELEASE, session, id), 0);
}

static int32_t start_file(int32_t session, const char *hook, const char *payload_file) {
  long size;
  char *payload = read_file(payload_file, &size);
  int32_t id = CALL4(START, session, hook, payload, size);
  free(payload);
  CHECK(id > 0);
  return id;
}

static bool file_exists(const char *path) {
  FILE *file = fopen(path, "rb");
  if (file != NULL) fclose(file);
  return file != NULL;
}

/** Starts a call and looks at it until the file exists. */
static int32_t start_until(int32_t session, const char *hook, const char *payload_file, const char *flag) {
  int32_t id = start_file(session, hook, payload_file);
  while (!file_exists(flag)) {
    CHECK_IS(CALL3(POLL, session, id, 0), 0);
    pause_ms(INKEY_MS);
  }
  return id;
}

/** GAMA is ended, or falls over, while the customer pays. */
static void leave(int32_t session, const char *hook, const char *payload_file, const char *flag) {
  start_until(session, hook, payload_file, flag);
  printf("left\n");
  exit(0);
}

/** Another add-on says CLEAR DLLS while the customer pays. */
static int32_t unload(int32_t session, const char *hook, const char *payload_file, const char *flag,
                      const char *library) {
  int32_t id = start_until(session, hook, payload_file, flag);
  unload_library();
  pause_ms(INKEY_MS);
  load_library(library);
  CHECK_IS(CALL3(POLL, session, id, 0), 0);
  CHECK_IS(remove(flag), 0);
  return id;
}

int main(int count, char **arguments) {
  char full[4096], *space = make_space();
  if (count < 4) give_up("vfp_host DLL CONFIG SCRIPT");
#ifdef _WIN32
  CHECK(GetFullPathNameA(arguments[1], sizeof full, full, NULL) > 0);
#else
  CHECK(realpath(arguments[1], full) != NULL);
#endif
  load_library(full);
  CHECK(CALL2(VERSION, space, SPACES) > 0);
  printf("%s\n", space);
  free(space);

  int32_t session = CALL1(OPEN, arguments[2]);
  CHECK(session > 0);
  uint64_t begun = now_ms();
  int32_t booted = wait_for(session, 0, 0);
  printf("boot: %d after %d ms\n", (int)booted, (int)(now_ms() - begun));
  if (booted != 1) return 2;

  FILE *script = fopen(arguments[3], "rb");
  char hook[64], payload[256], result[256], flag[256];
  int cancel_after;
  if (script == NULL) give_up("no %s", arguments[3]);
  while (fscanf(script, "%63s", hook) == 1) {
    bool leaves = strcmp(hook, "leave") == 0, unloads = strcmp(hook, "unload") == 0;
    if (leaves || unloads) CHECK_IS(fscanf(script, "%63s", hook), 1);
    CHECK_IS(fscanf(script, "%255s %255s", payload, result), 2);
    if (unloads) CHECK_IS(fscanf(script, "%255s", flag), 1);
    else if (!leaves) CHECK_IS(fscanf(script, "%d", &cancel_after), 1);
    printf("%s %s\n", hook, payload);
    if (leaves) leave(session, hook, payload, result);
    if (unloads) finish(session, unload(session, hook, payload, flag, full), result, 0);
    else finish(session, start_file(session, hook, payload), result, cancel_after);
  }
  fclose(script);
  printf("done\n");
  return 0;
}
