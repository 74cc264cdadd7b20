#include "lookup.h"

#include <stdlib.h>
#include <string.h>

#include "search.h"

/* How long a piece of work lasts, and how long a look-up may go without a report of its progress. */
enum { PIECE_MS = 20, SILENCE_MS = 250, PLACE_BYTES = 12 };

void lookups_init(struct lookups *lookups) {
  memset(lookups, 0, sizeof *lookups);
}

static void drop_first(struct lookups *lookups) {
  free(lookups->queue[0].bytes);
  lookups->count--;
  memmove(&lookups->queue[0], &lookups->queue[1], (size_t)lookups->count * sizeof lookups->queue[0]);
}

void lookups_clear(struct lookups *lookups) {
  while (lookups->count > 0) drop_first(lookups);
  lookups->has_read = false;
}

void lookups_free(struct lookups *lookups) {
  lookups_clear(lookups);
  buffer_free(&lookups->segment);
  buffer_free(&lookups->hits);
}

static struct lookup *add(struct lookups *lookups, uint32_t id, struct slice bytes) {
  if (lookups->count == MAX_LOOKUPS) return NULL;
  struct lookup *lookup = &lookups->queue[lookups->count++];
  *lookup = (struct lookup){.id = id, .bytes = malloc(bytes.length), .length = bytes.length};
  /* Without memory for its bytes it ends as failed. */
  if (lookup->bytes == NULL)
    lookup->length = 0, lookup->failed = true;
  else
    memcpy(lookup->bytes, bytes.bytes, bytes.length);
  if (lookups->count == 1) lookups->told_mono_ms = platform_mono_ms();
  return lookup;
}

static bool is_wanted(const struct lookup *lookup, const struct journal *journal, const struct segment_file *file) {
  return !lookup->has_sum || journal_may_hold(journal, file, lookup->sum);
}

/** The next segment that has to be read, or NULL. */
static const struct segment_file *next_wanted(const struct lookup *lookup, const struct journal *journal) {
  const struct segment_file *file = journal_next_file(journal, lookup->next);
  while (file != NULL && file->name.segment <= lookup->to && !is_wanted(lookup, journal, file))
    file = journal_next_file(journal, file->name.segment + 1);
  return file != NULL && file->name.segment <= lookup->to ? file : NULL;
}

bool lookups_find(struct lookups *lookups, const struct journal *journal, const struct effect *effect) {
  struct lookup *lookup = add(lookups, effect->id, effect->bytes);
  if (lookup == NULL) return false;
  lookup->from = lookup->next = effect->from;
  lookup->to = effect->to == 0 || effect->to > GRP_FILE_NUMBER_HIGHEST ? GRP_FILE_NUMBER_HIGHEST : effect->to;
  if (!journal->has_current)
    lookup->to = 0;
  else if (lookup->to > journal->name.segment)
    lookup->to = journal->name.segment;
  lookup->has_sum = index_sum(effect->bytes, &lookup->sum);
  struct lookup ahead = *lookup;
  for (const struct segment_file *file; (file = next_wanted(&ahead, journal)) != NULL;) {
    bool is_current = file->name.segment == journal->name.segment;
    lookup->total_bytes += is_current ? journal->flushed_bytes : file->size;
    ahead.next = file->name.segment + 1;
  }
  return true;
}

bool lookups_read(struct lookups *lookups, const struct effect *effect) {
  struct lookup *lookup = add(lookups, effect->id, effect->bytes);
  if (lookup == NULL) return false;
  lookup->is_read = true;
  lookup->total_bytes = effect->bytes.length / PLACE_BYTES; /* in places here, not in bytes */
  return true;
}

/** Loads a segment's bytes. They are read only once while look-ups stay in that segment. */
static bool load(struct lookups *lookups, struct journal *journal, struct segment_name name) {
  bool is_current = journal->has_current && journal->name.segment == name.segment;
  if (lookups->has_read && !is_current && lookups->read.segment == name.segment) return true;
  lookups->has_read = journal_read(journal, name, &lookups->segment);
  lookups->read = name;
  if (lookups->has_read) journal_note(journal, name, buffer_slice(&lookups->segment));
  return lookups->has_read;
}

/** The line (without its LF) that begins at an offset; empty when it has no end. */
static struct slice line_at(struct slice bytes, size_t offset) {
  const uint8_t *start = bytes.bytes + offset;
  const uint8_t *end = memchr(start, '\n', bytes.length - offset);
  return slice_of(start, end == NULL ? 0 : (size_t)(end - start));
}

enum hit { HIT_ADDED, HIT_NO_ROOM, HIT_UNFIT };

/** Adds a verified line to the hits. A line that is too long for any event is not a hit. */
static enum hit add_hit(struct lookups *lookups, uint32_t segment, size_t offset, struct slice json) {
  size_t bytes = EVENT_HIT_BYTES + json.length;
  if (bytes > EVENT_MAX_HITS_BYTES) return HIT_UNFIT;
  if (lookups->hits.length + bytes > EVENT_MAX_HITS_BYTES) return HIT_NO_ROOM;
  boundary_add_hit(&lookups->hits, segment, (double)offset, json);
  return lookups->hits.failed ? HIT_UNFIT : HIT_ADDED;
}

