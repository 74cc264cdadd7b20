/*
 * The two checks that replace wasm2c's own in the translated engine (see build/native/engine-source.mjs, which puts
 * this header behind qjs.h). Both are on the engine's hottest paths.
 */
#ifndef GRP_WASM_CHECKS_H
#define GRP_WASM_CHECKS_H

#include <stdint.h>

/*
 * Every function compares the native stack pointer with the limit of its own instance. So deep recursion traps before
 * it reaches the guard page. Another thread can stop an engine, even in a builtin, by raising that limit to the
 * maximum.
 */
#if defined(__x86_64__)
#define WASM_STACK_POINTER(sp) __asm__ volatile("mov %%rsp, %0" : "=r"(sp))
#elif defined(__i386__)
#define WASM_STACK_POINTER(sp) __asm__ volatile("mov %%esp, %0" : "=r"(sp))
#else
#error "unknown processor"
#endif

#define WASM_CHECK_STACK(instance)                      \
  do {                                                  \
    char* sp;                                           \
    WASM_STACK_POINTER(sp);                             \
    if (UNLIKELY(sp < (instance)->stack_limit)) TRAP(EXHAUSTION); \
  } while (0)

/*
 * On 32-bit processors the check uses 32 bits, which is 1.5 to 1.9 times faster than a 64-bit compare. An address
 * beyond 4 GiB wraps, but the access itself wraps in the same way, so the address that is checked is the one that is
 * used. A memory is never smaller than a page, so the subtraction cannot wrap.
 */
#if UINTPTR_MAX == UINT32_MAX
#define WASM_CHECK_ACCESS(mem, a, t) \
  if (UNLIKELY((uint32_t)(a) > (mem)->size - (uint32_t)sizeof(t))) TRAP(OOB);
#else
#define WASM_CHECK_ACCESS(mem, a, t) RANGE_CHECK(mem, a, sizeof(t))
#endif

#endif
