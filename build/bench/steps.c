/*
 * The engine of a library, given the recorded steps one by one: no sockets, no disk, the bundle alone. `bench_steps FILE
 * ROUNDS [BUNDLE [FOLDER]]` prints one figure a line, times in µs. FILE is what build/bench/native-steps.ts wrote: for each step its mark,
 * its event and the batch that the bundle answers. BUNDLE is a script to compile instead of the image inside ("-" for none); in FOLDER the steps are traced.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "embedded.h"
#include "trace.h"

/** Marks of a step: on an engine of its own, or in a day's row. */
enum { EMPTY_BOOT = 1, FULL_BOOT, STEP, HOOK, REQUEST, RESULT };

struct day {
  struct slice steps;
  int rounds;
};

static double now_us(void) {
#ifdef _WIN32
  LARGE_INTEGER frequency, count;
  QueryPerformanceFrequency(&frequency);
  QueryPerformanceCounter(&count);
  return (double)count.QuadPart * 1e6 / (double)frequency.QuadPart;
#else
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
#endif
}

/** The bundle to compile; empty: the one inside. */
static struct slice text;

static void give_up(const char *why) {
  printf("%s\n", why);
  exit(1);
}

/* Functions of their own, not inlined, so that a profiler can count in each alone. */
__attribute__((noinline)) static struct engine *engine_start(struct watch *watch) {
  struct engine *engine;
  uint32_t loss;
  struct script script = {.text = text, .image = text.length == 0 ? &embedded_bundle : NULL, .file = "rrpay.plugin.js"};
  struct engine_limits limits = {.memory_mb = 32, .step_ms = 60000};
  double began = now_us();
  if (engine_new(&engine, watch, limits, &script, &loss) != ENGINE_READY) give_up("the bundle does not load");
  printf("loaded %.1f\n", now_us() - began);
  return engine;
}

static struct slice take(struct slice *rest) {
  uint32_t length;
  memcpy(&length, rest->bytes, sizeof length);
  struct slice taken = slice_of(rest->bytes + sizeof length, length);
  size_t used = sizeof length + length;
  *rest = slice_of(rest->bytes + used, rest->length - used);
  return taken;
}

/** How many bytes at the end of a boot event are the journal's lines, which come behind eight other fields. */
static size_t lines_in(struct slice event) {
  enum { HEADER_BYTES = 36, NUMBERS_BYTES = 4 * 4 + 2 * 8 };
  struct slice rest = slice_of(event.bytes + HEADER_BYTES, event.length - HEADER_BYTES);
  take(&rest);
  take(&rest);
  rest = slice_of(rest.bytes + NUMBERS_BYTES, rest.length - NUMBERS_BYTES);
  take(&rest);
  take(&rest);
  return take(&rest).length;
}

/** One step, µs. The boot report names the version, which only a built bundle knows: its batch is not compared. */
static double step(struct engine *engine, struct slice event, struct slice expected, bool boots) {
  size_t lines_bytes = boots ? lines_in(event) : 0;
  struct buffer batch = {0};
  double began = now_us();
  uint32_t loss = boots ? engine_boot(engine, event, lines_bytes, &batch) : engine_step(engine, event, &batch);
  double took = now_us() - began;
  if (loss != GRP_LOSS_NONE) give_up("the engine is lost");
  if (!boots && (batch.length != expected.length || memcmp(batch.bytes, expected.bytes, expected.length) != 0))
    give_up("a step has other effects than the sources: run npm run build");
  buffer_free(&batch);
  return took;
}

__attribute__((noinline)) static double empty_boot_step(struct engine *engine, struct slice event, struct slice batch) {
  return step(engine, event, batch, true);
}

__attribute__((noinline)) static double full_boot_step(struct engine *engine, struct slice event, struct slice batch) {
  return step(engine, event, batch, true);
}

/** A step of a sale, from the hook to the request. */
__attribute__((noinline)) static double sale_step(struct engine *engine, struct slice event, struct slice expected,
                                                  bool boots) {
  return step(engine, event, expected, boots);
}

/** The trace of the day; without a folder it records nothing. */
static struct trace recording;

/** Records a step of a sale: what a sale costs more because it is traced. The batch was read before, as in a till. */
__attribute__((noinline)) static void sale_trace(struct slice event, struct slice bytes, const struct batch *batch) {
  trace_step(&recording, event, bytes, batch);
}

static void other_trace(struct slice event, struct slice bytes, const struct batch *batch) {
  trace_step(&recording, event, bytes, batch);
}

static void record(struct slice event, struct slice bytes, bool selling) {
  static struct batch batch;
  if (recording.folder == NULL) return;
  if (!batch_read(&batch, bytes)) give_up("a recorded batch is none");
  (selling ? sale_trace : other_trace)(event, bytes, &batch);
}

static void replay(const struct day *day) {
  static struct watch watch = WATCH_INIT;
  struct engine *till = engine_start(&watch);
  struct slice rest = day->steps;
  double sale = 0, answer = 0;
  bool first = true, selling = false;
  while (rest.length > 0) {
    uint8_t mark = rest.bytes[0];
    rest = slice_of(rest.bytes + 1, rest.length - 1);
    struct slice event = take(&rest), batch = take(&rest);
    if (mark == EMPTY_BOOT || mark == FULL_BOOT) {
      struct engine *own = engine_start(&watch);
      double took = (mark == FULL_BOOT ? full_boot_step : empty_boot_step)(own, event, batch);
      printf("%s %.1f\n", mark == FULL_BOOT ? "full" : "empty", took);
      engine_free(own);
      continue;
    }
    if (mark == HOOK) {
      sale = 0;
      selling = true;
    }
    double took = (selling ? sale_step : step)(till, event, batch, first);
    sale += took;
    answer += took;
    record(event, batch, selling);
    if (mark == REQUEST) {
      printf("sale %.1f\n", sale);
      selling = false;
      answer = 0;
    }
    if (mark == RESULT) printf("answer %.1f\n", answer);
    first = false;
  }
  engine_free(till);
}

static void measure(void *argument) {
  const struct day *day = argument;
  for (int left = day->rounds; left > 0; left--) replay(day);
}

static struct slice read_whole(const char *path) {
  FILE *file = fopen(path, "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) give_up("no file");
  size_t length = (size_t)ftell(file);
  uint8_t *bytes = malloc(length);
  rewind(file);
  if (bytes == NULL || fread(bytes, 1, length, file) != length) give_up("the file cannot be read");
  fclose(file);
  return slice_of(bytes, length);
}

/** A copy that the trace may free. */
static char *copy_of(const char *name) {
  size_t size = strlen(name) + 1;
  char *copy = malloc(size);
  if (copy == NULL) give_up("no memory");
  return memcpy(copy, name, size);
}

int main(int count, char **arguments) {
  if (count < 3) give_up("FILE ROUNDS [BUNDLE [FOLDER]]");
  struct day day = {.steps = read_whole(arguments[1]), .rounds = atoi(arguments[2])};
  if (count > 3 && strcmp(arguments[3], "-") != 0) text = read_whole(arguments[3]);
  enum { TRACE_MB = 16 };
  trace_init(&recording, count > 4 ? copy_of(arguments[4]) : NULL, TRACE_MB);
  platform_thread thread;
  if (!platform_thread_start(&thread, ENGINE_THREAD_STACK_BYTES, measure, &day)) give_up("no thread");
  platform_thread_join(thread);
  trace_free(&recording);
  return 0;
}
