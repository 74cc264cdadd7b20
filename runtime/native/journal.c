#include "journal.h"

#include <stdlib.h>
#include <string.h>

#include "generated/boundary.h"
#include "journal_files.h"
#include "links.h"

/*
 * Enough for a hundred thousand sales of twenty lines, more than any till has in a day. A fault must not fill the disk.
 */
static const uint64_t max_day_bytes = 1024 * 1024 * 1024;
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

static bool remove_segment(const struct journal *journal, struct segment_name name) {
  char base[SEGMENT_FILE_BYTES];
  segment_file(name, base);
  return platform_remove_in(journal->folder, base) == FILE_DONE;
}

/** After a failed write: cuts the file back to what was flushed. */
bool journal_repair(struct journal *journal) {
  if (!journal->dirty) return true;
  journal_close(journal);
  if (journal_open_segment(journal, journal->name, FILE_UPDATE, &journal->file) != FILE_DONE ||
      platform_truncate(journal->file, journal->flushed_bytes) != FILE_DONE) {
    journal_close(journal);
    return false;
  }
  journal->dirty = false;
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

/** Repairs and opens the current segment's file, where that is needed. */
static bool open_current(struct journal *journal) {
  if (!journal->has_current || !journal_repair(journal)) return false;
  if (journal->file != PLATFORM_NO_FILE) return true;
  return journal_open_segment(journal, journal->name, FILE_UPDATE, &journal->file) == FILE_DONE;
}

/** After a failed write or flush: cuts the file back at once if that works, and closes it. Returns false. */
static bool spoilt(struct journal *journal) {
  journal->dirty = true;
  journal_repair(journal);
  journal_close(journal);
  return false;
}

bool journal_append(struct journal *journal, struct slice json) {
  if (journal->torn_at >= 0 || !open_current(journal)) return false;
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

/** Makes the file of a new segment with its checkpoint and puts it on the disk. If that fails, the file is removed. */
static bool make_segment(const struct journal *journal, struct segment_name name, struct slice line,
                         platform_file *file) {
  if (platform_make_own_folder(journal->folder) != FILE_DONE) return false;
  if (journal_open_segment(journal, name, FILE_FRESH, file) != FILE_DONE) return false;
  if (platform_write(*file, 0, line) == FILE_DONE && platform_flush(*file) == FILE_DONE &&
      platform_flush_folder(journal->folder) == FILE_DONE)
    return true;
  platform_close(*file);
  remove_segment(journal, name);
  return false;
}

/** Removes what interrupted rotations have left above the current segment, because those numbers are used again. */
static bool clear_leftovers(struct journal *journal) {
  size_t count;
  const struct segment_file *files = journal_files(journal, &count);
  while (count > 0 && (!journal->has_current || files[0].name.segment > journal->name.segment)) {
    if (!remove_segment(journal, files[0].name)) return false;
    memmove(journal->files.bytes, journal->files.bytes + sizeof *files, journal->files.length - sizeof *files);
    journal->files.length -= sizeof *files;
    count--;
  }
  return true;
}

/** Makes the new segment the one that is written from now on, and closes the one before. */
static void go_on_in(struct journal *journal, struct segment_name name, platform_file file, struct slice line) {
  if (journal->has_current) index_close_current(&journal->index, journal->name, journal->flushed_bytes);
  const struct segment_file listed = {.name = name, .size = line.length};
  size_t count;
  struct segment_file *files = journal_files(journal, &count);
  if (count > 0) files[0].size = journal->flushed_bytes;
  /* The room for it was made before the file was made. */
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
  if (journal->is_corrupt || name.segment <= newest || name.segment > GRP_FILE_NUMBER_HIGHEST) return false;
  if (name.yyyymmdd < 19700101 || name.yyyymmdd > 99991231) return false;
  /* What somebody has put here meanwhile may be a segment that was missing. Making the new one would remove it. */
  if (!journal_is_above_all(journal, name.segment)) return false;
  /* The link names the file as it is on the disk, so what was written but never flushed is cut off first. */
  if (journal->has_current && !journal_repair(journal)) return false;
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

/** Whether the date of a segment is one of the newest, which must be kept. */
static bool is_to_be_kept(const struct journal *journal, uint32_t yyyymmdd) {
  size_t count;
  const struct segment_file *files = journal_files(journal, &count);
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
  const struct segment_file *files = journal_files(journal, &count);
  for (size_t i = 0; i < count; i++) {
    if (files[i].name.segment != segment) continue;
    if (is_to_be_kept(journal, files[i].name.yyyymmdd) || !remove_segment(journal, files[i].name)) return false;
    uint8_t *place = journal->files.bytes + i * sizeof *files;
    memmove(place, place + sizeof *files, journal->files.length - (i + 1) * sizeof *files);
    journal->files.length -= sizeof *files;
    index_prune(&journal->index, journal_is_listed, journal);
    return true;
  }
  return false;
}

bool journal_is_usable(struct journal *journal) {
  return journal_repair(journal) && (!journal->has_current || open_current(journal));
}
