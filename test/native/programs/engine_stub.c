/*
 * The engine of the sanitizer builds: it does in C what puppet.js does, so that the shim around it is watched at full
 * speed and without the translated engine's 8 MB of C. Here the config file is not JSON but two lines, the data folder
 * and the port: what reads it in the product is the loader, which this stub stands for as well.
 */
#include "../../../runtime/native/engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../runtime/native/boundary.h"

const char engine_name[] = "stub";

enum { MAX_WAITING = 64, EVENT_HEADER = EVENT_HEADER_BYTES };

struct waiting {
  uint32_t id, call;
  char text[128];
};

struct engine {
  struct watch *watch;
  struct engine_limits limits;
  char *volatile limit;
  bool is_loader;
  uint32_t next_id;
  struct waiting waiting[MAX_WAITING];
  char boot[160];
};

enum engine_start engine_new(struct engine **engine, struct watch *watch, struct engine_limits limits,
                             const struct script *script, uint32_t *loss) {
  *loss = GRP_LOSS_NONE;
  *engine = calloc(1, sizeof **engine);
  if (*engine == NULL) return ENGINE_NO_MEMORY;
  (*engine)->watch = watch;
  (*engine)->limits = limits;
  (*engine)->is_loader = strcmp(script->file, "loader.js") == 0;
  (*engine)->next_id = 1;
  if (script->image != NULL || script->text.length + script->bytecode.length > 0) return ENGINE_READY;
  engine_free(*engine);
  return ENGINE_NO_MEMORY;
}

/** What puppet.js and every config of these builds name. */
const char *engine_dialect(const struct engine *engine) {
  (void)engine;
  return "rrpay";
}

void engine_free(struct engine *engine) {
  free(engine);
}

/** A record for `DATA_DIR LF PORT LF`, behind a till's name that is never asked for. */
static void write_policy(struct buffer *record, struct slice input) {
  struct reader reader = {.rest = input};
  read_bytes(&reader);
  struct slice config = read_bytes(&reader);
  char text[1024] = "";
  if (config.length > 0) memcpy(text, config.bytes, config.length < sizeof text ? config.length : sizeof text - 1);
  char *port = strchr(text, '\n');
  if (port != NULL) *port++ = 0;
  const uint8_t loopback[4] = {127, 0, 0, 1};
  buffer_add_u8(record, GRP_POLICY_VERSION);
  buffer_add_u32(record, port == NULL ? 21 : 0);
  buffer_add_bytes(record, slice_text(port == NULL ? "file: must be two lines" : ""));
  buffer_add_u8(record, 4);
  buffer_add_bytes(record, slice_of(loopback, sizeof loopback));
  buffer_add_u32(record, port == NULL ? 0 : (uint32_t)atoi(port));
  buffer_add_bytes(record, slice_text("secret"));
  buffer_add_bytes(record, slice_text(text));
  buffer_add_bytes(record, slice_text("rrpay.plugin.js"));
  buffer_add_bytes(record, slice_of(NULL, 0));
  buffer_add_u32(record, 32);
  buffer_add_u32(record, 300);
  buffer_add_u8(record, 0);
  buffer_add_u8(record, GRP_LOG_DEBUG);
  buffer_add_u32(record, 14);
  buffer_add_u8(record, 1);
  buffer_add_u32(record, 1);
  buffer_add_u32(record, 90);
  buffer_add_bytes(record, slice_text("1"));
  buffer_add_u8(record, GRP_TILL_LITERAL);
  buffer_add_bytes(record, slice_of(NULL, 0));
  buffer_add_bytes(record, slice_of(NULL, 0));
  buffer_add_bytes(record, slice_text("rrpay"));
  buffer_add_bytes(record, slice_text("{}"));
}

/* Effects: each adds its tag and its body; the count is set at the end. */

static void add_effect(struct buffer *batch, uint8_t tag, struct buffer *body) {
  buffer_add_u8(batch, tag);
  buffer_add_bytes(batch, buffer_slice(body));
  buffer_free(body);
  if (!batch->failed) batch->bytes[1]++;
}

static void begin_batch(struct buffer *batch) {
  buffer_add_u8(batch, GRP_BATCH_VERSION);
  buffer_add_u32(batch, 0);
}

static void add_bytes_effect(struct buffer *batch, uint8_t tag, uint32_t id, struct slice bytes) {
  struct buffer body = {0};
  buffer_add_u32(&body, id);
  buffer_add_bytes(&body, bytes);
  add_effect(batch, tag, &body);
}

static void reply(struct buffer *batch, uint32_t call, const char *text) {
  add_bytes_effect(batch, GRP_EFFECT_REPLY, call, slice_text(text));
}

static void add_append(struct buffer *batch, const char *json) {
  struct buffer body = {0};
  buffer_add_bytes(&body, slice_text(json));
  add_effect(batch, GRP_EFFECT_APPEND, &body);
}

