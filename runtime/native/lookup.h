/*
 * Look-ups in the journal. The segments are searched as bytes, and lines that match are verified, but no line is
 * parsed. A look-up is done in pieces, between other events of the worker.
 */
#ifndef GRP_LOOKUP_H
#define GRP_LOOKUP_H

#include "boundary.h"
#include "journal.h"

enum { MAX_LOOKUPS = 256 };

struct lookup {
  uint32_t id;
  bool is_read;
  bool has_sum; /* the needle is a key, and `sum` is its sum in the index */
  bool failed;  /* something could not be read, or a line that matched did not verify */
  uint32_t sum;
  uint8_t *bytes; /* the needle, or the places that are left */
  size_t length;
  size_t taken;  /* bytes of the places that are done */
  uint32_t from;
  uint32_t next; /* the segment to go on in, and where */
  size_t offset;
  uint32_t to;
  uint64_t done_bytes;
  uint64_t total_bytes;
};

struct lookups {
  struct lookup queue[MAX_LOOKUPS];
  int count;
  struct buffer segment; /* what was read last */
  struct segment_name read;
  bool has_read;
  struct buffer hits;
  uint64_t told_mono_ms; /* when the first in the queue last reported */
};

void lookups_init(struct lookups *lookups);
/** Forgets everything, because the engine that asked is gone. */
void lookups_clear(struct lookups *lookups);
void lookups_free(struct lookups *lookups);

/** Queues a look-up; false when there are too many already. The bytes are copied. */
bool lookups_find(struct lookups *lookups, const struct journal *journal, const struct effect *effect);
bool lookups_read(struct lookups *lookups, const struct effect *effect);

/**
 * Works on the first look-up for some milliseconds. True when there is something to report: then `found` is filled, and
 * its bytes stay until the next call.
 */
bool lookups_next(struct lookups *lookups, struct journal *journal, struct found_event *found);

#endif
