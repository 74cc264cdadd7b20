#include "boundary.h"

/** Writes the header that every event begins with. */
static void begin(struct buffer *event, uint8_t tag, const struct stamp *stamp) {
  buffer_clear(event);
  buffer_add_u8(event, tag);
  buffer_add_u8(event, 0);
  buffer_add_i16(event, stamp->utc_offset_min);
  buffer_add_f64(event, stamp->wall_ms);
  buffer_add_f64(event, stamp->mono_ms);
  buffer_add(event, stamp->random, sizeof stamp->random);
}

static void hold_to(struct buffer *event, size_t cap) {
  if (event->length > cap) event->failed = true;
}

void event_boot(struct buffer *event, const struct stamp *stamp, const struct boot_event *boot) {
  begin(event, GRP_EVENT_BOOT, stamp);
  buffer_add_bytes(event, boot->config_json);
  buffer_add_bytes(event, boot->till);
  buffer_add_u32(event, boot->flags);
  buffer_add_u32(event, boot->loss_reason);
  buffer_add_u32(event, boot->segment);
  buffer_add_u32(event, boot->yyyymmdd);
  buffer_add_f64(event, boot->bad_offset);
  buffer_add_f64(event, boot->size);
  buffer_add_bytes(event, boot->stated_link);
  buffer_add_bytes(event, boot->measured_link);
  buffer_add_bytes(event, boot->lines);
  hold_to(event, GRP_CAP_BOOT_BYTES);
}

void event_hook(struct buffer *event, const struct stamp *stamp, uint32_t call, uint8_t hook, struct slice payload) {
  begin(event, GRP_EVENT_HOOK, stamp);
  buffer_add_u32(event, call);
  buffer_add_u8(event, hook);
  buffer_add_bytes(event, payload);
  hold_to(event, GRP_CAP_EVENT_BYTES);
}

/** The events whose body is one number. */
static void event_u32(struct buffer *event, uint8_t tag, const struct stamp *stamp, uint32_t value) {
  begin(event, tag, stamp);
  buffer_add_u32(event, value);
}

void event_cancel(struct buffer *event, const struct stamp *stamp, uint32_t call) {
  event_u32(event, GRP_EVENT_CANCEL, stamp, call);
}

void event_connected(struct buffer *event, const struct stamp *stamp, uint32_t conn) {
  event_u32(event, GRP_EVENT_CONNECTED, stamp, conn);
}

void event_data(struct buffer *event, const struct stamp *stamp, uint32_t conn, struct slice bytes) {
  event_u32(event, GRP_EVENT_DATA, stamp, conn);
  buffer_add_bytes(event, bytes);
  hold_to(event, GRP_CAP_EVENT_BYTES);
}

void event_closed(struct buffer *event, const struct stamp *stamp, uint32_t conn, uint8_t reason) {
  event_u32(event, GRP_EVENT_CLOSED, stamp, conn);
  buffer_add_u8(event, reason);
}

void event_timer(struct buffer *event, const struct stamp *stamp, uint32_t id) {
  event_u32(event, GRP_EVENT_TIMER, stamp, id);
}

void event_found(struct buffer *event, const struct stamp *stamp, const struct found_event *found) {
  event_u32(event, GRP_EVENT_FOUND, stamp, found->lookup);
  buffer_add_u8(event, found->state);
  buffer_add_f64(event, found->done_bytes);
  buffer_add_f64(event, found->total_bytes);
  buffer_add_bytes(event, found->hits);
  hold_to(event, GRP_CAP_FOUND_BYTES);
}

void boundary_add_hit(struct buffer *hits, uint32_t segment, double offset, struct slice json) {
  buffer_add_u32(hits, segment);
  buffer_add_f64(hits, offset);
  buffer_add_bytes(hits, json);
}

/** Reads one line of printable ASCII; anything else would break the journal's lines. */
static struct slice read_line(struct reader *body) {
  struct slice line = read_bytes(body);
  if (line.length == 0) body->failed = true;
  for (size_t i = 0; i < line.length; i++)
    if (line.bytes[i] < 0x20 || line.bytes[i] > 0x7e) body->failed = true;
  return line;
}

static bool read_flag(struct reader *body) {
  uint8_t flag = read_u8(body);
  if (flag > 1) body->failed = true;
  return flag == 1;
}

/**
 * Whether the token's line can follow. Before it there must be one or more lines of HTTP that end with CR LF, none of
 * them empty: then the header has not ended yet. This rule and the line itself (connection.c) are all that the host
 * knows of HTTP.
 */
static bool is_whole_lines(struct slice head) {
  size_t start = 0;
  for (size_t at = 0; at < head.length; at++) {
    if (head.bytes[at] == '\n') return false;
    if (head.bytes[at] != '\r') continue;
    if (at == start || at + 1 == head.length || head.bytes[at + 1] != '\n') return false;
    start = at + 2;
    at++;
  }
  return head.length > 0 && start == head.length;
}

