/*
 * The lines of the trace: four numbered files of JSON Lines, of which the oldest is removed when a new one begins, and as
 * many again that an incident has marked (trace_ring.c). The token is in none of them: it is blanked in the config, added only where it is
 * sent, and removed from what comes back. A card number is in none of them either: a step is traced after it has ended,
 * and what its batch names is blanked.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generated/boundary.h"
#include "trace_ring.h"

void trace_init(struct trace *trace, char *folder, uint32_t max_mb) {
  *trace = (struct trace){
      .folder = folder, .max_file_bytes = (uint64_t)max_mb * 1024 * 1024 / RING_FILES, .file = PLATFORM_NO_FILE};
}

void trace_free(struct trace *trace) {
  platform_close(trace->file);
  trace->file = PLATFORM_NO_FILE;
  free(trace->folder);
  trace->folder = NULL;
  trace->waiting_count = 0;
  buffer_free(&trace->held);
}

/** Writes a line and frees it. A ring that cannot be written is given up for this session. */
static void write_line(struct trace *trace, struct buffer *line) {
  buffer_add_u8(line, '\n');
  bool room = trace->file != PLATFORM_NO_FILE && trace->file_bytes + line->length <= trace->max_file_bytes;
  bool written = !line->failed && (room || ring_begin_file(trace)) &&
                 platform_write(trace->file, trace->file_bytes, buffer_slice(line)) == FILE_DONE;
  trace->file_bytes += line->length;
  buffer_free(line);
  if (!written) trace_free(trace);
}

/** Adds bytes as a JSON string in ASCII: one character for each byte, escaped if it is not a plain one. */
static void add_quoted(struct buffer *line, struct slice bytes) {
  static const char digits[] = "0123456789abcdef";
  buffer_add_u8(line, '"');
  for (size_t i = 0; i < bytes.length;) {
    size_t plain = i;
    while (plain < bytes.length && bytes.bytes[plain] >= 0x20 && bytes.bytes[plain] <= 0x7e &&
           bytes.bytes[plain] != '"' && bytes.bytes[plain] != '\\')
      plain++;
    buffer_add(line, bytes.bytes + i, plain - i);
    i = plain;
    if (i == bytes.length) break;
    uint8_t byte = bytes.bytes[i++];
    const char escape[] = {'\\', 'u', '0', '0', digits[byte >> 4], digits[byte & 15]};
    const char mark[] = {'\\', (char)byte};
    if (byte == '"' || byte == '\\')
      buffer_add(line, mark, sizeof mark);
    else
      buffer_add(line, escape, sizeof escape);
  }
  buffer_add_u8(line, '"');
}

void trace_engine(struct trace *trace, const char *engine, const char *bundle) {
  char versions[64];
  struct buffer line = {0};
  if (trace->folder == NULL) return;
  snprintf(versions, sizeof versions, ",\"abi\":%d,\"contracts\":%d}", GRP_ABI, GRP_CONTRACTS_VERSION);
  char begin[32];
  snprintf(begin, sizeof begin, GRP_TRACE_LINE_ENGINE "%d,\"engine\":", GRP_TRACE_VERSION);
  buffer_add_text(&line, begin);
  add_quoted(&line, slice_text(engine));
  buffer_add_text(&line, ",\"bundle\":");
  add_quoted(&line, slice_text(bundle));
  buffer_add_text(&line, versions);
  write_line(trace, &line);
}

static void write_step(struct trace *trace, struct slice event, struct slice batch) {
  struct buffer line = {0};
  buffer_add_text(&line, GRP_TRACE_LINE_STEP);
  add_quoted(&line, event);
  if (batch.length > 0) buffer_add_text(&line, ",\"batch\":");
  if (batch.length > 0) add_quoted(&line, batch);
  buffer_add_u8(&line, '}');
  write_line(trace, &line);
}

/*
 * When nobody can say what a card number is, every run of digits that is as long as one is blanked. Up to MAX_GAP
 * characters may stand between two digits of a run, as many as the line ends around a chunk's size; a letter always
 * ends the run. The connection and a length stand before the bytes of a piece.
 */
enum { MAX_GAP = 4, PIECE_AT = 8 };

static void run_end(struct digit_run *run) {
  *run = (struct digit_run){.count = 0};
}

static void run_blank(struct digit_run *run) {
  for (size_t i = 0; i < run->count; i++) *run->digits[i] = '*';
  run->count = 0;
}

static void run_add(struct digit_run *run, uint8_t *digit) {
  run->gap = 0;
  run->digits[run->count++] = digit;
  if (run->count == LONG_NUMBER_DIGITS) run->is_long = true;
  if (run->is_long) run_blank(run);
}

static bool is_letter(uint8_t byte) {
  uint8_t lower = byte | 0x20;
  return lower >= 'a' && lower <= 'z';
}

