/*
 * gama-rrpay: the command line on a till. Its logic is one script (runtime/cli), which is compiled into this program
 * ahead of time. It runs in the same engine as the bundle, and is isolated in the same way.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../embedded.h"
#include "../generated/program.h"
#include "embedded_program.h"
#include "inflate.h"
#include "program.h"

enum { EXIT_CANNOT_RUN = 69 };

/* The longest task is to list ninety busy days. A person would give up waiting before this deadline. */
static const struct engine_limits limits = {.memory_mb = 64, .step_ms = 60000};

struct run {
  struct program_host host;
  struct buffer start;
  uint32_t exit_code;
};

/** Starts the engine with the script that this program has inside. */
static bool start_engine(struct engine **engine, struct watch *watch) {
  uint32_t loss = GRP_LOSS_NONE;
  size_t size = embedded_program.size_bytes;
  uint8_t *bytecode = malloc(size);
  bool started = false;
  if (bytecode != NULL && inflate(embedded_program.packed, bytecode, size)) {
    const struct script script = {.bytecode = slice_of(bytecode, size), .file = "program.js"};
    started = engine_new(engine, watch, limits, &script, &loss) == ENGINE_READY;
  }
  free(bytecode); /* the engine has a copy */
  return started;
}

/** Steps the program until it exits. Runs on a thread with the stack that an engine needs. */
static void run_program(void *argument) {
  struct run *run = argument;
  struct engine *engine;
  struct buffer request = {0};
  uint32_t loss;
  run->exit_code = EXIT_CANNOT_RUN;
  if (!start_engine(&engine, &run->host.watch)) {
    fputs("gama-rrpay: the program cannot be loaded.\n", stderr);
    return;
  }
  struct buffer *event = &run->start;
  bool goes_on = true;
  while (goes_on) {
    loss = engine_step(engine, buffer_slice(event), &request);
    if (loss != GRP_LOSS_NONE) {
      fprintf(stderr, "gama-rrpay: the program has ended (%u).\n", (unsigned)loss);
      break;
    }
    goes_on = host_carry_out(&run->host, buffer_slice(&request), event, &run->exit_code);
  }
  engine_free(engine);
  buffer_free(&request);
}

/** `adapt` reads what lies in the current folder or fits a pattern, and writes gama-shop.txt beside it. */
static bool add_folder_of(struct roots *roots, const char *path) {
  char *folder = platform_folder_of(path);
  bool added = roots_add(roots, folder == NULL ? "" : folder);
  free(folder);
  return added;
}

/**
 * Allows what the command line names, what lies beside this program, and a config in the current folder. `incident` makes
 * its zip there where no other place is named. `install` makes the folders above its own that are missing, and takes them
 * away again where it is refused.
 */
static bool add_roots(struct roots *roots, const char *folder, int count, char **args) {
  bool added = roots_add(roots, folder) && roots_add(roots, "gama-rrpay.json"), adapts = false, installs = false;
  for (int i = 0; i < count && added; i++) {
    const char *equals = strchr(args[i], '=');
    if (strcmp(args[i], "incident") == 0) added = roots_add(roots, "");
    adapts = adapts || strcmp(args[i], "adapt") == 0;
    installs = installs || strcmp(args[i], "install") == 0;
    if (added && adapts) added = add_folder_of(roots, args[i]);
    if (added && installs) added = roots_add_missing_above(roots, equals == NULL ? args[i] : equals + 1);
    if (!added) break;
    if (strncmp(args[i], "--", 2) != 0) added = roots_add(roots, args[i]);
    else if (equals != NULL && equals[1] != 0) added = roots_add(roots, equals + 1);
  }
  return added;
}

int program_main(int count, char **args) {
  struct run run;
  memset(&run, 0, sizeof run);
  run.host.watch = (struct watch)WATCH_INIT;
  console_init(&run.host.console);
  run.host.folder = system_program_folder();
  /* A double click gives no arguments. Then the program checks this till with `doctor`. */
  char *doctor[] = {"doctor"};
  bool was_clicked = count == 0 && run.host.console.is_interactive;
  if (count == 0) {
    count = 1;
    args = doctor;
  }
  buffer_add_u32(&run.start, (uint32_t)count);
  for (int i = 0; i < count; i++) buffer_add_bytes(&run.start, slice_text(args[i]));
  buffer_add_bytes(&run.start, slice_text(console_language()));
  buffer_add_u8(&run.start, run.host.console.is_interactive);
  buffer_add_bytes(&run.start, slice_text(run.host.folder == NULL ? "" : run.host.folder));
  run.exit_code = EXIT_CANNOT_RUN;
  platform_thread thread;
  if (run.host.folder != NULL && !run.start.failed && add_roots(&run.host.roots, run.host.folder, count, args) &&
      platform_thread_start(&thread, ENGINE_THREAD_STACK_BYTES, run_program, &run))
    platform_thread_join(thread);
  else
    fputs("gama-rrpay: this machine has no memory for it.\n", stderr);
  host_free(&run.host);
  buffer_free(&run.start);
  if (was_clicked) console_wait_before_end();
  return (int)run.exit_code;
}
