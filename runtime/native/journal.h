/*
 * The journal's files. They are read and verified at boot; then they are appended to, rotated and cut. An append is on
 * the disk when it returns. After a failure, either the file is as it was last flushed, or the journal is closed until
 * it is checked again.
 */
#ifndef GRP_JOURNAL_H
#define GRP_JOURNAL_H

#include "digest.h"
#include "index.h"
#include "platform.h"
#include "segment.h"

/** A file of the journal's folder. */
struct segment_file {
  struct segment_name name;
  uint64_t size;
};

struct journal {
  char *folder;
  /* The segment that is being written; none until one is read or made. */
  bool has_current;
  struct segment_name name;
  platform_file file;
  uint64_t flushed_bytes; /* up to here it is known to be on the disk */
  int64_t torn_at;        /* where a torn tail begins; -1 when it ends with a whole line */
  bool dirty;             /* a failed write may have left bytes behind flushed_bytes */
  struct sha256 sum;      /* of the bytes up to flushed_bytes, or up to a torn tail */
  struct buffer files; /* of struct segment_file, newest first: those of the last load, with this session's changes */
  /* What an earlier load of this session, and what was written since, has left: the segment, and its sound bytes. */
  uint32_t known_segment;
  uint64_t known_bytes;
  struct segment_name beside; /* the highest number that a file has under another name than a segment's, or 0 */
  struct index index;
  bool index_is_given_up;
  bool is_corrupt; /* a rotation must not hide damage: only a repair begins a segment above it */
  uint32_t keep_days; /* how many dates keep their segments, whatever the bundle asks */
  /* The quota of a day. */
  int64_t day;
  uint64_t day_bytes;
  uint64_t day_quota;
};

/** What the boot event says about the journal. The caller frees the buffers. */
struct journal_view {
  struct segment_name name;
  bool tail_cut;
  bool corrupt;
  bool lower_is_linked;
  bool has_no_lower;
  int64_t bad_offset;
  uint64_t good_bytes; /* up to the end of the last verified line */
  struct buffer lines;
  struct buffer stated_link;
  struct buffer measured_link;
};

/** Takes over the folder's path, which journal_free frees. */
void journal_init(struct journal *journal, char *folder);
void journal_free(struct journal *journal);
/** Closes the file. What was flushed stays. */
void journal_close(struct journal *journal);

/** Reads the segments, newest first, until one shows the state of the journal. False when one cannot be read. */
bool journal_load(struct journal *journal, struct journal_view *view);
void journal_view_free(struct journal_view *view);

/* After true, the change is on the disk. After false, the engine must be given up and the journal loaded again. */
bool journal_append(struct journal *journal, struct slice json);
bool journal_rotate(struct journal *journal, struct segment_name name, struct slice checkpoint);
/** Cuts the torn tail off. Lines that verify are never cut, because nothing that was flushed may be lost. */
bool journal_truncate(struct journal *journal, uint32_t segment, double offset);

/** Removes an old segment. False when there is none, when it must be kept or when it cannot be removed. */
bool journal_remove(struct journal *journal, uint32_t segment);
/** Whether today's quota has room for this many more bytes. */
bool journal_has_room(struct journal *journal, uint64_t bytes);
/** Whether an append may work: the file is as it was last flushed, and opens for writing. */
bool journal_is_usable(struct journal *journal);

/* For look-ups. */

/** The lowest segment from this number on, or NULL. */
const struct segment_file *journal_next_file(const struct journal *journal, uint32_t segment);
/** Reads a segment; of the current one, only what is flushed. */
bool journal_read(const struct journal *journal, struct segment_name name, struct buffer *bytes);
/** Whether a segment may hold a key with this sum. Does not read the disk. True when it is not known. */
bool journal_may_hold(const struct journal *journal, const struct segment_file *file, uint32_t sum);
/** Adds a segment that was read to the index, unless it is there already. */
void journal_note(struct journal *journal, struct segment_name name, struct slice bytes);
/** Whether every line verified of the closed segments of these numbers, as they were noted. */
bool journal_is_sound(const struct journal *journal, uint32_t from, uint32_t to);
/** Reads one segment that the index lacks and adds it. False when there is none. */
bool journal_index_one(struct journal *journal);

#endif
