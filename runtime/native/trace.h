/*
 * The trace ring of raw events and batches, from which an incident is replayed on a developer's machine. It stays on the
 * till, is limited in size, and never stops a payment: what cannot be written is not.
 */
#ifndef GRP_TRACE_H
#define GRP_TRACE_H

#include "platform.h"

/** Kinds of the trace's records: `u8 kind, u32 length, bytes`. */
enum trace_kind {
  TRACE_ENGINE = 0, /* an engine begins: JSON with its name and the bundle's SHA-256 */
  TRACE_EVENT = 1,
  TRACE_BATCH = 2,
  TRACE_LOST = 3 /* the engine is lost: name of the reason */
};

struct trace {
  char *folder; /* NULL: nothing is traced, or not any more */
  uint64_t max_file_bytes;
  platform_file file;
  uint64_t file_bytes;
};

/** Takes the folder's path over. NULL traces nothing. */
void trace_init(struct trace *trace, char *folder, uint32_t max_mb);
void trace_free(struct trace *trace);
void trace_write(struct trace *trace, enum trace_kind kind, struct slice bytes);

#endif
