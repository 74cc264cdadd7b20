/*
 * What the WebAssembly module may ask of its host: the time of the event, its random bytes, and whether to go on.
 * There is nothing else: no files, no output, no functions of the host.
 */
#include <string.h>

#include "engine_instance.h"

typedef struct Z_env_instance_t env;
typedef struct Z_wasi_snapshot_preview1_instance_t wasi;

enum { WASI_OK = 0, WASI_BAD_DESCRIPTOR = 8, WASI_FAULT = 21, WASI_NOT_SUPPORTED = 52 };

/** `length` bytes of the engine's memory, or NULL when they are not all inside. */
static uint8_t *inside(struct engine *engine, u32 at, u32 length) {
  wasm_rt_memory_t *memory = &engine->module.w2c_memory;
  return (uint64_t)at + length <= memory->size ? memory->data + at : NULL;
}

static u32 store(struct engine *engine, u32 at, const void *bytes, u32 length) {
  uint8_t *place = inside(engine, at, length);
  if (place == NULL) return WASI_FAULT;
  memcpy(place, bytes, length);
  return WASI_OK;
}

u32 Z_envZ_host_interrupt(env *self) {
  struct engine *engine = self->engine;
  if (platform_mono_ms() >= engine->deadline_mono_ms) engine->overran = true;
  return engine->overran;
}

/* The script is given no host functions and no modules, so nothing of ours calls these. */

u32 Z_envZ_host_call(env *self, u32 name, u32 name_length, u32 this_value, u32 count, u32 arguments) {
  (void)self, (void)name, (void)name_length, (void)this_value, (void)count, (void)arguments;
  wasm_rt_trap(WASM_RT_TRAP_UNREACHABLE);
}

u32 Z_envZ_host_module_load(env *self, u32 name, u32 length) {
  (void)self, (void)name, (void)length;
  wasm_rt_trap(WASM_RT_TRAP_UNREACHABLE);
}

u32 Z_envZ_host_module_normalize(env *self, u32 base, u32 name) {
  (void)self, (void)base, (void)name;
  wasm_rt_trap(WASM_RT_TRAP_UNREACHABLE);
}

void Z_envZ_host_promise_rejection(env *self, u32 promise, u32 reason, u32 handled) {
  (void)self, (void)promise, (void)reason, (void)handled;
  wasm_rt_trap(WASM_RT_TRAP_UNREACHABLE);
}

u32 Z_envZ_host_get_timezone_offset(env *self, u32 low, u32 high) {
  (void)self, (void)low, (void)high;
  return 0; /* UTC; the event carries the offset */
}

u32 Z_wasi_snapshot_preview1Z_clock_time_get(wasi *self, u32 clock, u64 precision, u32 result) {
  (void)precision;
  const struct engine_stamp *stamp = &self->engine->stamp;
  uint64_t ns = clock == 0 ? stamp->wall_ns : stamp->mono_ns;
  return store(self->engine, result, &ns, sizeof ns);
}

u32 Z_wasi_snapshot_preview1Z_random_get(wasi *self, u32 at, u32 length) {
  uint8_t *place = inside(self->engine, at, length);
  if (place == NULL) return WASI_FAULT;
  for (u32 i = 0; i < length; i++) place[i] = self->engine->stamp.random[i % GRP_CAP_RANDOM_BYTES];
  return WASI_OK;
}

u32 Z_wasi_snapshot_preview1Z_fd_close(wasi *self, u32 descriptor) {
  (void)self, (void)descriptor;
  return WASI_NOT_SUPPORTED;
}

u32 Z_wasi_snapshot_preview1Z_fd_fdstat_get(wasi *self, u32 descriptor, u32 result) {
  if (descriptor != 1 && descriptor != 2) return WASI_BAD_DESCRIPTOR;
  static const uint8_t character_device[24] = {2};
  return store(self->engine, result, character_device, sizeof character_device);
}

u32 Z_wasi_snapshot_preview1Z_fd_seek(wasi *self, u32 descriptor, u64 offset, u32 whence, u32 result) {
  (void)self, (void)descriptor, (void)offset, (void)whence, (void)result;
  return WASI_NOT_SUPPORTED;
}

/* QuickJS prints only when it is about to abort; nobody would read it. */
u32 Z_wasi_snapshot_preview1Z_fd_write(wasi *self, u32 descriptor, u32 vectors, u32 count, u32 result) {
  (void)descriptor;
  uint32_t total = 0;
  for (u32 i = 0; i < count; i++) {
    uint32_t length;
    const uint8_t *vector = inside(self->engine, vectors + 8 * i, 8);
    if (vector == NULL) return WASI_FAULT;
    memcpy(&length, vector + 4, sizeof length);
    total += length;
  }
  return store(self->engine, result, &total, sizeof total);
}
