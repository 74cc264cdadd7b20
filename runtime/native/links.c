#include "links.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generated/boundary.h"
#include "journal_files.h"

enum { PIECE_BYTES = 256 * 1024, FIRST_PIECE_BYTES = 16 * 1024, NUMBER_DIGITS = GRP_LINK_NUMBER_DIGITS };

const struct segment_file *links_below(const struct journal *journal, uint32_t segment) {
  size_t count;
  const struct segment_file *files = journal_files(journal, &count);
  for (size_t i = 0; i < count; i++)
    if (files[i].name.segment < segment) return &files[i];
  return NULL;
}

/** The digest of a file of the journal's folder, in hex digits. */
static enum file_result digest_of(const struct journal *journal, const char *name, char digits[SHA256_DIGITS]) {
  uint8_t *piece = malloc(PIECE_BYTES), digest[SHA256_BYTES];
  platform_file file = PLATFORM_NO_FILE;
  struct sha256 sum;
  uint64_t size = 0;
  enum file_result result = piece == NULL ? FILE_FAILED : platform_open_in(&file, journal->folder, name, FILE_READ);
  if (result == FILE_DONE) result = platform_size(file, &size);
  /* No segment is so large, and a start waits for no file of somebody else. */
  if (result == FILE_DONE && size > GRP_CAP_MEASURED_BYTES) result = FILE_FAILED;
  sha256_begin(&sum);
  for (uint64_t at = 0; result == FILE_DONE && at < size;) {
    size_t count = size - at < PIECE_BYTES ? (size_t)(size - at) : PIECE_BYTES;
    result = platform_read(file, at, piece, count);
    sha256_add(&sum, slice_of(piece, result == FILE_DONE ? count : 0));
    at += count;
  }
  platform_close(file);
  free(piece);
  sha256_digest(&sum, digest);
  hex_encode(digest, sizeof digest, digits);
  return result;
}

/** Reads the first line of a file, without its LF. False when there is no whole line. Reads no more than it needs. */
static bool read_first_line(const struct journal *journal, struct segment_name name, struct buffer *line) {
  platform_file file;
  uint64_t size = 0;
  buffer_clear(line);
  if (journal_open_segment(journal, name, FILE_READ, &file) != FILE_DONE) return false;
  bool read = platform_size(file, &size) == FILE_DONE, whole = false;
  while (read && !whole && line->length < size && line->length < GRP_CAP_SEGMENT_READ_BYTES) {
    size_t at = line->length, count = size - at < FIRST_PIECE_BYTES ? (size_t)(size - at) : FIRST_PIECE_BYTES;
    uint8_t *room = buffer_room(line, count);
    read = room != NULL && platform_read(file, at, room, count) == FILE_DONE;
    const uint8_t *lf = read ? memchr(room, '\n', count) : NULL;
    whole = lf != NULL;
    if (read) line->length = whole ? (size_t)(lf - line->bytes) : at + count;
  }
  platform_close(file);
  return read && whole;
}

bool links_any_below(const struct journal *journal, uint32_t segment) {
  size_t count;
  const struct segment_file *files = journal_files(journal, &count);
  struct buffer bytes = {0};
  bool any = false;
  for (size_t i = 0; i < count && !any; i++)
    if (files[i].name.segment < segment && read_first_line(journal, files[i].name, &bytes))
      any = segment_verify_line(buffer_slice(&bytes), true).link.length > 0;
  buffer_free(&bytes);
  return any;
}

static void add_entry(struct buffer *link, struct slice name, const char *digits, size_t count) {
  if (link->length > 0) buffer_add_u8(link, GRP_LINK_SEPARATOR);
  buffer_add_slice(link, name);
  buffer_add_u8(link, ':');
  buffer_add(link, digits, count);
}

/** Adds the state of a segment's file: its digest, or that it is absent. */
static bool add_file(const struct journal *journal, struct slice name, const char *file, struct buffer *link) {
  static const char absent = GRP_LINK_ABSENT;
  char digits[SHA256_DIGITS];
  enum file_result result = file == NULL ? FILE_MISSING : digest_of(journal, file, digits);
  if (result == FILE_DONE)
    add_entry(link, name, digits, sizeof digits);
  else if (result == FILE_MISSING)
    add_entry(link, name, &absent, 1);
  return result == FILE_DONE || result == FILE_MISSING;
}

static bool add_segment(const struct journal *journal, const struct segment_file *segment, struct slice name,
                        struct buffer *link) {
  char file[SEGMENT_FILE_BYTES];
  if (segment != NULL) segment_file(segment->name, file);
  return add_file(journal, name, segment == NULL ? NULL : file, link);
}

