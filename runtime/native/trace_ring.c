/*
 * The files of the trace ring: which of them are ours, which one is written, which ones are removed or kept. What somebody
 * else puts into the folder is neither counted nor touched.
 */
#include "trace_ring.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_BYTES = 16, BEGINNING_BYTES = 9 };

static const char *const BEGINNINGS[] = {GRP_TRACE_LINE_ENGINE, GRP_TRACE_LINE_STEP, GRP_TRACE_LINE_LOST};
#define IS_READ(line) (sizeof(line) - 1 <= BEGINNING_BYTES)
_Static_assert(IS_READ(GRP_TRACE_LINE_ENGINE) && IS_READ(GRP_TRACE_LINE_STEP) && IS_READ(GRP_TRACE_LINE_LOST),
               "enough of a file is read to tell how it begins");

/** The number of `NNNNNNNN` and a suffix; 0 for anything else. */
static uint32_t number_of_file(const char *file, const char *suffix) {
  uint32_t number = 0;
  if (strlen(file) < 8 || !text_is_alike(file + 8, suffix)) return 0;
  for (int i = 0; i < 8; i++) {
    if (file[i] < '0' || file[i] > '9') return 0;
    number = number * 10 + (uint32_t)(file[i] - '0');
  }
  return number;
}

/** Whose a file is. What was not looked at is treated like a foreign one. */
enum content { UNREAD, OURS, UNWRITTEN, FOREIGN };

struct ring_file {
  uint32_t number;
  enum content content;
};

/** The numbers in a trace folder, the highest first: of all files, of those that are ours, and of the marked ones. */
struct found {
  struct buffer files;
  struct buffer own;
  struct buffer marks;
};

static struct ring_file *files_of(const struct found *found, size_t *count) {
  *count = found->files.length / sizeof(struct ring_file);
  return (void *)found->files.bytes;
}

static bool collect_number(void *context, const struct platform_entry *entry) {
  struct found *found = context;
  struct ring_file file = {.number = number_of_file(entry->name, ".trace"), .content = UNREAD};
  uint32_t mark = number_of_file(entry->name, ".keep");
  if (file.number > 0) buffer_add(&found->files, &file, sizeof file);
  if (mark > 0) buffer_add(&found->marks, &mark, sizeof mark);
  return true;
}

static int highest_first(const void *one, const void *other) {
  const struct ring_file *a = one, *b = other;
  return a->number < b->number ? 1 : a->number > b->number ? -1 : 0;
}

static void name_of(uint32_t number, const char *suffix, char name[NAME_BYTES]) {
  snprintf(name, NAME_BYTES, "%08u%s", (unsigned)(number % (GRP_FILE_NUMBER_HIGHEST + 1)), suffix);
}

static bool open_number(struct trace *trace, uint32_t number, enum file_mode mode) {
  char name[NAME_BYTES];
  name_of(number, ".trace", name);
  platform_close(trace->file);
  trace->file = PLATFORM_NO_FILE;
  /* A file with a second name elsewhere is somebody else's. */
  bool opened = platform_open_in(&trace->file, trace->folder, name, mode) == FILE_DONE &&
                platform_has_one_name(trace->file) &&
                platform_size(trace->file, &trace->file_bytes) == FILE_DONE;
  if (opened) trace->number = number;
  if (opened) trace->is_kept = false;
  return opened;
}

static void remove_number(const struct trace *trace, uint32_t number, const char *suffix) {
  char name[NAME_BYTES];
  name_of(number, suffix, name);
  platform_remove_in(trace->folder, name);
}

static bool has_number(const struct buffer *numbers, uint32_t wanted) {
  const uint32_t *number = (const void *)numbers->bytes;
  for (size_t i = 0; i < numbers->length / sizeof(uint32_t); i++)
    if (number[i] == wanted) return true;
  return false;
}

/** Whose a file is, by its first bytes. Nothing was written to one that is empty, or of zeros since a power cut. */
static enum content content_of(const struct trace *trace, uint32_t number) {
  char name[NAME_BYTES], bytes[BEGINNING_BYTES] = {0};
  uint64_t size;
  platform_file file;
  enum content content = FOREIGN;
  name_of(number, ".trace", name);
  if (platform_open_in(&file, trace->folder, name, FILE_READ) != FILE_DONE) return FOREIGN;
  size_t count = sizeof bytes;
  bool is_read = platform_has_one_name(file) && platform_size(file, &size) == FILE_DONE;
  if (is_read && size < count) count = (size_t)size;
  is_read = is_read && platform_read(file, 0, bytes, count) == FILE_DONE;
  platform_close(file);
  if (is_read && bytes[0] == '\0') content = UNWRITTEN;
  for (size_t i = 0; is_read && i < sizeof BEGINNINGS / sizeof *BEGINNINGS; i++)
    if (memcmp(bytes, BEGINNINGS[i], strlen(BEGINNINGS[i])) == 0) content = OURS;
  return content;
}

