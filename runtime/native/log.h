/* The log is for people. It stays on the till, is limited in size, and never stops a payment. */
#ifndef GRP_LOG_H
#define GRP_LOG_H

#include "platform.h"

struct log {
  char *folder;
  uint8_t level; /* the least important one that is written */
  uint32_t keep_days;
  uint32_t day; /* yyyymmdd of the last line */
};

/** Takes over the folder's path. With NULL nothing is written. */
void log_init(struct log *log, char *folder, uint8_t level, uint32_t keep_days);
void log_free(struct log *log);
/** Writes one line of ASCII; whatever would break a line is shown as "?". */
void log_write(struct log *log, uint8_t level, struct slice text);
/** The same for a printf text of at most 200 characters. */
void log_format(struct log *log, uint8_t level, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
