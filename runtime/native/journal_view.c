/* The journal as it is read: at boot, and by look-ups. */
#include "journal_files.h"

#include <stdlib.h>
#include <string.h>

#include "generated/boundary.h"
#include "links.h"

/** The newer of two files that have the same number, or NULL. One of the two is not ours. */
static const struct segment_file *find_twin(const struct journal *journal) {
  size_t count;
  const struct segment_file *files = journal_files(journal, &count);
  for (size_t i = 1; i < count; i++)
    if (files[i].name.segment == files[i - 1].name.segment) return &files[i - 1];
  return NULL;
}

/** Whether this segment has bytes behind the flushed ones that could not be cut off. */
static bool is_dirty(const struct journal *journal, struct segment_name name) {
  return journal->dirty && journal_is_same(journal->name, name);
}

bool journal_read(const struct journal *journal, struct segment_name name, struct buffer *bytes) {
  platform_file file;
  uint64_t size;
  if (journal_open_segment(journal, name, FILE_READ, &file) != FILE_DONE) return false;
  bool read = platform_size(file, &size) == FILE_DONE && size <= GRP_CAP_SEGMENT_READ_BYTES;
  buffer_clear(bytes);
  uint8_t *room = read ? buffer_room(bytes, (size_t)size) : NULL;
  read = read && (size == 0 || (room != NULL && platform_read(file, 0, room, (size_t)size) == FILE_DONE));
  if (read) bytes->length = (size_t)size;
  platform_close(file);
  /* What was written but never flushed must not be read as if it had been. */
  bool is_current = journal->has_current && journal_is_same(journal->name, name);
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
  /* A corrupt segment may also be torn. Nobody will cut it, and nothing may be written after half a line. */
  journal->torn_at = torn ? verified->bad_offset : ends_whole ? -1 : (int64_t)bytes.length;
  struct slice sound = slice_of(bytes.bytes, torn ? (size_t)verified->bad_offset : bytes.length);
  sha256_begin(&journal->sum);
  sha256_add(&journal->sum, sound);
  index_begin_current(&journal->index, sound);
}

/** Whether these may be the first bytes of a line. Zeros and garbage come from a bad disk, not from a torn rotation. */
static bool begins_as_line(struct slice bytes) {
  for (size_t i = 0; i < bytes.length && i < 8; i++)
    if (!(bytes.bytes[i] >= '0' && bytes.bytes[i] <= '9') && !(bytes.bytes[i] >= 'a' && bytes.bytes[i] <= 'f'))
      return false;
  return bytes.length <= 8 || bytes.bytes[8] == ' ';
}

/**
 * Whether a rotation was interrupted: it leaves one line at most. The segment before it says all that it would have
 * said.
 */
static bool was_cut_off(struct slice bytes, const struct verified *verified) {
  if (verified->valid_after_bad || !begins_as_line(bytes)) return false;
  for (size_t i = 0; i + 1 < bytes.length; i++)
    if (bytes.bytes[i] == '\n') return false;
  return true;
}

/** Reads the segments, newest first, until one shows the state of the journal. */
static bool view_newest(struct journal *journal, struct journal_view *view) {
  size_t count;
  const struct segment_file *newest = journal_files(journal, &count);
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
  /* If there is only a first segment, and it was never completed, there is no journal yet. */
  if (read && !found && count > 0 && newest[0].name.segment != 1) view_damaged(view, newest[0].name);
  buffer_free(&bytes);
  return read;
}

/**
 * Whether what is read is not all that there was. A file with a higher number under another name was the newest segment,
 * or stood below the segment that a repair has made; and this session has seen more than there is now.
 */
static void view_missing(struct journal *journal, struct journal_view *view) {
  uint32_t newest = journal->has_current ? journal->name.segment : 0;
  bool is_less = newest < journal->known_segment ||
                 (newest > 0 && newest == journal->known_segment && journal->flushed_bytes < journal->known_bytes);
  if (view->corrupt || (journal->beside.segment <= newest && !is_less)) return;
  if (!journal->has_current)
    view_damaged(view, is_less ? (struct segment_name){.segment = journal->known_segment} : journal->beside);
  view->corrupt = true;
  view->tail_cut = false;
}

