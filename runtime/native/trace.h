/*
 * The trace ring of events and batches, with which an incident is explained and replayed (docs/boundary.md, trace). It
 * stays on the till, is limited in size, and never stops a payment: what cannot be written is left out.
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

/** A run of digits in bytes that come in pieces. While the run is short, the places of its digits are remembered. */
struct digit_run {
  uint8_t *digits[LONG_NUMBER_DIGITS];
  size_t count;
  unsigned gap;
  bool is_long;
};

struct trace {
  char *folder; /* NULL: nothing is traced, or nothing more */
  uint64_t max_file_bytes;
  platform_file file;
  uint64_t file_bytes;
  uint32_t number; /* of the file that is written */
  bool is_kept;    /* already marked to be kept */
  /* A batch that waits contains a warning. */
  bool is_worth_keeping;
  /* The steps that wait because their batches have asked to hold them, until a batch does not ask. */
  struct traced waiting[GRP_CAP_HELD_EVENTS + 1];
  size_t waiting_count;
  struct buffer held;
  struct digit_run stream; /* of what comes on the connection */
};

/** Takes over the folder's path. With NULL nothing is traced. */
void trace_init(struct trace *trace, char *folder, uint32_t max_mb);
void trace_free(struct trace *trace);
/** Notes that an engine begins: its name, and the SHA-256 of its bundle. */
void trace_engine(struct trace *trace, const char *engine, const char *bundle);
/** Traces a step: its event and its batch. Blanks what the batch asks to blank, and waits if it asks to hold. */
void trace_step(struct trace *trace, struct slice event, struct slice bytes, const struct batch *batch);
/**
 * Notes that the engine is lost: with the event that caused it (empty: it is traced already) and the invalid batch, and
 * writes what waits, without long numbers.
 */
void trace_lost(struct trace *trace, struct slice event, struct slice batch, const char *reason);

#endif
