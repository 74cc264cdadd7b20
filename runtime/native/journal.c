#include "journal.h"

#include <stdlib.h>

#include "generated/boundary.h"

/* A hundred thousand sales of twenty lines: no till has such a day, and whatever writes more is kept from filling the disk. */
static const uint64_t max_day_bytes = 1024 * 1024 * 1024;
/* What is larger cannot be told to the bundle in one boot event. */
static const uint64_t max_segment_bytes = 2 * GRP_CAP_BOOT_BYTES;

void journal_init(struct journal *journal, char *folder) {
  *journal = (struct journal){
      .folder = folder, .file = PLATFORM_NO_FILE, .torn_at = -1, .day = -1, .day_quota = max_day_bytes};
}

void journal_close(struct journal *journal) {
  platform_close(journal->file);
  journal->file = PLATFORM_NO_FILE;
}

void journal_free(struct journal *journal) {
  journal_close(journal);
  free(journal->folder);
  journal->folder = NULL;
}

static enum file_result open_segment(const struct journal *journal, struct segment_name name, enum file_mode mode,
                                     platform_file *file) {
  char base[SEGMENT_FILE_BYTES];
  segment_file(name, base);
  char *path = platform_resolve(journal->folder, slice_text(base));
  *file = PLATFORM_NO_FILE;
  enum file_result result = path == NULL ? FILE_FAILED : platform_open(file, path, mode);
  free(path);
  return result;
}

static bool remove_segment(const struct journal *journal, struct segment_name name) {
  char base[SEGMENT_FILE_BYTES];
  segment_file(name, base);
  char *path = platform_resolve(journal->folder, slice_text(base));
  bool removed = path != NULL && platform_remove(path) == FILE_DONE;
  free(path);
  return removed;
}

/** The segments of a folder; grows as an array inside a buffer. */
static bool collect(void *context, const char *file) {
  struct segment_name name;
  if (segment_parse(&name, file)) buffer_add(context, &name, sizeof name);
  return true;
}

/** Newest first; among files of one number the later date. */
static int newest_first(const void *one, const void *other) {
  const struct segment_name *a = one, *b = other;
  if (a->segment != b->segment) return a->segment < b->segment ? 1 : -1;
  return a->yyyymmdd < b->yyyymmdd ? 1 : a->yyyymmdd > b->yyyymmdd ? -1 : 0;
}

/** The names of all segments, newest first, in a buffer of the caller's. No folder is no segments. */
static bool list_segments(const struct journal *journal, struct buffer *names) {
  enum file_result result = platform_list(journal->folder, collect, names);
  if ((result != FILE_DONE && result != FILE_MISSING) || names->failed) return false;
  if (names->length > 0)
    qsort(names->bytes, names->length / sizeof(struct segment_name), sizeof(struct segment_name), newest_first);
  return true;
}

/** Whether this segment has bytes behind the flushed ones that could not be cut off. */
static bool is_dirty(const struct journal *journal, struct segment_name name) {
  return journal->dirty && journal->name.segment == name.segment && journal->name.yyyymmdd == name.yyyymmdd;
}

static bool read_segment(const struct journal *journal, struct segment_name name, struct buffer *bytes) {
  platform_file file;
  uint64_t size;
  if (open_segment(journal, name, FILE_READ, &file) != FILE_DONE) return false;
  bool read = platform_size(file, &size) == FILE_DONE && size <= max_segment_bytes;
  buffer_clear(bytes);
  uint8_t *room = read ? buffer_room(bytes, (size_t)size) : NULL;
  read = read && (size == 0 || (room != NULL && platform_read(file, 0, room, (size_t)size) == FILE_DONE));
  if (read) bytes->length = (size_t)size;
  platform_close(file);
  /* What was written but never flushed must not be read as if it had been. */
  if (is_dirty(journal, name) && bytes->length > journal->flushed_bytes) bytes->length = (size_t)journal->flushed_bytes;
  return read && !bytes->failed;
}

