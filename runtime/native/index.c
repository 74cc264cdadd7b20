#include "index.h"

#include <stdlib.h>
#include <string.h>

#include "digest.h"
#include "generated/boundary.h"
#include "search.h"

/*
 * journal/index: this mark, then for each segment u32 number, u32 yyyymmdd, u32 size, u32 count, the sums as u32, and the
 * CRC-32C of all that as u32. New entries are put behind the others; the last one of a segment counts.
 */
static const char file_mark[] = "grp index 2\n";
enum { MARK_BYTES = sizeof file_mark - 1, ENTRY_HEAD_BYTES = 16, MAX_INDEX_BYTES = 64 * 1024 * 1024 };

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

/** Adds the sums of all keys in some bytes. */
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

/** Sorts sums and leaves each once: how many are left. */
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

/** Puts an entry in its place; takes its sums over. */
static bool put_entry(struct index *index, struct index_entry entry) {
  size_t place = place_of(index, entry.name.segment), count;
  struct index_entry *entries = entries_of(index, &count);
  if (place < count && entries[place].name.segment == entry.name.segment) {
    free(entries[place].sums);
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
  return true;
}

static void add_entry_bytes(struct buffer *bytes, const struct index_entry *entry) {
  size_t start = bytes->length;
  buffer_add_u32(bytes, entry->name.segment);
  buffer_add_u32(bytes, entry->name.yyyymmdd);
  buffer_add_u32(bytes, (uint32_t)entry->size);
  buffer_add_u32(bytes, entry->count);
  for (uint32_t i = 0; i < entry->count; i++) buffer_add_u32(bytes, entry->sums[i]);
  if (!bytes->failed) buffer_add_u32(bytes, crc32c(slice_of(bytes->bytes + start, bytes->length - start)));
}

/** Adds bytes behind what is whole of the file, or begins it anew. A file that cannot be written is made next time. */
static void write_file(struct index *index, struct buffer *bytes, bool anew) {
  platform_file file;
  if (!bytes->failed && platform_open(&file, index->path, anew ? FILE_FRESH : FILE_UPDATE) == FILE_DONE) {
    uint64_t offset = anew ? 0 : index->file_bytes;
    if (platform_write(file, offset, buffer_slice(bytes)) == FILE_DONE) index->file_bytes = offset + bytes->length;
    platform_close(file);
  }
  buffer_free(bytes);
}

static void write_entry(struct index *index, const struct index_entry *entry) {
  struct buffer bytes = {0};
  if (index->path == NULL) return;
  bool anew = index->file_bytes == 0;
  if (anew) {
    size_t count;
    const struct index_entry *entries = entries_of(index, &count);
    buffer_add(&bytes, file_mark, MARK_BYTES);
    for (size_t i = 0; i < count; i++) add_entry_bytes(&bytes, &entries[i]);
  } else {
    add_entry_bytes(&bytes, entry);
  }
  write_file(index, &bytes, anew);
}

/** Reads one entry; false at the end of what is whole. */
static bool take_entry(struct reader *reader, struct index_entry *entry) {
  const uint8_t *start = reader->rest.bytes;
  *entry = (struct index_entry){.sums = NULL};
  entry->name.segment = read_u32(reader);
  entry->name.yyyymmdd = read_u32(reader);
  uint32_t size = read_u32(reader);
  uint32_t count = read_u32(reader);
  if (reader->failed || count > reader->rest.length / 4) return false;
  const struct slice whole = slice_of(start, ENTRY_HEAD_BYTES + 4 * (size_t)count);
  uint32_t *sums = malloc(4 * (size_t)count + 1);
  if (sums == NULL) return false;
  for (uint32_t i = 0; i < count; i++) sums[i] = read_u32(reader);
  uint32_t stated = read_u32(reader);
  if (reader->failed || stated != crc32c(whole)) {
    free(sums);
    return false;
  }
  entry->size = size;
  entry->sums = sums;
  entry->count = count;
  return true;
}

static bool read_index_file(const char *path, struct buffer *bytes) {
  platform_file file;
  uint64_t size;
  if (path == NULL || platform_open(&file, path, FILE_READ) != FILE_DONE) return false;
  bool read = platform_size(file, &size) == FILE_DONE && size > MARK_BYTES && size <= MAX_INDEX_BYTES;
  uint8_t *room = read ? buffer_room(bytes, (size_t)size) : NULL;
  read = room != NULL && platform_read(file, 0, room, (size_t)size) == FILE_DONE;
  platform_close(file);
  if (read) bytes->length = (size_t)size;
  return read && memcmp(bytes->bytes, file_mark, MARK_BYTES) == 0;
}

void index_open(struct index *index, char *path) {
  struct buffer bytes = {0};
  *index = (struct index){.path = path};
  if (read_index_file(path, &bytes)) {
    struct reader reader = {.rest = slice_of(bytes.bytes + MARK_BYTES, bytes.length - MARK_BYTES)};
    struct index_entry entry;
    index->file_bytes = MARK_BYTES;
    while (reader.rest.length > 0 && take_entry(&reader, &entry) && put_entry(index, entry))
      index->file_bytes = bytes.length - reader.rest.length;
    /* What months have left behind is more than what counts: begun anew. */
    size_t kept_bytes = MARK_BYTES, count;
    const struct index_entry *entries = entries_of(index, &count);
    for (size_t i = 0; i < count; i++) kept_bytes += ENTRY_HEAD_BYTES + 4 * (size_t)entries[i].count + 4;
    if (index->file_bytes > 2 * kept_bytes) index->file_bytes = 0;
  }
  buffer_free(&bytes);
}

void index_free(struct index *index) {
  size_t count;
  struct index_entry *entries = entries_of(index, &count);
  for (size_t i = 0; i < count; i++) free(entries[i].sums);
  buffer_free(&index->entries);
  buffer_free(&index->current);
  free(index->path);
  *index = (struct index){0};
}

void index_prune(struct index *index, bool (*is_there)(void *context, struct segment_name name), void *context) {
  size_t count, kept = 0;
  struct index_entry *entries = entries_of(index, &count);
  for (size_t i = 0; i < count; i++) {
    if (is_there(context, entries[i].name))
      entries[kept++] = entries[i];
    else
      free(entries[i].sums);
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
  return entry->count > 0 && bsearch(&sum, entry->sums, entry->count, sizeof sum, by_value) != NULL;
}

bool index_current_holds(const struct index *index, uint32_t sum) {
  /* Sums that there was no memory for are anywhere. */
  if (index->current.failed) return true;
  const uint32_t *sums = (const void *)index->current.bytes;
  for (size_t i = 0; i < index->current.length / sizeof sum; i++)
    if (sums[i] == sum) return true;
  return false;
}

static bool keep(struct index *index, struct segment_name name, uint64_t size, const uint32_t *sums, size_t count) {
  struct index_entry entry = {.name = name, .size = size, .sums = malloc(count * sizeof *sums + 1)};
  if (entry.sums == NULL) return false;
  if (count > 0) memcpy(entry.sums, sums, count * sizeof *sums);
  entry.count = sort_sums(entry.sums, count);
  if (!put_entry(index, entry)) return false;
  write_entry(index, &entry);
  return true;
}

bool index_add(struct index *index, struct segment_name name, struct slice bytes) {
  struct buffer sums = {0};
  collect_sums(&sums, bytes);
  bool kept = !sums.failed && keep(index, name, bytes.length, (const void *)sums.bytes, sums.length / sizeof(uint32_t));
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
    keep(index, name, size, (const void *)index->current.bytes, index->current.length / sizeof(uint32_t));
  buffer_clear(&index->current);
}
