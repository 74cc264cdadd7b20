/*
 * The trace ring of events and batches, from which an incident is told and replayed (docs/boundary.md, trace). It stays on
 * the till, is limited in size, and never stops a payment: what cannot be written is not.
 */
#ifndef GRP_TRACE_H
#define GRP_TRACE_H

#include "boundary.h"
#include "platform.h"

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
  uint32_t number; /* of the file that is written */
  bool is_kept;    /* it is marked already */
  /* A batch that waits has warned of something. */
  bool is_worth_keeping;
  /* What the batches have asked to hold, until one does not. */
  struct traced waiting[GRP_CAP_HELD_EVENTS + 1];
  size_t waiting_count;
  struct buffer held;
  struct digit_run stream; /* of what comes on the connection */
};

/** Takes the folder's path over. NULL traces nothing. */
void trace_init(struct trace *trace, char *folder, uint32_t max_mb);
void trace_free(struct trace *trace);
/** An engine begins: its name, and the SHA-256 of its bundle. */
void trace_engine(struct trace *trace, const char *engine, const char *bundle);
/** A step: its event and the batch that it gave, with what the batch asks to blank and whether it holds. */
void trace_step(struct trace *trace, struct slice event, struct slice bytes, const struct batch *batch);
/**
 * The engine is lost: with the event that cost it (no bytes: it was traced) and the batch that is none, and what waits,
 * without long numbers.
 */
void trace_lost(struct trace *trace, struct slice event, struct slice batch, const char *reason);

#endif