static void view_damaged(struct journal_view *view, struct segment_name name) {
  view->name = name;
  view->corrupt = true;
  view->bad_offset = 0;
}

/** Makes a verified segment the current one. */
static void take_up(struct journal *journal, struct journal_view *view, struct segment_name name, struct slice bytes,
                    const struct verified *verified) {
  bool torn = verified->bad_offset >= 0 && !verified->valid_after_bad;
  bool ends_whole = bytes.bytes[bytes.length - 1] == '\n'; /* something in it has verified, so it is not empty */
  view->name = name;
  view->tail_cut = torn;
  view->corrupt = verified->valid_after_bad;
  view->bad_offset = verified->bad_offset;
  view->lines = verified->lines;
  journal->dirty = is_dirty(journal, name);
  journal->has_current = true;
  journal->name = name;
  journal->flushed_bytes = bytes.length;
  /* A corrupt segment may be torn as well; nobody will cut it, and nothing may be written behind half a line. */
  journal->torn_at = torn ? verified->bad_offset : ends_whole ? -1 : (int64_t)bytes.length;
}

/** A rotation that was cut off leaves one line at most: the segment before says all that it was to say. */
static bool was_cut_off(struct slice bytes, const struct verified *verified) {
  if (verified->valid_after_bad) return false;
  for (size_t i = 0; i + 1 < bytes.length; i++)
    if (bytes.bytes[i] == '\n') return false;
  return true;
}

/** Looks through the segments, newest first, until one says what the journal is. */
static bool view_newest(struct journal *journal, struct journal_view *view, struct slice names) {
  const struct segment_name *newest = (const void *)names.bytes;
  size_t count = names.length / sizeof *newest;
  struct buffer bytes = {0};
  bool read = true, found = false;
  for (size_t i = 0; i < count && read && !found; i++) {
    struct verified verified = {.lines = {0}};
    read = read_segment(journal, newest[i], &bytes);
    if (read) segment_verify(&verified, buffer_slice(&bytes));
    read = read && !verified.lines.failed;
    found = read && (verified.line_count > 0 || !was_cut_off(buffer_slice(&bytes), &verified));
    if (found && verified.line_count > 0)
      take_up(journal, view, newest[i], buffer_slice(&bytes), &verified);
    else {
      if (found) view_damaged(view, newest[i]);
      buffer_free(&verified.lines);
    }
  }
  /* Nothing but a first segment that never came about is no journal yet. */
  if (read && !found && count > 0 && newest[0].segment != 1) view_damaged(view, newest[0]);
  buffer_free(&bytes);
  return read;
}

/** After a failed write: cuts back to what was flushed. */
static bool repair(struct journal *journal) {
  if (!journal->dirty) return true;
  journal_close(journal);
  if (open_segment(journal, journal->name, FILE_UPDATE, &journal->file) != FILE_DONE ||
      platform_truncate(journal->file, journal->flushed_bytes) != FILE_DONE) {
    journal_close(journal);
    return false;
  }
  journal->dirty = false;
  return true;
}

bool journal_load(struct journal *journal, struct journal_view *view) {
  *view = (struct journal_view){.bad_offset = -1};
  repair(journal); /* where that fails, the journal is read up to what was flushed */
  journal_close(journal);
  journal->has_current = false;
  struct buffer names = {0};
  bool loaded = list_segments(journal, &names) && view_newest(journal, view, buffer_slice(&names));
  buffer_free(&names);
  return loaded;
}

bool journal_has_room(struct journal *journal, uint64_t bytes) {
  int64_t now = platform_wall_ms();
  int64_t day = (now + (int64_t)platform_utc_offset_min(now) * 60000) / 86400000;
  if (day != journal->day) journal->day_bytes = 0;
  journal->day = day;
  return journal->day_bytes + bytes <= journal->day_quota;
}

