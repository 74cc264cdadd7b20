/* What the engine host asks of the WebAssembly runtime beyond wasm2c's own interface. */
#ifndef GRP_WASM_RT_H
#define GRP_WASM_RT_H

#include <stdbool.h>
#include <wasm-rt.h>

enum wasm_end {
  WASM_RETURNED,
  WASM_TRAPPED,
  WASM_STARVED /* a memory was not allowed to grow, whether it then returned or trapped */
};

/**
 * Runs `body` so that a trap in it comes back here instead of ending the process.
 * Must not be nested on one thread.
 */
enum wasm_end wasm_guard(void (*body)(void *context), void *context);

/** Pages of WebAssembly memory in a mebibyte. */
enum { WASM_PAGE_BYTES = 65536, WASM_PAGES_PER_MIB = 16 };

#endif
