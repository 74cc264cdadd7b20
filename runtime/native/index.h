/*
 * The index of the journal's keys, in memory. For each closed segment it has the sorted 32-bit sums of what stands
 * between an index marker of the boundary and the next quote. It says where a key is not; where a key may be, the files
 * are searched. Each session makes it from the segments' own bytes, and it is never kept in a file: whoever could write
 * that file could make a paid sale unknown.
 */
#ifndef GRP_INDEX_H
#define GRP_INDEX_H

#include "platform.h"
#include "segment.h"

/** The keys of one segment. Valid only for a file of this name and size. */
struct index_entry {
  struct segment_name name;
  uint64_t size;
  uint32_t *sums; /* sorted, without duplicates; NULL when there was no room for them */
  uint32_t count;
  bool is_damaged; /* not every line verifies */
};

struct index {
  struct buffer entries; /* of struct index_entry, lowest segment first */
  struct buffer current; /* uint32_t: the sums of the segment that is being written, in the order of its lines */
  uint64_t sums_bytes;   /* of all entries */
};

void index_free(struct index *index);

/** The sum of a needle that is a key: a marker, a value and the next quote. False for any other needle. */
bool index_sum(struct slice needle, uint32_t *sum);

/** The entry of a segment as it is now, or NULL. */
const struct index_entry *index_find(const struct index *index, struct segment_name name, uint64_t size);
/** Whether a segment may hold a key. */
bool index_holds(const struct index_entry *entry, uint32_t sum);
/** The same for the segment that is being written. */
bool index_current_holds(const struct index *index, uint32_t sum);

/** Forgets the entries of segments that are not there. */
void index_prune(struct index *index, bool (*is_there)(void *context, struct segment_name name), void *context);
/**
 * Makes an entry from a closed segment's bytes and keeps it; without its sums when the entries have as much memory as the
 * index may take of it. False when there is no memory at all.
 */
bool index_add(struct index *index, struct segment_name name, struct slice bytes);
/** Begins the segment that is being written, which starts with these bytes (or none). */
void index_begin_current(struct index *index, struct slice bytes);
void index_extend_current(struct index *index, struct slice line);
/** Closes the segment that was being written, with this size. */
void index_close_current(struct index *index, struct segment_name name, uint64_t size);

#endif
