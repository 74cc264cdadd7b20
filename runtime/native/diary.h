/*
 * The two files that help people: the log, and the trace ring of raw events and batches from which an incident is replayed
 * on a developer's machine. Both stay on the till, both are limited in size, and neither ever stops a payment: what
 * cannot be written is not.
 */
#ifndef GRP_DIARY_H
#define GRP_DIARY_H

#include "platform.h"

struct log {
  char *folder;
  uint8_t level; /* the least important one that is written */
  uint32_t keep_days;
  uint32_t day; /* yyyymmdd of the last line */
};

/** Takes the folder's path over. NULL writes nothing. */
void log_init(struct log *log, char *folder, uint8_t level, uint32_t keep_days);
void log_free(struct log *log);
/** Writes one line of ASCII; whatever would break a line is shown as "?". */
void log_write(struct log *log, uint8_t level, struct slice text);
/** The same, of a printf text that has at most 200 characters. */
void log_format(struct log *log, uint8_t level, const char *format, ...) __attribute__((format(printf, 3, 4)));

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
