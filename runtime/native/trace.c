/*
 * The trace ring: four numbered files, the oldest of which goes when a new one begins. The token is in none of them: it
 * is blanked in the config, put in where it is sent and taken out of what comes back. Nor is a card number: a step is
 * traced after it, with what its batch names blanked.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generated/boundary.h"
#include "trace.h"

enum { RING_FILES = 4, NAME_BYTES = 16, MAX_NUMBER = 99999999 };

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

/** The number of `NNNNNNNN.trace`; 0 for anything else. */
static uint32_t number_of_file(const char *file) {
  uint32_t number = 0;
  if (strlen(file) != 14 || strcmp(file + 8, ".trace") != 0) return 0;
  for (int i = 0; i < 8; i++) {
    if (file[i] < '0' || file[i] > '9') return 0;
    number = number * 10 + (uint32_t)(file[i] - '0');
  }
  return number;
}

static bool collect_number(void *context, const struct platform_entry *entry) {
  uint32_t number = number_of_file(entry->name);
  if (number > 0) buffer_add(context, &number, sizeof number);
  return true;
}

static int highest_first(const void *one, const void *other) {
  const uint32_t *a = one, *b = other;
  return *a < *b ? 1 : *a > *b ? -1 : 0;
}

static char *path_of(const struct trace *trace, uint32_t number) {
  char name[NAME_BYTES];
  snprintf(name, sizeof name, "%08u.trace", (unsigned)(number % (MAX_NUMBER + 1)));
  return platform_resolve(trace->folder, slice_text(name));
}

static bool open_number(struct trace *trace, uint32_t number, enum file_mode mode) {
  char *path = path_of(trace, number);
  platform_close(trace->file);
  trace->file = PLATFORM_NO_FILE;
  bool opened = path != NULL && platform_open(&trace->file, path, mode) == FILE_DONE &&
                platform_size(trace->file, &trace->file_bytes) == FILE_DONE;
  free(path);
  return opened;
}

/** Begins a new file, or goes on in the newest one of the session before while it has room. */
static bool begin_file(struct trace *trace) {
  bool first = trace->file == PLATFORM_NO_FILE;
  struct buffer numbers = {0};
  if (platform_make_folder(trace->folder) != FILE_DONE) return false;
  if (platform_list(trace->folder, collect_number, &numbers) != FILE_DONE || numbers.failed) {
    buffer_free(&numbers);
    return false;
  }
  size_t count = numbers.length / sizeof(uint32_t);
  uint32_t *number = (void *)numbers.bytes;
  if (count > 0) qsort(number, count, sizeof *number, highest_first);
  uint32_t newest = count > 0 ? number[0] : 0;
  bool begun =
      first && newest > 0 && open_number(trace, newest, FILE_UPDATE) && trace->file_bytes < trace->max_file_bytes / 2;
  if (!begun && newest < MAX_NUMBER) {
    for (size_t i = RING_FILES - 1; i < count; i++) {
      char *path = path_of(trace, number[i]);
      if (path != NULL) platform_remove(path);
      free(path);
    }
    begun = open_number(trace, newest + 1, FILE_FRESH);
  }
  buffer_free(&numbers);
  return begun;
}

void trace_write(struct trace *trace, enum trace_kind kind, struct slice bytes) {
  if (trace->folder == NULL) return;
  struct buffer record = {0};
  buffer_add_u8(&record, (uint8_t)kind);
  buffer_add_bytes(&record, bytes);
  bool room = trace->file != PLATFORM_NO_FILE && trace->file_bytes + record.length <= trace->max_file_bytes;
  bool written = !record.failed && (room || begin_file(trace)) &&
                 platform_write(trace->file, trace->file_bytes, buffer_slice(&record)) == FILE_DONE;
  trace->file_bytes += record.length;
  buffer_free(&record);
  /* A ring that cannot be written is given up for this session. */
  if (!written) trace_free(trace);
}

/*
 * Where nobody can say what a card number is, every run of digits goes that is as long as one. So many characters may part
 * two digits, or the line ends around a chunk's size; a letter never does. Before a piece's bytes stand connection and length.
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
      run_end(run); /* the further bytes of a character are no gap of their own */
  }
}

/** What comes on a connection is one stream, whatever happened between two pieces of it. */
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

/** Writes all that waits. */
static void write_waiting(struct trace *trace) {
  size_t count = trace->waiting_count;
  trace->waiting_count = 0;
  for (size_t i = 0; i < count && trace->folder != NULL; i++) {
    const struct traced *traced = &trace->waiting[i];
    uint8_t *bytes = trace->held.bytes + traced->at;
    /* A ring that cannot be written is given up, and its memory with it. */
    trace_write(trace, TRACE_EVENT, slice_of(bytes, traced->event_bytes));
    if (trace->folder != NULL && traced->batch_bytes > 0)
      trace_write(trace, TRACE_BATCH, slice_of(bytes + traced->event_bytes, traced->batch_bytes));
  }
  /* A boot event is as large as all the others of a day. */
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

/** Blanks bytes of an event that waits; what is not there is nobody's mistake. */
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
  }
  bool too_much = trace->waiting_count > GRP_CAP_HELD_EVENTS || trace->held.length > GRP_CAP_HELD_BYTES;
  if (holds && !too_much) return;
  if (holds) {
    blank_long_numbers(trace);
    /* The rest of a number may follow, and then nobody can say where this part of it stood. */
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
  trace_write(trace, TRACE_LOST, slice_text(reason));
}
