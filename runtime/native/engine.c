#include "engine.h"

#include <stdlib.h>
#include <string.h>

#include "embedded.h"
#include "engine_instance.h"
#include "fpu.h"
#include "generated/boundary.h"
#include "wasm_rt.h"

const char engine_name[] = "native (quickjs-ng 0.17.0 of quickjs-wasi 3.6.2)";

/* Every event begins with its header: u8 tag, u8, i16 offset, f64 wallMs, f64 monoMs, 16 random bytes. */
enum { STAMP_AT = 4 };

/** How work inside the module ended: with a reason of the boundary, or with this one, which only a start can have. */
enum { END_WRONG_ABI = 100 };

struct work {
  struct engine *engine;
  uint32_t (*body)(struct engine *engine, const void *arguments);
  const void *arguments;
  uint32_t end;
};

static void run_work(void *context) {
  struct work *work = context;
  work->end = work->body(work->engine, work->arguments);
}

/**
 * Runs work inside the module, with a deadline, a stack limit and normal floating point. If the work ends in any way
 * but by returning, the reason is returned.
 */
static uint32_t __attribute__((noinline))
enter(struct engine *engine, uint32_t (*body)(struct engine *engine, const void *arguments), const void *arguments) {
  struct work work = {.engine = engine, .body = body, .arguments = arguments, .end = GRP_LOSS_TRAP};
  char *here = __builtin_frame_address(0);
  struct fpu_state host = fpu_normalise();
  engine->overran = false;
  engine->deadline_mono_ms = platform_mono_ms() + engine->limits.step_ms;
  watch_arm(engine->watch, &engine->module.stack_limit, here - ENGINE_NATIVE_STACK_BYTES, engine->limits.step_ms);
  enum wasm_end how = wasm_guard(run_work, &work);
  bool killed = watch_disarm(engine->watch);
  fpu_restore(host);
  if (killed || engine->overran) return GRP_LOSS_DEADLINE;
  if (how == WASM_STARVED) return GRP_LOSS_MEMORY;
  return how == WASM_TRAPPED ? GRP_LOSS_TRAP : work.end;
}

static uint8_t *inside(struct engine *engine, uint32_t at, uint32_t length) {
  wasm_rt_memory_t *memory = &engine->module.w2c_memory;
  if ((uint64_t)at + length > memory->size) wasm_rt_trap(WASM_RT_TRAP_OOB);
  return memory->data + at;
}

/** Copies bytes and a NUL into the engine, to be freed with wasm_free. 0 when it has no memory left. */
static uint32_t copy_in(struct engine *engine, struct slice bytes) {
  if (bytes.length > UINT32_MAX - 1) return 0;
  uint32_t at = Z_qjsZ_wasm_malloc(&engine->module, (uint32_t)bytes.length + 1);
  if (at == 0) return 0;
  uint8_t *place = inside(engine, at, (uint32_t)bytes.length + 1);
  if (bytes.length > 0) memcpy(place, bytes.bytes, bytes.length);
  place[bytes.length] = 0;
  return at;
}

/** Checks that a handle is there and is not an exception. The handle of an exception is freed. */
static uint32_t check(struct engine *engine, uint32_t *handle) {
  if (*handle == 0) return GRP_LOSS_MEMORY;
  if (Z_qjsZ_qjs_is_exception(&engine->module, *handle) == 0) return GRP_LOSS_NONE;
  Z_qjsZ_qjs_free_value(&engine->module, *handle);
  return GRP_LOSS_EXCEPTION;
}

/** Runs a script and returns its value, which may be an exception; 0 when there is no memory. */
static uint32_t evaluate(struct engine *engine, const struct script *script) {
  Z_qjs_instance_t *module = &engine->module;
  bool compiled = script->bytecode.length > 0;
  struct slice code = compiled ? script->bytecode : script->text;
  uint32_t at = copy_in(engine, code), name = copy_in(engine, slice_text(script->file));
  if (at == 0 || name == 0) return 0;
  uint32_t length = (uint32_t)code.length;
  uint32_t value =
      compiled ? Z_qjsZ_qjs_eval_bytecode(module, at, length) : Z_qjsZ_qjs_eval(module, at, length, name, 0);
  Z_qjsZ_wasm_free(module, at);
  Z_qjsZ_wasm_free(module, name);
  return value;
}