static void run_read(struct digit_run *run, uint8_t *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) {
    if (bytes[i] >= '0' && bytes[i] <= '9')
      run_add(run, &bytes[i]);
    else if (is_letter(bytes[i]) || ((bytes[i] & 0xc0) != 0x80 && ++run->gap > MAX_GAP))
      run_end(run); /* the further bytes of one character do not count as a gap */
  }
}

/** Blanks long numbers in what waits. A connection is one stream, whatever happened between two pieces of it. */
static void blank_long_numbers(struct trace *trace) {
  for (size_t i = 0; i < trace->waiting_count; i++) {
    const struct traced *traced = &trace->waiting[i];
    uint8_t *event = trace->held.bytes + traced->at;
    struct digit_run alone = {.count = 0};
    bool is_piece = event[0] == GRP_EVENT_DATA;
    size_t start = EVENT_HEADER_BYTES + (is_piece ? PIECE_AT : 0);
    if (traced->event_bytes > start)
      run_read(is_piece ? &trace->stream : &alone, event + start, traced->event_bytes - start);
  }
}

/** Writes all events that wait. */
static void write_waiting(struct trace *trace) {
  size_t count = trace->waiting_count;
  trace->waiting_count = 0;
  for (size_t i = 0; i < count && trace->folder != NULL; i++) {
    const struct traced *traced = &trace->waiting[i];
    uint8_t *bytes = trace->held.bytes + traced->at;
    /* A ring that cannot be written is given up, and its memory with it. */
    write_step(trace, slice_of(bytes, traced->event_bytes),
               slice_of(bytes + traced->event_bytes, traced->batch_bytes));
  }
  if (trace->is_worth_keeping) ring_keep(trace);
  trace->is_worth_keeping = false;
  /* A boot event is as large as all the others of a day, so its memory is not kept. */
  if (trace->held.capacity > 4 * GRP_CAP_HELD_BYTES)
    buffer_free(&trace->held);
  else
    buffer_clear(&trace->held);
}

static bool keep_waiting(struct trace *trace, struct slice event, struct slice batch) {
  struct traced traced = {.at = trace->held.length, .event_bytes = event.length, .batch_bytes = batch.length};
  buffer_add_slice(&trace->held, event);
  buffer_add_slice(&trace->held, batch);
  if (trace->held.failed) {
    /* What cannot be held back is not traced at all. */
    trace_free(trace);
    return false;
  }
  trace->waiting[trace->waiting_count++] = traced;
  return true;
}

/** Blanks bytes of an event that waits. What is not there is ignored. */
static void blank(struct trace *trace, const struct effect *effect) {
  if (effect->id >= trace->waiting_count) return;
  const struct traced *traced = &trace->waiting[trace->waiting_count - 1 - effect->id];
  if (effect->from >= traced->event_bytes) return;
  size_t room = traced->event_bytes - effect->from;
  memset(trace->held.bytes + traced->at + effect->from, '*', effect->to < room ? effect->to : room);
}

void trace_step(struct trace *trace, struct slice event, struct slice bytes, const struct batch *batch) {
  bool holds = false;
  if (trace->folder == NULL || !keep_waiting(trace, event, bytes)) return;
  for (uint32_t i = 0; i < batch->count; i++) {
    if (batch->effects[i].tag == GRP_EFFECT_BLANK) blank(trace, &batch->effects[i]);
    if (batch->effects[i].tag == GRP_EFFECT_HOLD) holds = true;
    /* Somebody will ask about what the bundle warns of. */
    if (batch->effects[i].tag == GRP_EFFECT_LOG && batch->effects[i].level <= GRP_LOG_WARN)
      trace->is_worth_keeping = true;
  }
  bool too_much = trace->waiting_count > GRP_CAP_HELD_EVENTS || trace->held.length > GRP_CAP_HELD_BYTES;
  if (holds && !too_much) return;
  if (holds) {
    blank_long_numbers(trace);
    /* The rest of a number may follow, and then this part of it can no longer be blanked. */
    if (trace->stream.count > 0) trace->stream.is_long = true;
    run_blank(&trace->stream);
  } else {
    run_end(&trace->stream);
  }
  write_waiting(trace);
}

void trace_lost(struct trace *trace, struct slice event, struct slice batch, const char *reason) {
  if (trace->folder == NULL) return;
  if (event.length > 0 && !keep_waiting(trace, event, batch)) return;
  blank_long_numbers(trace);
  run_end(&trace->stream);
  write_waiting(trace);
  if (trace->folder == NULL) return;
  struct buffer line = {0};
  buffer_add_text(&line, GRP_TRACE_LINE_LOST);
  add_quoted(&line, slice_text(reason));
  buffer_add_u8(&line, '}');
  write_line(trace, &line);
  ring_keep(trace);
}
