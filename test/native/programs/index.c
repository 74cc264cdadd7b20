/*
 * Segments full of keys, more of them than the index may take memory for: of those it keeps that there is no room. What
 * is dropped makes room again.
 */
#include <stdio.h>
#include <string.h>

#include "generated/boundary.h"
#include "index.h"

enum { KEYS = 200000, KEY_BYTES = 20, SEGMENTS = 60 };

static uint8_t bytes[KEYS * KEY_BYTES + 1];

static struct slice segment_of(unsigned number) {
  for (unsigned i = 0; i < KEYS; i++)
    snprintf((char *)bytes + i * KEY_BYTES, KEY_BYTES + 1, "\"saleKey\":\"%8x\"", number * KEYS + i);
  return slice_of(bytes, KEYS * KEY_BYTES);
}

static bool is_first(void *context, struct segment_name name) {
  (void)context;
  return name.segment == 1;
}

/** How many segments there is room for. */
static unsigned add_all(struct index *index) {
  unsigned count = 0;
  for (unsigned number = 1; number <= SEGMENTS; number++) {
    struct segment_name name = {.segment = number, .yyyymmdd = 20260101};
    struct slice bytes = segment_of(number);
    if (!index_add(index, name, bytes)) return 0;
    if (index_find(index, name, bytes.length)->sums != NULL) count++;
  }
  return count;
}

int main(void) {
  struct index index = {0};
  const unsigned room = GRP_CAP_INDEX_BYTES / (KEYS * sizeof(uint32_t));
  unsigned added = add_all(&index);
  /* A few sums are the same for two keys. */
  printf("%s\n", added >= room && added <= room + 1 ? "full" : "not bounded");
  printf("%s\n", index.sums_bytes <= GRP_CAP_INDEX_BYTES ? "within its bytes" : "beyond its bytes");
  index_prune(&index, is_first, NULL);
  printf("%s\n", add_all(&index) == added ? "full again" : "another number than before");
  index_free(&index);
  return 0;
}