static uint32_t run_script(struct engine *engine, const struct script *script) {
  uint32_t value = evaluate(engine, script);
  uint32_t end = check(engine, &value);
  if (end != GRP_LOSS_NONE) return end;
  Z_qjsZ_qjs_free_value(&engine->module, value);
  return Z_qjsZ_qjs_is_job_pending(&engine->module) ? GRP_LOSS_JOBS : GRP_LOSS_NONE;
}

/** Reads a property. The handle in `*value` belongs to the caller. */
static uint32_t get(struct engine *engine, uint32_t object, const char *name, uint32_t *value) {
  uint32_t text = copy_in(engine, slice_text(name));
  if (text == 0) return GRP_LOSS_MEMORY;
  *value = Z_qjsZ_qjs_get_prop_string(&engine->module, object, text);
  Z_qjsZ_wasm_free(&engine->module, text);
  return check(engine, value);
}

/** Adds one byte for each character of a string, which comes as UTF-8. False when a character is above 255. */
static bool add_characters(struct buffer *batch, const uint8_t *utf8, size_t length) {
  uint8_t *room = buffer_room(batch, length);
  if (room == NULL) return true; /* the buffer remembers its failure */
  size_t count = 0;
  for (size_t at = 0; at < length; at++) {
    uint8_t lead = utf8[at];
    if (lead > 0xc3) return false;
    if (lead >= 0x80) {
      if (++at == length) return false;
      lead = (uint8_t)(lead << 6 | (utf8[at] & 0x3f));
    }
    room[count++] = lead;
  }
  batch->length += count;
  return true;
}

/** Copies a batch from where it lies in the engine. */
static uint32_t take_batch(struct engine *engine, uint32_t at, uint32_t length, bool is_string, struct buffer *batch) {
  if (at == 0) return GRP_LOSS_RESULT; /* a detached buffer, or no string after all */
  /* a character has at most two bytes of UTF-8 */
  if (length > GRP_CAP_BATCH_BYTES * (is_string ? 2 : 1)) return GRP_LOSS_EFFECTS;
  const uint8_t *bytes = inside(engine, at, length);
  if (!is_string) buffer_add(batch, bytes, length);
  else if (!add_characters(batch, bytes, length)) return GRP_LOSS_RESULT;
  if (batch->length > GRP_CAP_BATCH_BYTES) return GRP_LOSS_EFFECTS;
  return batch->failed ? GRP_LOSS_MEMORY : GRP_LOSS_NONE;
}

/** Copies the batch out before the engine is asked for anything else, because its memory may move under a view. */
static uint32_t copy_out(struct engine *engine, uint32_t value, struct buffer *batch) {
  Z_qjs_instance_t *module = &engine->module;
  bool is_string = Z_qjsZ_qjs_is_string(module, value) != 0;
  if (!is_string && !Z_qjsZ_qjs_is_array_buffer(module, value)) return GRP_LOSS_RESULT;
  uint32_t length_at = Z_qjsZ_wasm_malloc(module, sizeof(uint32_t)), length = 0;
  if (length_at == 0) return GRP_LOSS_MEMORY;
  memcpy(inside(engine, length_at, sizeof length), &length, sizeof length);
  uint32_t at = is_string ? Z_qjsZ_qjs_get_string_len(module, value, length_at)
                          : Z_qjsZ_qjs_get_array_buffer(module, value, length_at);
  memcpy(&length, inside(engine, length_at, sizeof length), sizeof length);
  uint32_t end = take_batch(engine, at, length, is_string, batch);
  if (is_string && at != 0) Z_qjsZ_qjs_free_cstring(module, at);
  Z_qjsZ_wasm_free(module, length_at);
  return end;
}

/**
 * Reads the script's dialect: RRPay's own when the script does not name one, none when the name is not a short text.
 */
