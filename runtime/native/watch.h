/*
 * The deadline of a step, enforced from outside. The interrupt handler inside the engine stops loops, but not builtins.
 * So every export that is called meanwhile looks here, and may stop the step by raising the engine's stack limit.
 */
#ifndef GRP_WATCH_H
#define GRP_WATCH_H

#include "platform.h"

/** One for each session. Starts as WATCH_INIT. */
struct watch {
  platform_mutex mutex;
  /** The stack limit of the engine whose step runs; NULL between steps. */
  char *volatile *limit;
  uint64_t overdue_mono_ms;
  /** Counts steps, so that a decision about one step can never hit the next. */
  uint32_t generation;
  bool killed;
};

#define WATCH_INIT \
  { .mutex = PLATFORM_MUTEX_INIT }

/** How long a step may overrun its deadline before it is stopped from outside. */
enum { WATCH_GRACE_MS = 500 };

/** Begins a step: sets its engine's limit, which may be raised from now on. Returns the step's generation. */
uint32_t watch_arm(struct watch *watch, char *volatile *limit, char *stack_limit, uint32_t step_ms);
/** Ends the step. True when it was killed. */
bool watch_disarm(struct watch *watch);
/** Stops the running step if it has that generation. */
void watch_kill(struct watch *watch, uint32_t generation);
/** Stops the running step if it is overdue. Returns the milliseconds until it would be, UINT32_MAX without a step. */
uint32_t watch_look(struct watch *watch);

#endif
