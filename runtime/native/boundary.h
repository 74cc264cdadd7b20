/*
 * The codec of the boundary. It writes events, and it reads a whole batch of effects before any of them is carried out.
 * Tags and caps are generated from schemas/boundary.json; boundary.c contains the layout of each body.
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
  struct slice till;
  uint32_t flags;
  uint32_t loss_reason;
  uint32_t segment;
  uint32_t yyyymmdd;
  double bad_offset; /* -1 = none */
  double size;       /* of the segment, up to the end of its last verified line */
  struct slice stated_link;
  struct slice measured_link;
  struct slice lines;
};

struct found_event {
  uint32_t lookup;
  uint8_t state;
  double done_bytes;
  double total_bytes;
  struct slice hits; /* as boundary_add_hit writes them */
};

/* Each function empties the buffer and writes one event. An event that exceeds its cap marks the buffer as failed. */
void event_boot(struct buffer *event, const struct stamp *stamp, const struct boot_event *boot);
void event_hook(struct buffer *event, const struct stamp *stamp, uint32_t call, uint8_t hook, struct slice payload);
void event_cancel(struct buffer *event, const struct stamp *stamp, uint32_t call);
void event_connected(struct buffer *event, const struct stamp *stamp, uint32_t conn);
void event_data(struct buffer *event, const struct stamp *stamp, uint32_t conn, struct slice bytes);
void event_closed(struct buffer *event, const struct stamp *stamp, uint32_t conn, uint8_t reason);
void event_timer(struct buffer *event, const struct stamp *stamp, uint32_t id);
void event_found(struct buffer *event, const struct stamp *stamp, const struct found_event *found);

/** Adds one hit of a look-up. The hits of one event must stay within EVENT_MAX_HITS_BYTES. */
void boundary_add_hit(struct buffer *hits, uint32_t segment, double offset, struct slice json);

enum {
  EVENT_HEADER_BYTES = 20 + GRP_CAP_RANDOM_BYTES,
  EVENT_HIT_BYTES = 16, /* without its JSON */
  EVENT_MAX_HITS_BYTES = GRP_CAP_FOUND_BYTES - EVENT_HEADER_BYTES - 25
};

/** One effect. The tag decides which members have a meaning. The slices point into the batch's bytes. */
struct effect {
  uint8_t tag;
  uint8_t level;
  bool with_token;
  uint32_t id; /* the call, the connection, the timer, the segment or the look-up; of a blank: how many events back */
  uint32_t yyyymmdd;
  uint32_t from, to; /* segments of a look-up; of a blank: the first byte, and how many bytes */
  double number;     /* an offset or a moment: a safe integer */
  struct slice bytes;
  struct slice rest;
};

/** One of the places of a read. */
struct place {
  uint32_t segment;
  double offset;
};

/** Takes the next place from the bytes of a read, which batch_read has checked. False at their end. */
bool place_take(struct slice *places, struct place *place);

struct batch {
  uint32_t count;
  struct effect effects[GRP_CAP_EFFECTS];
};

/**
 * Reads a batch as a whole. If anything in it is wrong, false is returned and none of its effects may be carried out.
 */
bool batch_read(struct batch *batch, struct slice bytes);

/** What the loader has read from the config file. The slices point into the record's bytes. */
struct policy_record {
  uint8_t version;
  uint32_t code; /* 0, or the absolute value of a number in codes.json */
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
  uint32_t keep_days;
  struct slice till;
  uint8_t till_source;
  struct slice till_name;
  struct slice access_group;
  struct slice dialect;
  struct slice config_json;
};

/** Reads the fields in order. False when the bytes are not exactly these fields. Ranges are not checked. */
bool policy_record_read(struct policy_record *record, struct slice bytes);

#endif