static uint32_t read_dialect(struct engine *engine, uint32_t grp) {
  Z_qjs_instance_t *module = &engine->module;
  uint32_t value;
  uint32_t end = get(engine, grp, "dialect", &value);
  if (end != GRP_LOSS_NONE) return end;
  struct buffer name = {0};
  if (Z_qjsZ_qjs_is_undefined(module, value))
    buffer_add_text(&name, "rrpay");
  else if (Z_qjsZ_qjs_is_string(module, value))
    end = copy_out(engine, value, &name);
  Z_qjsZ_qjs_free_value(module, value);
  if (end == GRP_LOSS_NONE && name.failed) end = GRP_LOSS_MEMORY;
  if (end == GRP_LOSS_NONE && name.length <= ENGINE_DIALECT_BYTES && name.length > 0)
    memcpy(engine->dialect, name.bytes, name.length);
  buffer_free(&name);
  /* a text that does not stand for bytes, or is far too long, names no dialect */
  return end == GRP_LOSS_RESULT || end == GRP_LOSS_EFFECTS ? GRP_LOSS_NONE : end;
}

/** Reads the script's `grp`. Its step is kept, and its version must be ours. */
static uint32_t shake_hands(struct engine *engine) {
  Z_qjs_instance_t *module = &engine->module;
  uint32_t grp, abi, global = Z_qjsZ_qjs_get_global(module);
  engine->undefined = Z_qjsZ_qjs_get_undefined(module);
  if (global == 0 || engine->undefined == 0) return GRP_LOSS_MEMORY;
  uint32_t end = get(engine, global, "grp", &grp);
  if (end != GRP_LOSS_NONE) return end;
  if (!Z_qjsZ_qjs_is_object(module, grp)) return END_WRONG_ABI;
  end = get(engine, grp, "abi", &abi);
  if (end != GRP_LOSS_NONE) return end;
  if (!Z_qjsZ_qjs_is_number(module, abi) || Z_qjsZ_qjs_get_float64(module, abi) != GRP_ABI) return END_WRONG_ABI;
  end = get(engine, grp, "step", &engine->step);
  if (end != GRP_LOSS_NONE) return end;
  if (!Z_qjsZ_qjs_is_function(module, engine->step)) return END_WRONG_ABI;
  end = read_dialect(engine, grp);
  if (end != GRP_LOSS_NONE) return end;
  Z_qjsZ_qjs_free_value(module, abi);
  Z_qjsZ_qjs_free_value(module, grp);
  Z_qjsZ_qjs_free_value(module, global);
  return GRP_LOSS_NONE;
}

/** Makes the module with the untouched realm. The image of a script holds only what differs from that. */
static uint32_t instantiate(struct engine *engine, const void *arguments) {
  (void)arguments;
  Z_qjs_instance_t *module = &engine->module;
  Z_qjs_instantiate(module, &engine->env, &engine->wasi);
  return image_restore(&embedded_realm, &module->w2c_memory) ? GRP_LOSS_NONE : GRP_LOSS_MEMORY;
}

static uint32_t load(struct engine *engine, const void *arguments) {
  const struct script *script = arguments;
  if (script->image == NULL) {
    uint32_t end = run_script(engine, script);
    return end == GRP_LOSS_NONE ? shake_hands(engine) : end;
  }
  return image_restore(script->image, &engine->module.w2c_memory) ? shake_hands(engine) : GRP_LOSS_MEMORY;
}

/** Fills the module's own tables, once per process. */
static void init_module_once(void) {
  static platform_mutex mutex = PLATFORM_MUTEX_INIT;
  static bool initialised;
  platform_lock(&mutex);
  if (!initialised) Z_qjs_init_module();
  initialised = true;
  platform_unlock(&mutex);
}

enum engine_start engine_new(struct engine **result, struct watch *watch, struct engine_limits limits,
                             const struct script *script, uint32_t *loss) {
  init_module_once();
  struct engine *engine = calloc(1, sizeof *engine);
  if (engine == NULL) return ENGINE_NO_MEMORY;
  engine->env.engine = engine;
  engine->wasi.engine = engine;
  engine->watch = watch;
  engine->limits = limits;
  engine->module.w2c_memory.max_pages = limits.memory_mb * WASM_PAGES_PER_MIB;

  bool instantiated = enter(engine, instantiate, NULL) == GRP_LOSS_NONE;
  /* Loading gets more time: the deadline is one of the clock, and a machine that has just started is busy. */
  engine->limits.step_ms = limits.step_ms * GRP_CAP_LOAD_STEPS;
  *loss = instantiated ? enter(engine, load, script) : GRP_LOSS_NONE;
  engine->limits.step_ms = limits.step_ms;
  if (instantiated && *loss == GRP_LOSS_NONE) {
    *result = engine;
    return ENGINE_READY;
  }
  engine_free(engine);
  /* Our own prelude in a fresh engine fails only when the machine has no address space or memory for it. */
  if (!instantiated) return ENGINE_NO_MEMORY;
  return *loss == END_WRONG_ABI ? ENGINE_WRONG_ABI : ENGINE_LOST;
}

