/*
 * The trace ring: four numbered files, the oldest of which goes when a new one begins. The token is in none of them: it
 * is blanked in the config, and spliced in after the batch was traced.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static bool collect_number(void *context, const char *file) {
  uint32_t number = number_of_file(file);
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
