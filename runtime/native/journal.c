#include "journal.h"

#include <stdlib.h>
#include <string.h>

#include "generated/boundary.h"
#include "links.h"

/* A hundred thousand sales of twenty lines: no till has such a day, and whatever writes more is kept from filling the disk. */
static const uint64_t max_day_bytes = 1024 * 1024 * 1024;
/* What is larger cannot be told to the bundle in one boot event: its lines have less than their files. */
static const uint64_t max_segment_bytes = 2 * (uint64_t)GRP_CAP_BOOT_BYTES;

void journal_init(struct journal *journal, char *folder) {
  *journal = (struct journal){.folder = folder,
                              .file = PLATFORM_NO_FILE,
                              .torn_at = -1,
                              .keep_days = UINT32_MAX,
                              .day = -1,
                              .day_quota = max_day_bytes};
}

void journal_close(struct journal *journal) {
  platform_close(journal->file);
  journal->file = PLATFORM_NO_FILE;
}

void journal_free(struct journal *journal) {
  journal_close(journal);
  index_free(&journal->index);
  buffer_free(&journal->files);
  free(journal->folder);
  journal->folder = NULL;
}

void journal_view_free(struct journal_view *view) {
  buffer_free(&view->lines);
  buffer_free(&view->stated_link);
  buffer_free(&view->measured_link);
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
static bool collect(void *context, const struct platform_entry *entry) {
  struct segment_file file = {.size = entry->size};
  if (segment_parse(&file.name, entry->name)) buffer_add(context, &file, sizeof file);
  return true;
}

/** Newest first; among files of one number the later date. */
static int newest_first(const void *one, const void *other) {
  const struct segment_file *a = one, *b = other;
  if (a->name.segment != b->name.segment) return a->name.segment < b->name.segment ? 1 : -1;
  return a->name.yyyymmdd < b->name.yyyymmdd ? 1 : a->name.yyyymmdd > b->name.yyyymmdd ? -1 : 0;
}

static struct segment_file *files_of(const struct journal *journal, size_t *count) {
  *count = journal->files.length / sizeof(struct segment_file);
  return (void *)journal->files.bytes;
}

/** Lists all segments, newest first. No folder is no segments. */
static bool list_segments(struct journal *journal) {
  buffer_clear(&journal->files);
  enum file_result result = platform_list(journal->folder, collect, &journal->files);
  if ((result != FILE_DONE && result != FILE_MISSING) || journal->files.failed) return false;
  size_t count;
  struct segment_file *files = files_of(journal, &count);
  if (count > 0) qsort(files, count, sizeof *files, newest_first);
  return true;
}

static bool is_listed(void *context, struct segment_name name) {
  size_t count;
  const struct segment_file *files = files_of(context, &count);
  for (size_t i = 0; i < count; i++)
    if (files[i].name.segment == name.segment && files[i].name.yyyymmdd == name.yyyymmdd) return true;
  return false;
}

/** The newest of two files that have one number, or NULL: one of them is not ours. */
static const struct segment_file *find_twin(const struct journal *journal) {
  size_t count;
  const struct segment_file *files = files_of(journal, &count);
  for (size_t i = 1; i < count; i++)
    if (files[i].name.segment == files[i - 1].name.segment) return &files[i - 1];
  return NULL;
}

static bool is_same(struct segment_name one, struct segment_name other) {
  return one.segment == other.segment && one.yyyymmdd == other.yyyymmdd;
}

/** Whether this segment has bytes behind the flushed ones that could not be cut off. */
static bool is_dirty(const struct journal *journal, struct segment_name name) {
  return journal->dirty && is_same(journal->name, name);
}

bool journal_read(const struct journal *journal, struct segment_name name, struct buffer *bytes) {
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
  bool is_current = journal->has_current && is_same(journal->name, name);
  if ((is_current || is_dirty(journal, name)) && bytes->length > journal->flushed_bytes)
    bytes->length = (size_t)journal->flushed_bytes;
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
  view->good_bytes = verified->bad_offset >= 0 ? (uint64_t)verified->bad_offset : bytes.length;
  view->lines = verified->lines;
  buffer_add_slice(&view->stated_link, verified->link);
  journal->dirty = is_dirty(journal, name);
  journal->has_current = true;
  journal->name = name;
  journal->flushed_bytes = bytes.length;
  /* A corrupt segment may be torn as well; nobody will cut it, and nothing may be written behind half a line. */
  journal->torn_at = torn ? verified->bad_offset : ends_whole ? -1 : (int64_t)bytes.length;
  struct slice sound = slice_of(bytes.bytes, torn ? (size_t)verified->bad_offset : bytes.length);
  sha256_begin(&journal->sum);
  sha256_add(&journal->sum, sound);
  index_begin_current(&journal->index, sound);
}

static bool is_all_zeros(struct slice bytes) {
  for (size_t i = 0; i < bytes.length; i++)
    if (bytes.bytes[i] != 0) return false;
  return bytes.length > 0;
}

/** A rotation that was cut off leaves one line at most: the segment before says all that it was to say. */
static bool was_cut_off(struct slice bytes, const struct verified *verified) {
  if (verified->valid_after_bad || is_all_zeros(bytes)) return false;
  for (size_t i = 0; i + 1 < bytes.length; i++)
    if (bytes.bytes[i] == '\n') return false;
  return true;
}

/** Looks through the segments, newest first, until one says what the journal is. */
static bool view_newest(struct journal *journal, struct journal_view *view) {
  size_t count;
  const struct segment_file *newest = files_of(journal, &count);
  const struct segment_file *twin = find_twin(journal);
  struct buffer bytes = {0};
  bool read = true, found = twin != NULL;
  if (found) view_damaged(view, twin->name);
  for (size_t i = 0; i < count && read && !found; i++) {
    struct verified verified = {.lines = {0}};
    read = journal_read(journal, newest[i].name, &bytes);
    if (read) segment_verify(&verified, buffer_slice(&bytes));
    read = read && !verified.lines.failed;
    found = read && (verified.line_count > 0 || !was_cut_off(buffer_slice(&bytes), &verified));
    if (found && verified.line_count > 0)
      take_up(journal, view, newest[i].name, buffer_slice(&bytes), &verified);
    else {
      if (found) view_damaged(view, newest[i].name);
      buffer_free(&verified.lines);
    }
  }
  /* Nothing but a first segment that never came about is no journal yet. */
  if (read && !found && count > 0 && newest[0].name.segment != 1) view_damaged(view, newest[0].name);
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

/** What lies below the segment that was taken up: whether there is any, and what the links say of it. */
static bool view_links(struct journal *journal, struct journal_view *view) {
  view->has_no_lower = !view->corrupt && links_below(journal, view->name.segment) == NULL;
  if (!journal->has_current) return true;
  view->has_no_lower = links_below(journal, view->name.segment) == NULL;
  /* Only where nothing is stated does it matter, and only then the lower ones are looked at. */
  view->lower_is_linked = view->stated_link.length == 0 && links_any_below(journal, view->name.segment);
  return links_measure(journal, buffer_slice(&view->stated_link), &view->measured_link) && !view->stated_link.failed;
}

bool journal_load(struct journal *journal, struct journal_view *view) {
  *view = (struct journal_view){.bad_offset = -1};
  repair(journal); /* where that fails, the journal is read up to what was flushed */
  journal_close(journal);
  journal->has_current = false;
  if (!list_segments(journal) || !view_newest(journal, view) || !view_links(journal, view)) return false;
  journal->is_corrupt = view->corrupt;
  index_prune(&journal->index, is_listed, journal);
  return true;
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
  if (journal->is_corrupt || journal->torn_at >= 0 || !open_current(journal)) return false;
  struct buffer line = {0};
  segment_add_line(&line, json, slice_of(NULL, 0));
  bool fits =
      !line.failed && journal->flushed_bytes + line.length <= GRP_CAP_SEGMENT_BYTES && charge(journal, line.length);
  bool written = fits && platform_write(journal->file, journal->flushed_bytes, buffer_slice(&line)) == FILE_DONE &&
                 platform_flush(journal->file) == FILE_DONE;
  if (written) {
    journal->flushed_bytes += line.length;
    sha256_add(&journal->sum, buffer_slice(&line));
    index_extend_current(&journal->index, buffer_slice(&line));
  }
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

/** Takes away what rotations that were cut off have left above the current segment: their numbers are used again. */
static bool clear_leftovers(struct journal *journal) {
  size_t count;
  const struct segment_file *files = files_of(journal, &count);
  while (count > 0 && (!journal->has_current || files[0].name.segment > journal->name.segment)) {
    if (!remove_segment(journal, files[0].name)) return false;
    memmove(journal->files.bytes, journal->files.bytes + sizeof *files, journal->files.length - sizeof *files);
    journal->files.length -= sizeof *files;
    count--;
  }
  return true;
}

/** The new segment is the one that is written from now on; the one before is closed. */
static void go_on_in(struct journal *journal, struct segment_name name, platform_file file, struct slice line) {
  if (journal->has_current) index_close_current(&journal->index, journal->name, journal->flushed_bytes);
  const struct segment_file listed = {.name = name, .size = line.length};
  size_t count;
  struct segment_file *files = files_of(journal, &count);
  if (count > 0) files[0].size = journal->flushed_bytes;
  /* The room was made before the file was. */
  memmove(journal->files.bytes + sizeof listed, journal->files.bytes, journal->files.length);
  memcpy(journal->files.bytes, &listed, sizeof listed);
  journal->files.length += sizeof listed;
  journal_close(journal);
  journal->has_current = true;
  journal->name = name;
  journal->file = file;
  journal->flushed_bytes = line.length;
  journal->torn_at = -1;
  journal->dirty = false;
  sha256_begin(&journal->sum);
  sha256_add(&journal->sum, line);
  index_begin_current(&journal->index, line);
}

bool journal_rotate(struct journal *journal, struct segment_name name, struct slice checkpoint) {
  uint32_t newest = journal->has_current ? journal->name.segment : 0;
  if (journal->is_corrupt || name.segment <= newest || name.segment > SEGMENT_MAX) return false;
  if (name.yyyymmdd < 19700101 || name.yyyymmdd > 99991231) return false;
  if (buffer_room(&journal->files, sizeof(struct segment_file)) == NULL || !clear_leftovers(journal)) return false;
  struct buffer line = {0}, link = {0};
  bool named = links_name_current(journal, &link);
  segment_add_line(&line, checkpoint, buffer_slice(&link));
  platform_file file;
  bool made = named && !line.failed && !link.failed && line.length <= GRP_CAP_SEGMENT_BYTES &&
              charge(journal, line.length) && make_segment(journal, name, buffer_slice(&line), &file);
  if (made) go_on_in(journal, name, file, buffer_slice(&line));
  buffer_free(&link);
  buffer_free(&line);
  return made;
}

bool journal_truncate(struct journal *journal, uint32_t segment, double offset) {
  if (journal->torn_at < 0 || segment != journal->name.segment || offset != (double)journal->torn_at) return false;
  if (!open_current(journal)) return false;
  if (platform_truncate(journal->file, (uint64_t)journal->torn_at) != FILE_DONE) return spoilt(journal);
  journal->flushed_bytes = (uint64_t)journal->torn_at;
  journal->torn_at = -1;
  return true;
}

/** Whether the date of a segment is one of the newest that are to be kept. */
static bool is_to_be_kept(const struct journal *journal, uint32_t yyyymmdd) {
  size_t count;
  const struct segment_file *files = files_of(journal, &count);
  uint32_t later = 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t date = files[i].name.yyyymmdd;
    if (date <= yyyymmdd) continue;
    bool counted = false;
    for (size_t j = 0; j < i && !counted; j++) counted = files[j].name.yyyymmdd == date;
    if (!counted) later++;
  }
  return later < journal->keep_days;
}

bool journal_remove(struct journal *journal, uint32_t segment) {
  if (journal->has_current && segment == journal->name.segment) return false;
  size_t count;
  const struct segment_file *files = files_of(journal, &count);
  for (size_t i = 0; i < count; i++) {
    if (files[i].name.segment != segment) continue;
    if (is_to_be_kept(journal, files[i].name.yyyymmdd) || !remove_segment(journal, files[i].name)) return false;
    uint8_t *place = journal->files.bytes + i * sizeof *files;
    memmove(place, place + sizeof *files, journal->files.length - (i + 1) * sizeof *files);
    journal->files.length -= sizeof *files;
    index_prune(&journal->index, is_listed, journal);
    return true;
  }
  return false;
}

const struct segment_file *journal_next_file(const struct journal *journal, uint32_t segment) {
  size_t count, low = 0;
  const struct segment_file *files = files_of(journal, &count);
  /* The first that is lower; the one before it is the lowest that is not. */
  for (size_t high = count; low < high;) {
    size_t middle = low + (high - low) / 2;
    if (files[middle].name.segment >= segment)
      low = middle + 1;
    else
      high = middle;
  }
  /* What a rotation that was cut off has left above the current one is no journal. */
  if (low == 0 || !journal->has_current || files[low - 1].name.segment > journal->name.segment) return NULL;
  return &files[low - 1];
}

bool journal_may_hold(const struct journal *journal, const struct segment_file *file, uint32_t sum) {
  if (journal->has_current && is_same(journal->name, file->name)) return index_current_holds(&journal->index, sum);
  const struct index_entry *entry = index_find(&journal->index, file->name, file->size);
  return entry == NULL || index_holds(entry, sum);
}

void journal_note(struct journal *journal, struct segment_name name, struct slice bytes) {
  if (journal->has_current && is_same(journal->name, name)) return;
  if (index_find(&journal->index, name, bytes.length) == NULL && !index_add(&journal->index, name, bytes))
    journal->index_is_given_up = true;
}

bool journal_index_one(struct journal *journal) {
  size_t count;
  const struct segment_file *files = files_of(journal, &count);
  struct buffer bytes = {0};
  for (size_t i = 0; i < count && !journal->index_is_given_up; i++) {
    if (!journal->has_current || files[i].name.segment >= journal->name.segment) continue;
    if (index_find(&journal->index, files[i].name, files[i].size) != NULL) continue;
    /* One that cannot be read, or is not as large as it was, is looked through each time. */
    bool read = journal_read(journal, files[i].name, &bytes) && bytes.length == files[i].size;
    if (read) journal_note(journal, files[i].name, buffer_slice(&bytes));
    if (!read) journal->index_is_given_up = true;
    buffer_free(&bytes);
    return true;
  }
  return false;
}

bool journal_is_usable(struct journal *journal) {
  return repair(journal) && (!journal->has_current || open_current(journal));
}
