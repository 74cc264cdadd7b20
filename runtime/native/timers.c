#include "timers.h"

#include <string.h>

static void take_out(struct timers *timers, int index) {
  timers->count--;
  memmove(&timers->set[index], &timers->set[index + 1], (size_t)(timers->count - index) * sizeof timers->set[0]);
}

bool timers_set(struct timers *timers, uint32_t id, double due_mono_ms) {
  for (int i = 0; i < timers->count; i++) {
    if (timers->set[i].id != id) continue;
    take_out(timers, i);
    break;
  }
  if (due_mono_ms < 0) return true;
  if (timers->count == GRP_CAP_TIMERS) return false;
  timers->set[timers->count++] = (struct timer){id, (uint64_t)due_mono_ms};
  return true;
}

/** The index of the timer that is due first, or -1. */
static int first(const struct timers *timers) {
  int found = -1;
  for (int i = 0; i < timers->count; i++)
    if (found < 0 || timers->set[i].due_mono_ms < timers->set[found].due_mono_ms) found = i;
  return found;
}

bool timers_take(struct timers *timers, uint64_t now_mono_ms, uint32_t *id) {
  int index = first(timers);
  if (index < 0 || timers->set[index].due_mono_ms > now_mono_ms) return false;
  *id = timers->set[index].id;
  take_out(timers, index);
  return true;
}

int64_t timers_wait_ms(const struct timers *timers, uint64_t now_mono_ms) {
  int index = first(timers);
  if (index < 0) return -1;
  uint64_t due = timers->set[index].due_mono_ms;
  return due > now_mono_ms ? (int64_t)(due - now_mono_ms) : 0;
}

void timers_clear(struct timers *timers) {
  timers->count = 0;
}