/** The first number from this one on that no file has, or only one to which nothing was written. */
static uint32_t free_number(const struct found *found, uint32_t number) {
  size_t count;
  const struct ring_file *files = files_of(found, &count);
  /* What has the name and is not ours stays as it is. */
  for (size_t i = count; i-- > 0;)
    if (files[i].number == number && files[i].content != UNWRITTEN) number++;
  return number;
}

/** Reads how these files begin, and notes those that are ours. */
static void find_own(const struct trace *trace, struct found *found, struct ring_file *files, size_t count) {
  for (size_t i = 0; i < count; i++) {
    /* Where the case of letters matters, two files may have one number, and the second one is not ours. */
    bool is_twin = i > 0 && files[i].number == files[i - 1].number;
    files[i].content = is_twin ? FOREIGN : content_of(trace, files[i].number);
    if (files[i].content == OURS) buffer_add(&found->own, &files[i].number, sizeof files[i].number);
  }
}

/**
 * What somebody puts above the file that is written meanwhile is not ours. However many files there are, few are read:
 * those with the highest numbers, and if none of them is ours, those with the lowest. False when foreign files have
 * all of these.
 */
static bool find_ring(const struct trace *trace, struct found *found) {
  uint32_t highest = trace->file == PLATFORM_NO_FILE ? GRP_FILE_NUMBER_HIGHEST_OWN : trace->number;
  size_t count;
  struct ring_file *files = files_of(found, &count);
  if (count > 0) qsort(files, count, sizeof *files, highest_first);
  while (count > 0 && files->number > highest) files++, count--;
  size_t most = count < GRP_CAP_TRACE_BEGINNINGS ? count : GRP_CAP_TRACE_BEGINNINGS;
  find_own(trace, found, files, most);
  if (found->own.length == 0 && count > most) find_own(trace, found, files + (count - most), most);
  return found->own.length > 0 || count <= 2 * most;
}

/** Removes our oldest files beyond the number that is allowed. Marked files and other files are counted separately. */
static void make_room(const struct trace *trace, const struct found *found) {
  const uint32_t *number = (const void *)found->own.bytes;
  size_t ring = 0, kept = 0;
  for (size_t i = 0; i < found->own.length / sizeof(uint32_t); i++) {
    bool marked = has_number(&found->marks, number[i]);
    if (marked ? kept++ < RING_FILES : ring++ < RING_FILES - 1) continue;
    remove_number(trace, number[i], ".trace");
    if (marked) remove_number(trace, number[i], ".keep");
  }
}

static bool begin_number(struct trace *trace, const struct found *found) {
  bool first = trace->file == PLATFORM_NO_FILE;
  uint32_t newest = found->own.length > 0 ? *(const uint32_t *)(const void *)found->own.bytes : 0;
  if (first && newest > 0 && open_number(trace, newest, FILE_UPDATE) && trace->file_bytes < trace->max_file_bytes / 2) {
    /* A line that a crash has cut short must not spoil the next one. */
    bool ended = platform_write(trace->file, trace->file_bytes, slice_text("\n")) == FILE_DONE;
    trace->file_bytes++;
    return ended;
  }
  make_room(trace, found);
  uint32_t next = free_number(found, newest + 1);
  return next <= GRP_FILE_NUMBER_HIGHEST && open_number(trace, next, FILE_FRESH);
}

bool ring_begin_file(struct trace *trace) {
  if (platform_make_own_folder(trace->folder) != FILE_DONE) return false;
  struct found found = {.files = {0}, .own = {0}, .marks = {0}};
  bool listed = platform_list_own(trace->folder, collect_number, &found) == FILE_DONE;
  bool complete = listed && !found.files.failed && !found.marks.failed;
  complete = complete && find_ring(trace, &found);
  bool begun = complete && !found.own.failed && begin_number(trace, &found);
  buffer_free(&found.files);
  buffer_free(&found.own);
  buffer_free(&found.marks);
  return begun;
}

void ring_keep(struct trace *trace) {
  if (trace->folder == NULL || trace->file == PLATFORM_NO_FILE || trace->is_kept) return;
  trace->is_kept = true;
  for (uint32_t number = trace->number > 1 ? trace->number - 1 : 1; number <= trace->number; number++) {
    char name[NAME_BYTES];
    platform_file mark;
    name_of(number, ".keep", name);
    if (platform_open_in(&mark, trace->folder, name, FILE_APPEND) == FILE_DONE) platform_close(mark);
  }
}