/** Notes what lies below the segment that was opened: whether there is anything, and what the links say about it. */
static bool view_links(struct journal *journal, struct journal_view *view) {
  view->has_no_lower = !view->corrupt && links_below(journal, view->name.segment) == NULL;
  if (!journal->has_current) return true;
  view->has_no_lower = links_below(journal, view->name.segment) == NULL;
  /* It matters only when no link is stated, so only then are the lower segments read. */
  view->lower_is_linked = view->stated_link.length == 0 && links_any_below(journal, view->name.segment);
  return links_measure(journal, buffer_slice(&view->stated_link), &view->measured_link) && !view->stated_link.failed;
}

/** Notes what is on the disk, as far as this session knows, before it is read again. A torn tail may have been cut. */
static void note_known(struct journal *journal) {
  if (!journal->has_current) return;
  journal->known_segment = journal->name.segment;
  journal->known_bytes = journal->torn_at >= 0 ? (uint64_t)journal->torn_at : journal->flushed_bytes;
}

bool journal_load(struct journal *journal, struct journal_view *view) {
  *view = (struct journal_view){.bad_offset = -1};
  note_known(journal);
  journal_repair(journal); /* where that fails, the journal is read up to what was flushed */
  journal_close(journal);
  journal->has_current = false;
  if (!journal_list(journal) || !view_newest(journal, view)) return false;
  view_missing(journal, view);
  if (!view_links(journal, view)) return false;
  journal->is_corrupt = view->corrupt;
  index_prune(&journal->index, journal_is_listed, journal);
  return true;
}

const struct segment_file *journal_next_file(const struct journal *journal, uint32_t segment) {
  size_t count, low = 0;
  const struct segment_file *files = journal_files(journal, &count);
  /* Finds the first file with a lower number. The one before it has the lowest number that is not lower. */
  for (size_t high = count; low < high;) {
    size_t middle = low + (high - low) / 2;
    if (files[middle].name.segment >= segment)
      low = middle + 1;
    else
      high = middle;
  }
  /* What an interrupted rotation has left above the current segment is not part of the journal. */
  if (low == 0 || !journal->has_current || files[low - 1].name.segment > journal->name.segment) return NULL;
  return &files[low - 1];
}

bool journal_may_hold(const struct journal *journal, const struct segment_file *file, uint32_t sum) {
  if (journal->has_current && journal_is_same(journal->name, file->name))
    return index_current_holds(&journal->index, sum);
  const struct index_entry *entry = index_find(&journal->index, file->name, file->size);
  return entry == NULL || index_holds(entry, sum);
}

void journal_note(struct journal *journal, struct segment_name name, struct slice bytes) {
  if (journal->has_current && journal_is_same(journal->name, name)) return;
  if (index_find(&journal->index, name, bytes.length) == NULL && !index_add(&journal->index, name, bytes))
    journal->index_is_given_up = true;
}

bool journal_is_sound(const struct journal *journal, uint32_t from, uint32_t to) {
  const struct segment_file *file = journal_next_file(journal, from);
  for (; file != NULL && file->name.segment <= to; file = journal_next_file(journal, file->name.segment + 1)) {
    if (journal_is_same(journal->name, file->name)) continue;
    const struct index_entry *entry = index_find(&journal->index, file->name, file->size);
    if (entry == NULL || entry->is_damaged) return false;
  }
  return true;
}

bool journal_index_one(struct journal *journal) {
  size_t count;
  const struct segment_file *files = journal_files(journal, &count);
  struct buffer bytes = {0};
  for (size_t i = 0; i < count && !journal->index_is_given_up; i++) {
    if (!journal->has_current || files[i].name.segment >= journal->name.segment) continue;
    if (index_find(&journal->index, files[i].name, files[i].size) != NULL) continue;
    /* A segment that cannot be read, or has another size than before, is searched each time. */
    bool read = journal_read(journal, files[i].name, &bytes) && bytes.length == files[i].size;
    if (read) journal_note(journal, files[i].name, buffer_slice(&bytes));
    if (!read) journal->index_is_given_up = true;
    buffer_free(&bytes);
    return true;
  }
  return false;
}
