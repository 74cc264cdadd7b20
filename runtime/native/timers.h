/* The bundle's timers, by the monotonic clock that its events carry. */
#ifndef GRP_TIMERS_H
#define GRP_TIMERS_H

#include <stdbool.h>
#include <stdint.h>

#include "generated/boundary.h"

struct timers {
  /* In the order in which they were set. Timers that are due at the same moment fire in this order. */
  struct timer {
    uint32_t id;
    uint64_t due_mono_ms;
  } set[GRP_CAP_TIMERS];
  int count;
};

/** Sets, moves or (-1) clears a timer; false when that would be one too many. */
bool timers_set(struct timers *timers, uint32_t id, double due_mono_ms);
/** Takes the timer that has been due the longest; false when none is. */
bool timers_take(struct timers *timers, uint64_t now_mono_ms, uint32_t *id);
/** Milliseconds until the next is due; -1 without one. */
int64_t timers_wait_ms(const struct timers *timers, uint64_t now_mono_ms);
void timers_clear(struct timers *timers);

#endif
