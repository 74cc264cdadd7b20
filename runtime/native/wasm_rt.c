/*
 * The runtime of the translated module: memory, the table, traps. wasm2c's stock runtime installs signal handlers,
 * reserves 8 GB and aborts; none of that belongs in somebody else's process.
 */
#include "wasm_rt.h"

#include <stdarg.h>
#include <string.h>

#include "platform.h"

/** Where a trap returns to; one for each thread that is inside the module. */
struct guard {
  void *jump[5];
  bool starved;
};

/* Not inlined: the frame that a trap returns to must be this function's own. */
static bool __attribute__((noinline)) run_guarded(struct guard *guard, void (*body)(void *), void *context) {
  if (__builtin_setjmp(guard->jump) != 0) return false;
  body(context);
  return true;
}

enum wasm_end wasm_guard(void (*body)(void *context), void *context) {
  struct guard guard = {.starved = false};
  if (!platform_slot_set(&guard)) return WASM_STARVED;
  bool returned = run_guarded(&guard, body, context);
  platform_slot_set(NULL);
  if (guard.starved) return WASM_STARVED;
  return returned ? WASM_RETURNED : WASM_TRAPPED;
}

/* A trap leaves frames without returning from them. A build with the address sanitizer has to be told about that. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WASM_RT_WATCHED
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define WASM_RT_WATCHED
#endif
#ifdef WASM_RT_WATCHED
void __asan_handle_no_return(void);
#endif

void wasm_rt_trap(wasm_rt_trap_t code) {
  (void)code;
  struct guard *guard = platform_slot_get();
  if (guard == NULL) abort(); /* a bug of ours: the module is only entered through wasm_guard */
#ifdef WASM_RT_WATCHED
  __asan_handle_no_return();
#endif
  __builtin_longjmp(guard->jump, 1);
}

bool wasm_rt_is_initialized(void) {
  return true;
}

/* Function types, numbered from 1; equal types have the same number. Filled once, when the module is initialised. */
enum { MAX_TYPES = 160, MAX_TYPE_LENGTH = 24 };
static struct function_type {
  uint32_t parameters, results;
  uint8_t types[MAX_TYPE_LENGTH];
} function_types[MAX_TYPES];
static uint32_t function_type_count;

uint32_t wasm_rt_register_func_type(uint32_t parameters, uint32_t results, ...) {
  struct function_type type;
  memset(&type, 0, sizeof type);
  type.parameters = parameters;
  type.results = results;
  if (parameters + results > MAX_TYPE_LENGTH) abort(); /* the module is fixed: one that did not fit would not ship */
  va_list list;
  va_start(list, results);
  for (uint32_t i = 0; i < parameters + results; i++) type.types[i] = (uint8_t)va_arg(list, int);
  va_end(list);
  for (uint32_t i = 0; i < function_type_count; i++)
    if (memcmp(&function_types[i], &type, sizeof type) == 0) return i + 1;
  if (function_type_count == MAX_TYPES) abort();
  function_types[function_type_count] = type;
  return ++function_type_count;
}

/*
 * The engine sets the memory's maximum: it puts it into `max_pages` before the module is instantiated. The module
 * itself would take 4 GiB. Address space for all of it is reserved at once, so that growing never moves anything.
 */
void wasm_rt_allocate_memory(wasm_rt_memory_t *memory, uint32_t initial_pages, uint32_t max_pages) {
  if (memory->max_pages == 0 || memory->max_pages > max_pages) memory->max_pages = max_pages;
  memory->data = platform_reserve((size_t)memory->max_pages * WASM_PAGE_BYTES);
  memory->pages = 0;
  memory->size = 0;
  if (memory->data == NULL || wasm_rt_grow_memory(memory, initial_pages) == UINT32_MAX) wasm_rt_trap(WASM_RT_TRAP_OOB);
}

uint32_t wasm_rt_grow_memory(wasm_rt_memory_t *memory, uint32_t delta) {
  uint32_t before = memory->pages;
  if (delta > memory->max_pages - before ||
      !platform_commit(memory->data + (size_t)before * WASM_PAGE_BYTES, (size_t)delta * WASM_PAGE_BYTES)) {
    struct guard *guard = platform_slot_get();
    if (guard != NULL) guard->starved = true;
    return UINT32_MAX;
  }
  memory->pages = before + delta;
  memory->size = memory->pages * WASM_PAGE_BYTES;
  return before;
}

void wasm_rt_free_memory(wasm_rt_memory_t *memory) {
  if (memory->data != NULL) platform_release(memory->data, (size_t)memory->max_pages * WASM_PAGE_BYTES);
  memory->data = NULL;
}

void wasm_rt_allocate_funcref_table(wasm_rt_funcref_table_t *table, uint32_t elements, uint32_t max_elements) {
  table->size = elements;
  table->max_size = max_elements;
  table->data = calloc(elements, sizeof *table->data);
  if (table->data == NULL) wasm_rt_trap(WASM_RT_TRAP_OOB);
}

void wasm_rt_free_funcref_table(wasm_rt_funcref_table_t *table) {
  free(table->data);
  table->data = NULL;
}
