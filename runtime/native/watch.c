#include "watch.h"

/* No stack pointer is above this limit, so the next function entry traps. */
#define LIMIT_OF_THE_KILLED ((char *)UINTPTR_MAX)

uint32_t watch_arm(struct watch *watch, char *volatile *limit, char *stack_limit, uint32_t step_ms) {
  platform_lock(&watch->mutex);
  watch->limit = limit;
  watch->overdue_mono_ms = platform_mono_ms() + step_ms + WATCH_GRACE_MS;
  watch->killed = false;
  uint32_t generation = ++watch->generation;
  __atomic_store_n(limit, stack_limit, __ATOMIC_RELAXED);
  platform_unlock(&watch->mutex);
  return generation;
}

bool watch_disarm(struct watch *watch) {
  platform_lock(&watch->mutex);
  bool killed = watch->killed;
  watch->limit = NULL;
  platform_unlock(&watch->mutex);
  return killed;
}

/** With the mutex held. */
static void kill_current(struct watch *watch) {
  watch->killed = true;
  __atomic_store_n(watch->limit, LIMIT_OF_THE_KILLED, __ATOMIC_RELAXED);
}

void watch_kill(struct watch *watch, uint32_t generation) {
  platform_lock(&watch->mutex);
  if (watch->limit != NULL && watch->generation == generation) kill_current(watch);
  platform_unlock(&watch->mutex);
}

uint32_t watch_look(struct watch *watch) {
  uint32_t left = UINT32_MAX;
  platform_lock(&watch->mutex);
  if (watch->limit != NULL && !watch->killed) {
    uint64_t now = platform_mono_ms();
    if (now >= watch->overdue_mono_ms)
      kill_current(watch);
    else if (watch->overdue_mono_ms - now < UINT32_MAX)
      left = (uint32_t)(watch->overdue_mono_ms - now);
  }
  platform_unlock(&watch->mutex);
  return left;
}