bool links_name_current(struct journal *journal, struct buffer *link) {
  if (!journal->has_current) return true;
  char number[NUMBER_DIGITS + 1], digits[SHA256_DIGITS];
  snprintf(number, sizeof number, "%0*u", NUMBER_DIGITS, (unsigned)(journal->name.segment % (GRP_FILE_NUMBER_HIGHEST + 1)));
  struct slice name = slice_of(number, NUMBER_DIGITS);
  if (journal->torn_at < 0) {
    uint8_t digest[SHA256_BYTES];
    sha256_digest(&journal->sum, digest);
    hex_encode(digest, sizeof digest, digits);
    add_entry(link, name, digits, sizeof digits);
    return true;
  }
  /* The digest includes the torn tail, which nobody has cut. */
  const struct segment_file current = {.name = journal->name};
  return add_segment(journal, &current, name, link);
}

/** An entry of a stated link. */
struct entry {
  uint32_t segment;
  bool is_damaged;
  struct slice name; /* what stands before the colon */
  struct slice digest;
};

static bool is_digest(struct slice text) {
  uint8_t digest[SHA256_BYTES];
  if (text.length == 1) return text.bytes[0] == GRP_LINK_ABSENT;
  return text.length == SHA256_DIGITS && hex_decode((const char *)text.bytes, SHA256_BYTES, digest);
}

/** Takes the next entry from a link. False when there is no valid entry. */
static bool take_entry(struct slice *link, struct entry *entry) {
  static const char mark[] = GRP_LINK_DAMAGED_MARK;
  const size_t mark_length = strlen(mark);
  const uint8_t *end = memchr(link->bytes, GRP_LINK_SEPARATOR, link->length);
  struct slice text = slice_of(link->bytes, end == NULL ? link->length : (size_t)(end - link->bytes));
  const uint8_t *colon = memchr(text.bytes, ':', text.length);
  if (colon == NULL || (size_t)(colon - text.bytes) < NUMBER_DIGITS) return false;
  size_t length = (size_t)(colon - text.bytes);
  entry->name = slice_of(text.bytes, length);
  entry->digest = slice_of(colon + 1, text.length - length - 1);
  entry->is_damaged =
      length == NUMBER_DIGITS + mark_length && memcmp(text.bytes + NUMBER_DIGITS, mark, mark_length) == 0;
  size_t taken = text.length + (end == NULL ? 0 : 1);
  *link = slice_of(link->bytes + taken, link->length - taken);
  return (length == NUMBER_DIGITS || entry->is_damaged) && is_digest(entry->digest) &&
         segment_parse_digits((const char *)text.bytes, &entry->segment) && (end == NULL || link->length > 0);
}

/** Whether a link is valid as a whole. */
static bool is_link(struct slice link) {
  struct entry entry;
  while (link.length > 0)
    if (!take_entry(&link, &entry)) return false;
  return true;
}

/**
 * For measuring the files that were set aside under a number. The one that is meant counts, else the first by its name.
 */
struct aside {
  const struct journal *journal;
  const struct entry *entry;
  char file[64];
  char digits[SHA256_DIGITS];
  bool failed;
};

static bool measure_aside(void *context, const struct platform_entry *file) {
  struct aside *aside = context;
  char digits[SHA256_DIGITS];
  if (segment_parse_damaged(file->name) != aside->entry->segment || strlen(file->name) >= sizeof aside->file)
    return true;
  if (digest_of(aside->journal, file->name, digits) != FILE_DONE) {
    aside->failed = true;
    return false;
  }
  struct slice stated = aside->entry->digest;
  bool is_meant = stated.length == sizeof digits && memcmp(digits, stated.bytes, sizeof digits) == 0;
  if (is_meant || aside->file[0] == 0 || strcmp(file->name, aside->file) < 0) {
    strcpy(aside->file, file->name);
    memcpy(aside->digits, digits, sizeof digits);
  }
  return !is_meant;
}

static bool measure_damaged(const struct journal *journal, const struct entry *entry, struct buffer *measured) {
  static const char absent = GRP_LINK_ABSENT;
  struct aside aside = {.journal = journal, .entry = entry};
  enum file_result listed = platform_list_own(journal->folder, measure_aside, &aside);
  if (aside.file[0] != 0)
    add_entry(measured, entry->name, aside.digits, sizeof aside.digits);
  else
    add_entry(measured, entry->name, &absent, 1);
  return listed == FILE_DONE && !aside.failed;
}

bool links_measure(const struct journal *journal, struct slice stated, struct buffer *measured) {
  static const char absent = GRP_LINK_ABSENT;
  const struct segment_file *below = links_below(journal, journal->name.segment);
  struct entry entry;
  bool read = true;
  /* An invalid link is measured as if nothing were stated, so the result differs from it. */
  if (!is_link(stated)) stated.length = 0;
  if (below != NULL) {
    char file[SEGMENT_FILE_BYTES];
    segment_file(below->name, file);
    read = add_segment(journal, below, slice_of(file, NUMBER_DIGITS), measured);
  }
  struct slice before = stated;
  while (below == NULL && measured->length == 0 && before.length > 0 && take_entry(&before, &entry))
    if (!entry.is_damaged) add_entry(measured, entry.name, &absent, 1);
  while (read && stated.length > 0 && take_entry(&stated, &entry))
    if (entry.is_damaged) read = measure_damaged(journal, &entry, measured);
  return read && !measured->failed;
}