static void add_id_effect(struct buffer *batch, uint8_t tag, uint32_t id) {
  struct buffer body = {0};
  buffer_add_u32(&body, id);
  add_effect(batch, tag, &body);
}

static void add_rotate(struct buffer *batch, uint32_t segment, uint32_t day, const char *json) {
  struct buffer body = {0};
  buffer_add_u32(&body, segment);
  buffer_add_u32(&body, day);
  buffer_add_bytes(&body, slice_text(json));
  add_effect(batch, GRP_EFFECT_ROTATE, &body);
}

static void add_truncate(struct buffer *batch, uint32_t segment, double offset) {
  struct buffer body = {0};
  buffer_add_u32(&body, segment);
  buffer_add_f64(&body, offset);
  add_effect(batch, GRP_EFFECT_TRUNCATE, &body);
}

static void add_send(struct buffer *batch, uint32_t conn, const char *text, bool token) {
  struct buffer body = {0};
  buffer_add_u32(&body, conn);
  char head[200];
  snprintf(head, sizeof head, "%s\r\n", text);
  buffer_add_u8(&body, token);
  buffer_add_bytes(&body, slice_text(head));
  buffer_add_bytes(&body, slice_text("\r\n"));
  add_effect(batch, GRP_EFFECT_SEND, &body);
}

static void add_find(struct buffer *batch, uint32_t lookup, const char *needle) {
  struct buffer body = {0};
  buffer_add_u32(&body, lookup);
  buffer_add_bytes(&body, slice_text(needle));
  buffer_add_u32(&body, 0);
  buffer_add_u32(&body, 0);
  add_effect(batch, GRP_EFFECT_FIND, &body);
}

static void add_timer(struct buffer *batch, uint32_t id, double due_mono_ms) {
  struct buffer body = {0};
  buffer_add_u32(&body, id);
  buffer_add_f64(&body, due_mono_ms);
  add_effect(batch, GRP_EFFECT_TIMER, &body);
}

static uint32_t wait_for(struct engine *engine, uint32_t call, const char *text) {
  struct waiting *waiting = &engine->waiting[engine->next_id % MAX_WAITING];
  waiting->id = engine->next_id++;
  waiting->call = call;
  snprintf(waiting->text, sizeof waiting->text, "%s", text);
  return waiting->id;
}

/** Runs on until somebody raises the limit, or the step's own deadline passes, as a loop in a script does. */
static uint32_t spin(struct engine *engine, bool is_builtin) {
  uint64_t deadline = platform_mono_ms() + engine->limits.step_ms;
  while (__atomic_load_n(&engine->limit, __ATOMIC_RELAXED) == NULL && (is_builtin || platform_mono_ms() < deadline))
    continue;
  return GRP_LOSS_DEADLINE;
}

static uint32_t on_hook(struct engine *engine, double now, uint32_t call, struct slice payload, struct buffer *batch) {
  char text[256] = "";
  memcpy(text, payload.bytes, payload.length < sizeof text ? payload.length : sizeof text - 1);
  char *rest = strchr(text, ' ');
  if (rest == NULL)
    rest = text + strlen(text);
  else
    *rest++ = 0;
  unsigned segment = 0, day = 0;
  char json[128] = "";

  if (strcmp(text, "nothing") == 0) return GRP_LOSS_NONE;
  if (strcmp(text, "throw") == 0) return GRP_LOSS_EXCEPTION;
  if (strcmp(text, "spin") == 0) return spin(engine, false);
  if (strcmp(text, "builtin") == 0) return spin(engine, true);
  if (strcmp(text, "garbage") == 0) {
    buffer_add_text(batch, "no batch");
  } else if (strcmp(text, "progress") == 0) {
    add_bytes_effect(batch, GRP_EFFECT_PROGRESS, call, slice_text(rest));
  } else if (strcmp(text, "append") == 0) {
    add_append(batch, rest);
    reply(batch, call, "appended");
  } else if (strcmp(text, "rotate") == 0 && sscanf(rest, "%u %u %127s", &segment, &day, json) == 3) {
    add_rotate(batch, segment, day, json);
    reply(batch, call, "rotated");
  } else if (strcmp(text, "truncate") == 0 && sscanf(rest, "%u %u", &segment, &day) == 2) {
    add_truncate(batch, segment, day);
    reply(batch, call, "truncated");
  } else if (strcmp(text, "remove") == 0) {
    add_id_effect(batch, GRP_EFFECT_REMOVE, (uint32_t)atoi(rest));
    reply(batch, call, "asked");
  } else if (strcmp(text, "connect") == 0) {
    add_id_effect(batch, GRP_EFFECT_CONNECT, wait_for(engine, call, rest));
  } else if (strcmp(text, "find") == 0) {
    add_find(batch, wait_for(engine, call, rest), rest);
  } else if (strcmp(text, "timer") == 0) {
    add_timer(batch, wait_for(engine, call, ""), now + atoi(rest));
  } else if (strcmp(text, "timers") == 0) {
    for (int i = 0; i < atoi(rest); i++) add_timer(batch, 1000 + (uint32_t)i, now + 3600000);
    reply(batch, call, "set");
  } else if (strcmp(text, "boot") == 0) {
    reply(batch, call, engine->boot);
  } else if (strcmp(text, "say") == 0 && payload.length > 4) {
    add_bytes_effect(batch, GRP_EFFECT_REPLY, call, slice_of(payload.bytes + 4, payload.length - 4));
  } else {
    add_bytes_effect(batch, GRP_EFFECT_REPLY, call, payload);
  }
  return GRP_LOSS_NONE;
}

