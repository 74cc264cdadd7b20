/*
 * The codec of the boundary: writes events, reads whole batches of effects before any of them is carried out. Tags and
 * caps are generated from schemas/boundary.json; the layout of each body is written out in boundary.c.
 */
#ifndef GRP_BOUNDARY_H
#define GRP_BOUNDARY_H

#include "bytes.h"
#include "generated/boundary.h"

/** What every event carries, because the bundle has no clock and no randomness of its own. */
struct stamp {
  int16_t utc_offset_min;
  double wall_ms;
  double mono_ms;
  uint8_t random[GRP_CAP_RANDOM_BYTES];
};

struct boot_event {
  struct slice config_json;
  uint32_t flags;
  uint32_t loss_reason;
  uint32_t segment;
  uint32_t yyyymmdd;
  double bad_offset; /* -1 = none */
  struct slice lines;
};

/* Each empties the buffer and writes one event. Lengths must fit the caps; what does not fit marks the buffer failed. */
void event_boot(struct buffer *event, const struct stamp *stamp, const struct boot_event *boot);
void event_hook(struct buffer *event, const struct stamp *stamp, uint32_t call, uint8_t hook, struct slice payload);
void event_cancel(struct buffer *event, const struct stamp *stamp, uint32_t call);
void event_connected(struct buffer *event, const struct stamp *stamp, uint32_t conn);
void event_data(struct buffer *event, const struct stamp *stamp, uint32_t conn, struct slice bytes);
void event_closed(struct buffer *event, const struct stamp *stamp, uint32_t conn, uint8_t reason);
void event_timer(struct buffer *event, const struct stamp *stamp, uint32_t id);

/** One effect; which members mean something follows from the tag. Slices are of the batch's bytes. */
struct effect {
  uint8_t tag;
  uint8_t level;
  bool insert_token;
  uint32_t id; /* the call, the connection, the timer or the segment */
  uint32_t yyyymmdd;
  double number; /* an offset or a moment: a safe integer */
  struct slice bytes;
  struct slice after;
};

struct batch {
  uint32_t count;
  struct effect effects[GRP_CAP_EFFECTS];
};

/** Reads a batch as a whole: with one fault in it none of its effects exists, and false is returned. */
bool batch_read(struct batch *batch, struct slice bytes);

/** What the loader makes of the config file. Slices are of the record's bytes. */
struct policy_record {
  uint8_t version;
  uint32_t code; /* 0, or the magnitude of a number of codes.json */
  struct slice detail;
  uint8_t family;
  struct slice address;
  uint32_t port;
  struct slice token;
  struct slice data_dir;
  struct slice bundle_file;
  struct slice bundle_sha256;
  uint32_t memory_mb;
  uint32_t step_ms;
  uint8_t language;
  uint8_t log_level;
  uint32_t log_keep_days;
  uint8_t trace_enabled;
  uint32_t trace_max_mb;
  struct slice config_json;
};

/** Reads the fields in their order; false when they are not exactly all of the bytes. Ranges are not looked at. */
bool policy_record_read(struct policy_record *record, struct slice bytes);

#endif