static bool charge(struct journal *journal, uint64_t bytes) {
  if (!journal_has_room(journal, bytes)) return false;
  journal->day_bytes += bytes;
  return true;
}

/** The current segment's file, repaired and open. */
static bool open_current(struct journal *journal) {
  if (!journal->has_current || !repair(journal)) return false;
  if (journal->file != PLATFORM_NO_FILE) return true;
  return open_segment(journal, journal->name, FILE_UPDATE, &journal->file) == FILE_DONE;
}

/** A write or flush failed: closes, and cuts back at once where that works. */
static bool spoilt(struct journal *journal) {
  journal->dirty = true;
  repair(journal);
  journal_close(journal);
  return false;
}

bool journal_append(struct journal *journal, struct slice json) {
  if (journal->torn_at >= 0 || !open_current(journal)) return false;
  struct buffer line = {0};
  segment_add_line(&line, json);
  bool fits = !line.failed && journal->flushed_bytes + line.length <= max_segment_bytes && charge(journal, line.length);
  bool written = fits && platform_write(journal->file, journal->flushed_bytes, buffer_slice(&line)) == FILE_DONE &&
                 platform_flush(journal->file) == FILE_DONE;
  if (written) journal->flushed_bytes += line.length;
  buffer_free(&line);
  return written ? true : fits ? spoilt(journal) : false;
}

/** Makes the file of a new segment, with its checkpoint, durable. A segment that did not come about is taken away. */
static bool make_segment(const struct journal *journal, struct segment_name name, struct slice line,
                         platform_file *file) {
  if (platform_make_folder(journal->folder) != FILE_DONE) return false;
  if (open_segment(journal, name, FILE_FRESH, file) != FILE_DONE) return false;
  if (platform_write(*file, 0, line) == FILE_DONE && platform_flush(*file) == FILE_DONE &&
      platform_flush_folder(journal->folder) == FILE_DONE)
    return true;
  platform_close(*file);
  remove_segment(journal, name);
  return false;
}

bool journal_rotate(struct journal *journal, struct segment_name name, struct slice checkpoint) {
  uint32_t newest = journal->has_current ? journal->name.segment : 0;
  if (name.segment <= newest || name.segment > SEGMENT_MAX) return false;
  if (name.yyyymmdd < 19700101 || name.yyyymmdd > 99991231) return false;
  struct buffer line = {0};
  segment_add_line(&line, checkpoint);
  uint64_t size = line.length;
  platform_file file;
  bool made = !line.failed && charge(journal, size) && make_segment(journal, name, buffer_slice(&line), &file);
  buffer_free(&line);
  if (!made) return false;
  journal_close(journal);
  journal->has_current = true;
  journal->name = name;
  journal->file = file;
  journal->flushed_bytes = size;
  journal->torn_at = -1;
  journal->dirty = false;
  return true;
}

bool journal_truncate(struct journal *journal, uint32_t segment, double offset) {
  if (journal->torn_at < 0 || segment != journal->name.segment || offset != (double)journal->torn_at) return false;
  if (!open_current(journal)) return false;
  if (platform_truncate(journal->file, (uint64_t)journal->torn_at) != FILE_DONE) return spoilt(journal);
  journal->flushed_bytes = (uint64_t)journal->torn_at;
  journal->torn_at = -1;
  return true;
}

bool journal_remove(struct journal *journal, uint32_t segment) {
  if (journal->has_current && segment == journal->name.segment) return false;
  struct buffer names = {0};
  bool removed = false, failed = !list_segments(journal, &names);
  const struct segment_name *name = (const void *)names.bytes;
  for (size_t i = 0; !failed && i < names.length / sizeof *name; i++) {
    if (name[i].segment != segment) continue;
    if (remove_segment(journal, name[i]))
      removed = true;
    else
      failed = true;
  }
  buffer_free(&names);
  return removed && !failed;
}

bool journal_is_usable(struct journal *journal) {
  return repair(journal) && (!journal->has_current || open_current(journal));
}
