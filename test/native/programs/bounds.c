/*
 * The WebAssembly runtime at the edges of a memory, on every kind of processor: nothing outside is touched, whatever the
 * module asks; deep recursion and a raised limit trap.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../runtime/native/platform.h"
#include "../../../runtime/native/wasm_rt.h"
#include "bounds.h"

struct Z_env_instance_t {
  int nothing;
};
void Z_envZ_unused(struct Z_env_instance_t *env) {
  (void)env;
}

static Z_bounds_instance_t module;
static struct Z_env_instance_t env;
enum { MAX_PAGES = 4, BYTES = WASM_PAGE_BYTES };

struct call {
  int which;
  uint32_t a, b, c, result;
};

static void run(void *context) {
  struct call *call = context;
  switch (call->which) {
    case 0: call->result = Z_boundsZ_load8(&module, call->a); break;
    case 1: call->result = Z_boundsZ_load32(&module, call->a); break;
    case 2: call->result = Z_boundsZ_load64_low(&module, call->a); break;
    case 3: call->result = Z_boundsZ_load32_far(&module, call->a); break;
    case 4: Z_boundsZ_store32(&module, call->a, call->b); break;
    case 5: Z_boundsZ_store32_far(&module, call->a, call->b); break;
    case 6: Z_boundsZ_store64(&module, call->a); break;
    case 7: Z_boundsZ_fill(&module, call->a, call->b); break;
    case 8: Z_boundsZ_copy(&module, call->a, call->b, call->c); break;
    case 9: call->result = Z_boundsZ_grow(&module, call->a); break;
    case 10: call->result = Z_boundsZ_deep(&module, call->a); break;
    case 11: Z_bounds_instantiate(&module, &env); break;
  }
}

static enum wasm_end do_call(int which, uint32_t a, uint32_t b, uint32_t c, uint32_t *result) {
  struct call call = {.which = which, .a = a, .b = b, .c = c};
  module.stack_limit = (char *)__builtin_frame_address(0) - 128 * 1024;
  enum wasm_end end = wasm_guard(run, &call);
  if (result != NULL) *result = call.result;
  return end;
}

static int failures;

static void expect(const char *what, enum wasm_end actual, enum wasm_end expected) {
  if (actual == expected) return;
  printf("%s: %d, not %d\n", what, (int)actual, (int)expected);
  failures++;
}

int main(void) {
  uint32_t value = 0;
  module.w2c_memory.max_pages = MAX_PAGES;
  Z_bounds_init_module();
  expect("instantiate", do_call(11, 0, 0, 0, NULL), WASM_RETURNED);

  expect("load8 last", do_call(0, BYTES - 1, 0, 0, NULL), WASM_RETURNED);
  expect("load8 behind", do_call(0, BYTES, 0, 0, NULL), WASM_TRAPPED);
  expect("load8 highest", do_call(0, UINT32_MAX, 0, 0, NULL), WASM_TRAPPED);
  expect("load32 last", do_call(1, BYTES - 4, 0, 0, NULL), WASM_RETURNED);
  for (uint32_t at = BYTES - 3; at < BYTES + 5; at++) expect("load32 over", do_call(1, at, 0, 0, NULL), WASM_TRAPPED);
  for (uint32_t back = 1; back < 12; back++) expect("load32 wraps", do_call(1, 0u - back, 0, 0, NULL), WASM_TRAPPED);
  expect("load64 last", do_call(2, BYTES - 8, 0, 0, NULL), WASM_RETURNED);
  for (uint32_t at = BYTES - 7; at < BYTES + 9; at++) expect("load64 over", do_call(2, at, 0, 0, NULL), WASM_TRAPPED);

  /* base + offset beyond 4 GiB: a trap, or on 32-bit processors an access that wraps to an address inside. Never outside. */
  for (uint32_t base = 0; base < 64; base++) {
    enum wasm_end end = do_call(3, base, 0, 0, NULL);
    if (sizeof(void *) == 8 || base < 16) expect("load32 far", end, WASM_TRAPPED);
    else expect("load32 far wraps inside", end, WASM_RETURNED);
  }
  expect("store32 far", do_call(5, 8, 1, 0, NULL), WASM_TRAPPED);
  expect("store32 last", do_call(4, BYTES - 4, 0x01020304, 0, NULL), WASM_RETURNED);
  expect("load32 of it", do_call(1, BYTES - 4, 0, 0, &value), WASM_RETURNED);
  if (value != 0x01020304) printf("stored %x\n", (unsigned)value), failures++;
  expect("store32 over", do_call(4, BYTES - 3, 0, 0, NULL), WASM_TRAPPED);
  expect("store64 over", do_call(6, BYTES - 7, 0, 0, NULL), WASM_TRAPPED);

  expect("fill all", do_call(7, 0, BYTES, 0, NULL), WASM_RETURNED);
  expect("fill over", do_call(7, 1, BYTES, 0, NULL), WASM_TRAPPED);
  expect("fill wraps", do_call(7, 16, UINT32_MAX - 8, 0, NULL), WASM_TRAPPED);
  expect("copy over", do_call(8, 8, 0, BYTES - 7, NULL), WASM_TRAPPED);
  expect("copy wraps", do_call(8, UINT32_MAX - 3, 0, 8, NULL), WASM_TRAPPED);

  expect("grow", do_call(9, MAX_PAGES - 1, 0, 0, &value), WASM_RETURNED);
  if (value != 1) printf("grew from %u\n", (unsigned)value), failures++;
  expect("load32 in what grew", do_call(1, MAX_PAGES * BYTES - 4, 0, 0, &value), WASM_RETURNED);
  if (value != 0) printf("new memory is %x\n", (unsigned)value), failures++;
  expect("load32 behind it", do_call(1, MAX_PAGES * BYTES - 3, 0, 0, NULL), WASM_TRAPPED);
  expect("grow beyond the maximum", do_call(9, 1, 0, 0, &value), WASM_STARVED);
  if (value != UINT32_MAX) printf("grew beyond to %u\n", (unsigned)value), failures++;
  expect("grow by everything", do_call(9, UINT32_MAX, 0, 0, &value), WASM_STARVED);

  expect("some depth", do_call(10, 100, 0, 0, &value), WASM_RETURNED);
  if (value != 100) printf("depth %u\n", (unsigned)value), failures++;
  expect("endless depth", do_call(10, 100000000, 0, 0, NULL), WASM_TRAPPED);

  Z_bounds_free(&module);
  printf(failures == 0 ? "fine\n" : "%d failures\n", failures);
  return failures == 0 ? 0 : 1;
}
