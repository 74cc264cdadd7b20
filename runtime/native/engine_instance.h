/* The inside of an engine. Only its two files share it. */
#ifndef GRP_ENGINE_INSTANCE_H
#define GRP_ENGINE_INSTANCE_H

#include "engine.h"
#include "qjs.h"

/* What wasm2c hands to each imported function. */
struct Z_env_instance_t {
  struct engine *engine;
};
struct Z_wasi_snapshot_preview1_instance_t {
  struct engine *engine;
};

/** The module's clocks and randomness. They come from the event, so that a step is a function of its event. */
struct engine_stamp {
  uint64_t wall_ns;
  uint64_t mono_ns;
  uint8_t random[GRP_CAP_RANDOM_BYTES];
};

struct engine {
  Z_qjs_instance_t module;
  struct Z_env_instance_t env;
  struct Z_wasi_snapshot_preview1_instance_t wasi;
  struct watch *watch;
  struct engine_limits limits;
  struct engine_stamp stamp;
  uint64_t deadline_mono_ms;
  bool overran;
  /* Handles of the engine: boxed values in its memory. */
  uint32_t undefined;
  uint32_t step;
  char dialect[ENGINE_DIALECT_BYTES + 1];
};

#endif
