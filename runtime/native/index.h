/*
 * The index of the journal's keys in memory: for each closed segment the sorted 32-bit sums of what stands between an
 * index marker of the boundary and the next quote. It says where a key is not; where it may
 * be is looked up in the files. It is made of the segments' own bytes in each session and never kept in a file: whoever
 * could write that could make a paid sale unknown.
 */
#ifndef GRP_INDEX_H
#define GRP_INDEX_H

#include "platform.h"
#include "segment.h"

/** What one segment holds: it counts for a file of this name and size only. */
struct index_entry {
  struct segment_name name;
  uint64_t size;
  uint32_t *sums; /* sorted, none twice */
  uint32_t count;
};

struct index {
  struct buffer entries; /* of struct index_entry, lowest segment first */
  struct buffer current; /* uint32_t: the sums of the segment that is written, as they come */
};

void index_free(struct index *index);

/** The sum of a needle that is a key: a marker, a value and the next quote. False for any other needle. */
bool index_sum(struct slice needle, uint32_t *sum);

/** The entry of a segment as it is now, or NULL. */
const struct index_entry *index_find(const struct index *index, struct segment_name name, uint64_t size);
/** Whether a segment may hold a key. */
bool index_holds(const struct index_entry *entry, uint32_t sum);
/** The same of the segment that is written. */
bool index_current_holds(const struct index *index, uint32_t sum);

/** Forgets the entries of segments that are not there. */
void index_prune(struct index *index, bool (*is_there)(void *context, struct segment_name name), void *context);
/** Makes an entry of a closed segment's bytes and keeps it. False when there is no memory. */
bool index_add(struct index *index, struct segment_name name, struct slice bytes);
/** The segment that is written begins with these bytes, or none. */
void index_begin_current(struct index *index, struct slice bytes);
void index_extend_current(struct index *index, struct slice line);
/** The segment that was written is closed, with this size. */
void index_close_current(struct index *index, struct segment_name name, uint64_t size);

#endif