static void read_send(struct effect *effect, struct reader *body) {
  effect->id = read_u32(body);
  effect->with_token = read_flag(body);
  effect->bytes = read_bytes(body);
  effect->rest = read_bytes(body);
  if (effect->with_token && !is_whole_lines(effect->bytes)) body->failed = true;
}

/** Checks that the bytes are whole places, at least one. Places are binary in both forms of a batch. */
static void check_places(struct slice bytes, struct reader *body) {
  struct reader places = {.rest = bytes};
  do {
    read_u32(&places);
    read_integer(&places, 0);
  } while (!places.failed && places.rest.length > 0);
  if (places.failed) body->failed = true;
}

bool place_take(struct slice *places, struct place *place) {
  struct reader reader = {.rest = *places};
  place->segment = read_u32(&reader);
  place->offset = read_f64(&reader);
  *places = reader.rest;
  return !reader.failed;
}

/** Reads the effects that were added in version 2. */
static void read_look_up(struct effect *effect, struct reader *body) {
  switch (effect->tag) {
    case GRP_EFFECT_FIND:
      effect->id = read_u32(body);
      effect->bytes = read_bytes(body);
      effect->from = read_u32(body);
      effect->to = read_u32(body);
      if (effect->bytes.length == 0 || effect->bytes.length > GRP_CAP_NEEDLE_BYTES) body->failed = true;
      break;
    case GRP_EFFECT_READ:
      effect->id = read_u32(body);
      effect->bytes = read_bytes(body);
      check_places(effect->bytes, body);
      break;
    case GRP_EFFECT_BLANK:
      effect->id = read_u32(body);
      effect->from = read_u32(body);
      effect->to = read_u32(body);
      break;
    case GRP_EFFECT_HOLD:
      break;
    default:
      body->failed = true;
  }
}

static void read_effect(struct effect *effect, struct reader *body) {
  switch (effect->tag) {
    case GRP_EFFECT_APPEND:
      effect->bytes = read_line(body);
      break;
    case GRP_EFFECT_ROTATE:
      effect->id = read_u32(body);
      effect->yyyymmdd = read_u32(body);
      effect->bytes = read_line(body);
      break;
    case GRP_EFFECT_TRUNCATE:
      effect->id = read_u32(body);
      effect->number = read_integer(body, 0);
      break;
    case GRP_EFFECT_REMOVE:
    case GRP_EFFECT_CONNECT:
    case GRP_EFFECT_DISCONNECT:
      effect->id = read_u32(body);
      break;
    case GRP_EFFECT_SEND:
      read_send(effect, body);
      break;
    case GRP_EFFECT_TIMER:
      effect->id = read_u32(body);
      effect->number = read_integer(body, -1);
      break;
    case GRP_EFFECT_REPLY:
    case GRP_EFFECT_PROGRESS:
      effect->id = read_u32(body);
      effect->bytes = read_bytes(body);
      break;
    case GRP_EFFECT_LOG:
      effect->level = read_u8(body);
      effect->bytes = read_bytes(body);
      break;
    default:
      read_look_up(effect, body);
  }
}

bool batch_read(struct batch *batch, struct slice bytes) {
  batch->count = 0;
  if (bytes.length > GRP_CAP_BATCH_BYTES) return false;
  struct reader reader = {.rest = bytes};
  if (read_u8(&reader) != GRP_BATCH_VERSION) return false;
  batch->count = read_u32(&reader);
  if (reader.failed || batch->count > GRP_CAP_EFFECTS) return false;
  for (uint32_t i = 0; i < batch->count; i++) {
    struct effect *effect = &batch->effects[i];
    *effect = (struct effect){.tag = read_u8(&reader)};
    struct reader body = {.rest = read_bytes(&reader)};
    if (reader.failed) return false;
    read_effect(effect, &body);
    if (!reader_at_end(&body)) return false;
  }
  return reader_at_end(&reader);
}

bool policy_record_read(struct policy_record *record, struct slice bytes) {
  struct reader reader = {.rest = bytes};
  record->version = read_u8(&reader);
  record->code = read_u32(&reader);
  record->detail = read_bytes(&reader);
  record->family = read_u8(&reader);
  record->address = read_bytes(&reader);
  record->port = read_u32(&reader);
  record->token = read_bytes(&reader);
  record->data_dir = read_bytes(&reader);
  record->bundle_file = read_bytes(&reader);
  record->bundle_sha256 = read_bytes(&reader);
  record->memory_mb = read_u32(&reader);
  record->step_ms = read_u32(&reader);
  record->language = read_u8(&reader);
  record->log_level = read_u8(&reader);
  record->log_keep_days = read_u32(&reader);
  record->trace_enabled = read_u8(&reader);
  record->trace_max_mb = read_u32(&reader);
  record->keep_days = read_u32(&reader);
  record->till = read_bytes(&reader);
  record->till_source = read_u8(&reader);
  record->till_name = read_bytes(&reader);
  record->access_group = read_bytes(&reader);
  record->dialect = read_bytes(&reader);
  record->config_json = read_bytes(&reader);
  return reader_at_end(&reader);
}
