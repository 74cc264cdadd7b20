#include "image.h"

#include <string.h>

/** Reads a number of at most 32 bits. An image that ends within a number is invalid. */
static uint32_t read_leb128(struct reader *reader) {
  uint32_t value = 0;
  for (uint32_t shift = 0; shift < 32; shift += 7) {
    uint8_t byte = read_u8(reader);
    value |= (uint32_t)(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  reader->failed = true;
  return 0;
}

bool image_restore(const struct image *image, wasm_rt_memory_t *memory) {
  if (memory->pages > image->pages) wasm_rt_trap(WASM_RT_TRAP_OOB);
  if (wasm_rt_grow_memory(memory, image->pages - memory->pages) == UINT32_MAX) return false;
  struct reader reader = {.rest = image->runs};
  uint64_t at = 0;
  while (reader.rest.length > 0) {
    at += read_leb128(&reader);
    uint32_t length = read_leb128(&reader);
    if (reader.failed || length > reader.rest.length || at + length > memory->size) wasm_rt_trap(WASM_RT_TRAP_OOB);
    memcpy(memory->data + at, reader.rest.bytes, length);
    reader.rest = slice_of(reader.rest.bytes + length, reader.rest.length - length);
    at += length;
  }
  return true;
}
