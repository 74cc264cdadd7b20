/* Config files of any bytes, read by the loader in the real engine: a policy record or a refusal, never a lost engine. */
#include "boundary.h"
#include "embedded.h"
#include "engine.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  static struct watch watch = WATCH_INIT;
  static struct engine *engine;
  static int steps;
  struct buffer input = {0}, record = {0};
  struct policy_record policy;
  uint32_t loss;
  /* A fresh one now and then: what a step leaves behind is part of what is tried. */
  if (engine != NULL && ++steps % 64 == 0) {
    engine_free(engine);
    engine = NULL;
  }
  const struct engine_limits limits = {.memory_mb = 16, .step_ms = 20000};
  const struct script loader = {.image = &embedded_loader, .file = "loader.js"};
  if (engine == NULL && engine_new(&engine, &watch, limits, &loader, &loss) != ENGINE_READY) abort();
  size_t till = length > 0 ? bytes[0] % 8 : 0;
  if (till > length) till = length;
  buffer_add_bytes(&input, slice_of(bytes, till));
  buffer_add_bytes(&input, slice_of(bytes + till, length - till));
  if (engine_step(engine, buffer_slice(&input), &record) != GRP_LOSS_NONE) abort();
  if (!policy_record_read(&policy, buffer_slice(&record))) abort();
  if (policy.code == 0 && policy.address.length != 4 && policy.address.length != 16) abort();
  buffer_free(&input);
  buffer_free(&record);
  return 0;
}