/** Searches the rest of a segment. False when there is no more room for hits. */
static bool search_segment(struct lookups *lookups, struct lookup *lookup) {
  const struct slice bytes = buffer_slice(&lookups->segment), needle = slice_of(lookup->bytes, lookup->length);
  while (lookup->offset < bytes.length) {
    const uint8_t *match = search(slice_of(bytes.bytes + lookup->offset, bytes.length - lookup->offset), needle);
    if (match == NULL) return true;
    size_t start = (size_t)(match - bytes.bytes);
    while (start > lookup->offset && bytes.bytes[start - 1] != '\n') start--;
    struct slice line = line_at(bytes, start);
    struct slice json = segment_verify_line(line, start == 0).json;
    enum hit hit = HIT_ADDED;
    if (json.length == 0)
      hit = HIT_UNFIT;
    else if (search(json, needle) != NULL) /* else it is in the checksum or the link */
      hit = add_hit(lookups, lookups->read.segment, start, json);
    if (hit == HIT_NO_ROOM) {
      lookup->offset = start;
      return false;
    }
    if (hit == HIT_UNFIT) lookup->failed = true;
    lookup->offset = line.length == 0 ? bytes.length : start + line.length + 1;
  }
  return true;
}

enum piece { PIECE_GOES_ON, PIECE_IS_FULL, PIECE_IS_LAST };

static enum piece find_piece(struct lookups *lookups, struct lookup *lookup, struct journal *journal) {
  const struct segment_file *file = next_wanted(lookup, journal);
  if (file == NULL || lookup->length == 0) return PIECE_IS_LAST;
  const struct segment_file wanted = *file;
  if (wanted.name.segment != lookup->next) lookup->offset = 0;
  lookup->next = wanted.name.segment;
  bool read = load(lookups, journal, wanted.name);
  if (read && !search_segment(lookups, lookup)) return PIECE_IS_FULL;
  if (!read) lookup->failed = true;
  lookup->done_bytes += read ? lookups->segment.length : wanted.size;
  if (lookup->done_bytes > lookup->total_bytes) lookup->total_bytes = lookup->done_bytes;
  lookup->next = wanted.name.segment + 1;
  lookup->offset = 0;
  return PIECE_GOES_ON;
}

/** The line at a place; empty when no line there verifies. */
static struct slice read_place(struct lookups *lookups, struct journal *journal, const struct place *place) {
  const struct segment_file *file = journal_next_file(journal, place->segment);
  const struct slice none = slice_of(NULL, 0);
  if (file == NULL || file->name.segment != place->segment || !load(lookups, journal, file->name)) return none;
  const struct slice bytes = buffer_slice(&lookups->segment);
  if (!(place->offset < (double)bytes.length)) return none;
  size_t offset = (size_t)place->offset;
  if (offset > 0 && bytes.bytes[offset - 1] != '\n') return none;
  return segment_verify_line(line_at(bytes, offset), offset == 0).json;
}

static enum piece read_piece(struct lookups *lookups, struct lookup *lookup, struct journal *journal) {
  struct slice places = slice_of(lookup->bytes + lookup->taken, lookup->length - lookup->taken);
  struct place place;
  if (places.length == 0 || !place_take(&places, &place)) return PIECE_IS_LAST;
  struct slice json = read_place(lookups, journal, &place);
  enum hit hit = json.length == 0 ? HIT_UNFIT : add_hit(lookups, place.segment, (size_t)place.offset, json);
  if (hit == HIT_NO_ROOM) return PIECE_IS_FULL;
  if (hit == HIT_UNFIT) lookup->failed = true;
  lookup->done_bytes++;
  lookup->taken = lookup->length - places.length;
  return PIECE_GOES_ON;
}

/** How a look-up has ended. What stood in damaged lines was not searched, whatever was looked for. */
static uint8_t end_of(const struct lookup *lookup, const struct journal *journal) {
  if (lookup->failed) return GRP_FOUND_FAILED;
  bool is_sound = lookup->is_read || journal_is_sound(journal, lookup->from, lookup->to);
  return is_sound ? GRP_FOUND_DONE : GRP_FOUND_DAMAGED;
}

bool lookups_next(struct lookups *lookups, struct journal *journal, struct found_event *found) {
  if (lookups->count == 0) return false;
  struct lookup *lookup = &lookups->queue[0];
  uint64_t begun = platform_mono_ms(), now = begun;
  enum piece piece = PIECE_GOES_ON;
  buffer_clear(&lookups->hits);
  for (; piece == PIECE_GOES_ON && now - begun < PIECE_MS; now = platform_mono_ms())
    piece = lookup->is_read ? read_piece(lookups, lookup, journal) : find_piece(lookups, lookup, journal);
  /* What a piece has found is reported with it; nothing is kept between pieces. */
  if (piece == PIECE_GOES_ON && lookups->hits.length == 0 && now - lookups->told_mono_ms < SILENCE_MS) return false;
  *found = (struct found_event){.lookup = lookup->id,
                                .state = piece == PIECE_IS_LAST ? end_of(lookup, journal) : GRP_FOUND_MORE,
                                .done_bytes = (double)lookup->done_bytes,
                                .total_bytes = (double)lookup->total_bytes,
                                .hits = buffer_slice(&lookups->hits)};
  lookups->told_mono_ms = now;
  if (piece == PIECE_IS_LAST) drop_first(lookups);
  return true;
}
