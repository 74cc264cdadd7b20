/*
 * Floating point as the script expects it. The worker's thread is ours, but libraries of the host may change the state
 * of every new thread. An unmasked exception or another rounding mode would affect the script's arithmetic.
 */
#ifndef GRP_FPU_H
#define GRP_FPU_H

#include <stdint.h>

struct fpu_state {
  uint16_t x87_control;
  uint32_t sse_control;
};

/** Empties the x87 stack, masks all exceptions and rounds to nearest. Returns the earlier state. */
static inline struct fpu_state fpu_normalise(void) {
  struct fpu_state before;
  const uint32_t sse_normal = 0x1f80;
  __asm__ volatile("fnstcw %0" : "=m"(before.x87_control));
  __asm__ volatile("stmxcsr %0" : "=m"(before.sse_control));
  __asm__ volatile("fninit");
  __asm__ volatile("ldmxcsr %0" : : "m"(sse_normal));
  return before;
}

static inline void fpu_restore(struct fpu_state state) {
  /* A trap may have left values on the x87 stack. */
  __asm__ volatile("fninit");
  __asm__ volatile("fldcw %0" : : "m"(state.x87_control));
  __asm__ volatile("ldmxcsr %0" : : "m"(state.sse_control));
}

#endif