const char *engine_dialect(const struct engine *engine) {
  return engine->dialect;
}

void engine_free(struct engine *engine) {
  if (engine == NULL) return;
  /* The memory is released as a whole, so QuickJS need not free anything inside it. */
  Z_qjs_free(&engine->module);
  free(engine);
}

struct crossing {
  struct slice event;
  struct slice text; /* empty: the script is given the event alone */
  struct buffer *batch;
};

/** Makes a value of bytes. The handle in `*value` belongs to the caller. */
static uint32_t give(struct engine *engine, struct slice bytes,
                     uint32_t (*make)(Z_qjs_instance_t *, uint32_t, uint32_t), uint32_t *value) {
  uint32_t at = copy_in(engine, bytes);
  if (at == 0) return GRP_LOSS_MEMORY;
  *value = make(&engine->module, at, (uint32_t)bytes.length);
  Z_qjsZ_wasm_free(&engine->module, at);
  return check(engine, value);
}

static uint32_t cross(struct engine *engine, const void *arguments) {
  const struct crossing *crossing = arguments;
  Z_qjs_instance_t *module = &engine->module;
  uint32_t given[2], count = crossing->text.length > 0 ? 2 : 1;
  uint32_t end = give(engine, crossing->event, Z_qjsZ_qjs_new_array_buffer, &given[0]);
  if (end == GRP_LOSS_NONE && count == 2) end = give(engine, crossing->text, Z_qjsZ_qjs_new_string, &given[1]);
  uint32_t slots = end == GRP_LOSS_NONE ? Z_qjsZ_wasm_malloc(module, sizeof given) : 0;
  if (slots == 0) return end == GRP_LOSS_NONE ? GRP_LOSS_MEMORY : end;
  memcpy(inside(engine, slots, sizeof given), given, count * sizeof given[0]);
  uint32_t value = Z_qjsZ_qjs_call(module, engine->step, engine->undefined, count, slots);
  Z_qjsZ_wasm_free(module, slots);
  end = check(engine, &value);
  if (end == GRP_LOSS_NONE) {
    end = copy_out(engine, value, crossing->batch);
    Z_qjsZ_qjs_free_value(module, value);
  }
  for (uint32_t i = 0; i < count; i++) Z_qjsZ_qjs_free_value(module, given[i]);
  if (end != GRP_LOSS_NONE) return end;
  return Z_qjsZ_qjs_is_job_pending(module) ? GRP_LOSS_JOBS : GRP_LOSS_NONE;
}

/** A count of milliseconds in the unit of the module's clocks. */
static uint64_t nanoseconds(double ms) {
  return ms >= 0 && ms < 9007199254740992.0 / 1000 ? (uint64_t)ms * 1000000 : 0;
}

/** Does a step at the moment that the event's header names. */
static uint32_t step_at(struct engine *engine, struct slice event, struct slice text, struct buffer *batch) {
  buffer_clear(batch);
  struct reader header = {.rest = event};
  if (event.length >= STAMP_AT) header.rest = slice_of(event.bytes + STAMP_AT, event.length - STAMP_AT);
  engine->stamp.wall_ns = nanoseconds(read_f64(&header));
  engine->stamp.mono_ns = nanoseconds(read_f64(&header));
  memset(engine->stamp.random, 0, sizeof engine->stamp.random);
  if (header.rest.length >= sizeof engine->stamp.random)
    memcpy(engine->stamp.random, header.rest.bytes, sizeof engine->stamp.random);
  struct crossing crossing = {event, text, batch};
  return enter(engine, cross, &crossing);
}

uint32_t engine_step(struct engine *engine, struct slice event, struct buffer *batch) {
  return step_at(engine, event, slice_of(NULL, 0), batch);
}

uint32_t engine_boot(struct engine *engine, struct slice event, size_t lines_bytes, struct buffer *batch) {
  struct slice lines = slice_of(event.bytes + event.length - lines_bytes, lines_bytes);
  return step_at(engine, event, slice_is_ascii(lines) ? lines : slice_of(NULL, 0), batch);
}