static void on_net(struct engine *engine, uint8_t tag, struct reader *event, struct buffer *batch) {
  uint32_t id = read_u32(event);
  const struct waiting *waiting = &engine->waiting[id % MAX_WAITING];
  if (tag == GRP_EVENT_TIMER) {
    reply(batch, waiting->call, "rang");
  } else if (tag == GRP_EVENT_FOUND) {
    uint8_t state = read_u8(event);
    if (state != GRP_FOUND_MORE) reply(batch, waiting->call, state == GRP_FOUND_DONE ? "found" : "failed");
  } else if (tag == GRP_EVENT_CONNECTED && waiting->text[0] != 0) {
    add_send(batch, id, waiting->text, true);
  } else if (tag == GRP_EVENT_CLOSED) {
    char text[32];
    snprintf(text, sizeof text, "closed %d", read_u8(event));
    reply(batch, waiting->call, text);
  } else {
    struct slice bytes = tag == GRP_EVENT_DATA ? read_bytes(event) : slice_text("connected");
    add_bytes_effect(batch, GRP_EFFECT_REPLY, waiting->call, bytes);
    add_id_effect(batch, GRP_EFFECT_DISCONNECT, id);
  }
}

static void on_boot(struct engine *engine, struct reader *event, struct buffer *batch) {
  read_bytes(event);
  read_bytes(event);
  uint32_t flags = read_u32(event), loss = read_u32(event), segment = read_u32(event), day = read_u32(event);
  double bad = read_f64(event);
  read_f64(event);
  read_bytes(event);
  read_bytes(event);
  struct slice lines = read_bytes(event);
  snprintf(engine->boot, sizeof engine->boot, "flags %u loss %u segment %u day %u bad %d", (unsigned)flags,
           (unsigned)loss, (unsigned)segment, (unsigned)day, (int)bad);
  struct buffer report = {0};
  buffer_add_text(&report, engine->boot);
  buffer_add_text(&report, "\n");
  buffer_add_slice(&report, lines);
  add_bytes_effect(batch, GRP_EFFECT_REPLY, 0, buffer_slice(&report));
  buffer_free(&report);
  if (segment == 0 && (flags & GRP_BOOT_WRITABLE) != 0) add_rotate(batch, 1, 20261124, "{\"type\":\"checkpoint\"}");
}

static uint32_t step(struct engine *engine, struct slice bytes, struct buffer *batch) {
  struct reader header = {.rest = slice_of(bytes.bytes + 4, bytes.length - 4)};
  read_f64(&header);
  double now = read_f64(&header);
  struct reader event = {.rest = slice_of(bytes.bytes + EVENT_HEADER, bytes.length - EVENT_HEADER)};
  uint8_t tag = bytes.bytes[0];
  begin_batch(batch);
  if (tag == GRP_EVENT_BOOT) {
    on_boot(engine, &event, batch);
  } else if (tag == GRP_EVENT_HOOK) {
    uint32_t call = read_u32(&event);
    read_u8(&event);
    return on_hook(engine, now, call, read_bytes(&event), batch);
  } else if (tag == GRP_EVENT_CANCEL) {
    reply(batch, read_u32(&event), "cancelled");
  } else {
    on_net(engine, tag, &event, batch);
  }
  return GRP_LOSS_NONE;
}

uint32_t engine_step(struct engine *engine, struct slice event, struct buffer *batch) {
  buffer_clear(batch);
  if (engine->is_loader) {
    write_policy(batch, event);
    return batch->failed ? GRP_LOSS_MEMORY : GRP_LOSS_NONE;
  }
  watch_arm(engine->watch, &engine->limit, NULL, engine->limits.step_ms);
  uint32_t loss = step(engine, event, batch);
  if (watch_disarm(engine->watch)) return GRP_LOSS_DEADLINE;
  return loss == GRP_LOSS_NONE && batch->failed ? GRP_LOSS_MEMORY : loss;
}

uint32_t engine_boot(struct engine *engine, struct slice event, size_t lines_bytes, struct buffer *batch) {
  if (lines_bytes > event.length) abort();
  return engine_step(engine, event, batch);
}
