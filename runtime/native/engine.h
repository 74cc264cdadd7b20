/*
 * The engine host: one QuickJS in its own WebAssembly memory. It runs the prelude and one script, which is stepped with
 * events. The bytes that a step returns are all that leaves it.
 *
 * An engine is made, stepped and thrown away on one thread whose stack has at least ENGINE_THREAD_STACK_BYTES. After a
 * step that returned anything but GRP_LOSS_NONE its state may be half-written: it must be thrown away.
 */
#ifndef GRP_ENGINE_H
#define GRP_ENGINE_H

#include "bytes.h"
#include "generated/boundary.h"
#include "image.h"
#include "watch.h"

struct engine;

struct engine_limits {
  uint32_t memory_mb; /* all memory, including QuickJS's own */
  uint32_t step_ms;
};

/** QuickJS counts its stack in WebAssembly's terms; nested JSON needs eleven times as much of the native stack. */
enum {
  ENGINE_SCRIPT_STACK_BYTES = 256 * 1024,
  ENGINE_NATIVE_STACK_BYTES = 12 * ENGINE_SCRIPT_STACK_BYTES + 512 * 1024,
  ENGINE_THREAD_STACK_BYTES = ENGINE_NATIVE_STACK_BYTES + 512 * 1024
};

/** The longest name that a dialect may have. */
enum { ENGINE_DIALECT_BYTES = 32 };

enum engine_start {
  ENGINE_READY,
  ENGINE_WRONG_ABI, /* the script defines no `grp` of this boundary's version */
  ENGINE_LOST,      /* the script did not get that far; `*loss` says why */
  ENGINE_NO_MEMORY  /* the machine has none left, not the script */
};

/**
 * A script as text, as bytecode that this very engine compiled ahead of time, or as an image of this engine after it
 * loaded the script. With an image nothing is run; otherwise the bytecode is run if there is any.
 */
struct script {
  struct slice text;
  struct slice bytecode;
  const struct image *image;
  const char *file;
};

/** Makes an engine from a script. On ENGINE_READY the caller owns `*engine` and gives it to engine_free. */
enum engine_start engine_new(struct engine **engine, struct watch *watch, struct engine_limits limits,
                             const struct script *script, uint32_t *loss);

/**
 * Calls the script's step with one event and copies the batch that it returns into `batch` (emptied first).
 * Returns GRP_LOSS_NONE, or why the engine is lost. The batch is not examined; it has at most GRP_CAP_BATCH_BYTES.
 */
uint32_t engine_step(struct engine *engine, struct slice event, struct buffer *batch);

/** The same with a boot event, whose last `lines_bytes` bytes the script is given as a text too (boundary.md). */
uint32_t engine_boot(struct engine *engine, struct slice event, size_t lines_bytes, struct buffer *batch);

/** The protocol of RRPay that the script says it speaks; "" when what it says names none. */
const char *engine_dialect(const struct engine *engine);

/** NULL is allowed. */
void engine_free(struct engine *engine);

/** Name and version for grp_version. */
extern const char engine_name[];

#endif
