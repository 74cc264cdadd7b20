#include "index.h"

#include <stdlib.h>
#include <string.h>

#include "digest.h"
#include "generated/boundary.h"
#include "search.h"

static const char *const markers[GRP_INDEX_MARKER_COUNT] = GRP_INDEX_MARKERS;

bool index_sum(struct slice needle, uint32_t *sum) {
  for (int i = 0; i < GRP_INDEX_MARKER_COUNT; i++) {
    size_t length = strlen(markers[i]);
    if (needle.length <= length || memcmp(needle.bytes, markers[i], length) != 0) continue;
    const uint8_t *quote = memchr(needle.bytes + length, '"', needle.length - length);
    if (quote != needle.bytes + needle.length - 1) return false;
    *sum = crc32c(slice_of(needle.bytes + length, needle.length - length - 1));
    return true;
  }
  return false;
}

/** Adds the sums of all keys that some bytes contain. */
static void collect_sums(struct buffer *sums, struct slice bytes) {
  for (int i = 0; i < GRP_INDEX_MARKER_COUNT; i++) {
    struct slice marker = slice_text(markers[i]), rest = bytes;
    const uint8_t *end = bytes.bytes + bytes.length, *at;
    while ((at = search(rest, marker)) != NULL) {
      const uint8_t *value = at + marker.length;
      const uint8_t *quote = memchr(value, '"', (size_t)(end - value));
      if (quote == NULL) break;
      uint32_t sum = crc32c(slice_of(value, (size_t)(quote - value)));
      buffer_add(sums, &sum, sizeof sum);
      rest = slice_of(quote, (size_t)(end - quote));
    }
  }
}

static int by_value(const void *one, const void *other) {
  const uint32_t *a = one, *b = other;
  return *a < *b ? -1 : *a > *b ? 1 : 0;
}

/** Sorts the sums and removes duplicates. Returns how many are left. */
static uint32_t sort_sums(uint32_t *sums, size_t count) {
  uint32_t kept = 0;
  if (count > 0) qsort(sums, count, sizeof *sums, by_value);
  for (size_t i = 0; i < count; i++)
    if (kept == 0 || sums[kept - 1] != sums[i]) sums[kept++] = sums[i];
  return kept;
}

static struct index_entry *entries_of(const struct index *index, size_t *count) {
  *count = index->entries.length / sizeof(struct index_entry);
  return (void *)index->entries.bytes;
}

/** Where the entry of a segment is, or would be. */
static size_t place_of(const struct index *index, uint32_t segment) {
  size_t count, low = 0;
  const struct index_entry *entries = entries_of(index, &count);
  for (size_t high = count; low < high;) {
    size_t middle = low + (high - low) / 2;
    if (entries[middle].name.segment < segment)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static uint64_t sums_bytes(const struct index_entry *entry) {
  return (uint64_t)entry->count * sizeof *entry->sums;
}

static void drop_sums(struct index *index, const struct index_entry *entry) {
  index->sums_bytes -= sums_bytes(entry);
  free(entry->sums);
}

/** Puts an entry in its place and takes over its sums. */
static bool put_entry(struct index *index, struct index_entry entry) {
  size_t place = place_of(index, entry.name.segment), count;
  struct index_entry *entries = entries_of(index, &count);
  if (place < count && entries[place].name.segment == entry.name.segment) {
    drop_sums(index, &entries[place]);
    index->sums_bytes += sums_bytes(&entry);
    entries[place] = entry;
    return true;
  }
  if (buffer_room(&index->entries, sizeof entry) == NULL) {
    index->entries.failed = false;
    free(entry.sums);
    return false;
  }
  index->entries.length += sizeof entry;
  entries = entries_of(index, &count);
  memmove(&entries[place + 1], &entries[place], (count - 1 - place) * sizeof entry);
  entries[place] = entry;
  index->sums_bytes += sums_bytes(&entry);
  return true;
}

void index_free(struct index *index) {
  size_t count;
  struct index_entry *entries = entries_of(index, &count);
  for (size_t i = 0; i < count; i++) free(entries[i].sums);
  buffer_free(&index->entries);
  buffer_free(&index->current);
  *index = (struct index){0};
}

void index_prune(struct index *index, bool (*is_there)(void *context, struct segment_name name), void *context) {
  size_t count, kept = 0;
  struct index_entry *entries = entries_of(index, &count);
  for (size_t i = 0; i < count; i++) {
    if (is_there(context, entries[i].name))
      entries[kept++] = entries[i];
    else
      drop_sums(index, &entries[i]);
  }
  index->entries.length = kept * sizeof *entries;
}

const struct index_entry *index_find(const struct index *index, struct segment_name name, uint64_t size) {
  size_t count, place = place_of(index, name.segment);
  const struct index_entry *entry = entries_of(index, &count) + place;
  if (place == count || entry->name.segment != name.segment) return NULL;
  return entry->name.yyyymmdd == name.yyyymmdd && entry->size == size ? entry : NULL;
}

bool index_holds(const struct index_entry *entry, uint32_t sum) {
  if (entry->sums == NULL) return true;
  return entry->count > 0 && bsearch(&sum, entry->sums, entry->count, sizeof sum, by_value) != NULL;
}

bool index_current_holds(const struct index *index, uint32_t sum) {
  /* If there was no memory for some of the sums, any key may be here. */
  if (index->current.failed) return true;
  const uint32_t *sums = (const void *)index->current.bytes;
  for (size_t i = 0; i < index->current.length / sizeof sum; i++)
    if (sums[i] == sum) return true;
  return false;
}

/** Keeps the sums of a segment, which it sorts where they are. They must not take the memory of the whole till. */
static bool keep(struct index *index, struct index_entry entry, uint32_t *sums, size_t count) {
  entry.count = sort_sums(sums, count);
  if (index->sums_bytes + sums_bytes(&entry) > GRP_CAP_INDEX_BYTES) return false;
  entry.sums = malloc((size_t)sums_bytes(&entry) + 1);
  if (entry.sums == NULL) return false;
  if (entry.count > 0) memcpy(entry.sums, sums, (size_t)sums_bytes(&entry));
  return put_entry(index, entry);
}

bool index_add(struct index *index, struct segment_name name, struct slice bytes) {
  struct buffer sums = {0};
  struct verified verified;
  collect_sums(&sums, bytes);
  segment_judge(&verified, bytes);
  struct index_entry entry = {.name = name, .size = bytes.length, .is_damaged = verified.bad_offset >= 0};
  bool kept = (!sums.failed && keep(index, entry, (void *)sums.bytes, sums.length / sizeof(uint32_t))) ||
              put_entry(index, entry);
  buffer_free(&sums);
  return kept;
}

void index_begin_current(struct index *index, struct slice bytes) {
  buffer_clear(&index->current);
  collect_sums(&index->current, bytes);
}

void index_extend_current(struct index *index, struct slice line) {
  collect_sums(&index->current, line);
}

void index_close_current(struct index *index, struct segment_name name, uint64_t size) {
  if (!index->current.failed)
    keep(index, (struct index_entry){.name = name, .size = size}, (void *)index->current.bytes,
         index->current.length / sizeof(uint32_t));
  buffer_clear(&index->current);
}
