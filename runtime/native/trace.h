/*
 * The trace ring of raw events and batches, from which an incident is replayed on a developer's machine. It stays on the
 * till, is limited in size, and never stops a payment: what cannot be written is not.
 */
#ifndef GRP_TRACE_H
#define GRP_TRACE_H

#include "boundary.h"
#include "platform.h"

/** Kinds of the trace's records: `u8 kind, u32 length, bytes`. */
enum trace_kind {
  TRACE_ENGINE = 0, /* an engine begins: JSON with its name and the bundle's SHA-256 */
  TRACE_EVENT = 1,
  TRACE_BATCH = 2,
  TRACE_LOST = 3 /* the engine is lost: name of the reason */
};

/** An event that waits, and the batch that answered it. */
struct traced {
  size_t at; /* in `held` */
  size_t event_bytes;
  size_t batch_bytes;
};

enum { LONG_NUMBER_DIGITS = 13 };

/** A run of digits in bytes that come in pieces; the digits of one that is still short are remembered. */
struct digit_run {
  uint8_t *digits[LONG_NUMBER_DIGITS];
  size_t count;
  unsigned gap;
  bool is_long;
};

struct trace {
  char *folder; /* NULL: nothing is traced, or not any more */
  uint64_t max_file_bytes;
  platform_file file;
  uint64_t file_bytes;
  /* What the batches have asked to hold, until one does not. */
  struct traced waiting[GRP_CAP_HELD_EVENTS + 1];
  size_t waiting_count;
  struct buffer held;
  struct digit_run stream; /* of what comes on the connection */
};

/** Takes the folder's path over. NULL traces nothing. */
void trace_init(struct trace *trace, char *folder, uint32_t max_mb);
void trace_free(struct trace *trace);
void trace_write(struct trace *trace, enum trace_kind kind, struct slice bytes);
/** A step: its event and the batch that it gave, with what the batch asks to blank and whether it holds. */
void trace_step(struct trace *trace, struct slice event, struct slice bytes, const struct batch *batch);
/**
 * The engine is lost: with the event that cost it (no bytes: it was traced) and the batch that is none, and what waits,
 * without long numbers.
 */
void trace_lost(struct trace *trace, struct slice event, struct slice batch, const char *reason);

#endif
