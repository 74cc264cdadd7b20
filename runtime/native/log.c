/*
 * One file for each day, and more when it grows. Old days are removed by the dates of the files, and never by the
 * clock.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "generated/boundary.h"

enum { MAX_FILE_BYTES = 4 * 1024 * 1024, MAX_FILES_A_DAY = 4, MAX_LINE_CHARS = 2000 };

void log_init(struct log *log, char *folder, uint8_t level, uint32_t keep_days) {
  *log = (struct log){.folder = folder, .level = level, .keep_days = keep_days};
}

void log_free(struct log *log) {
  free(log->folder);
  log->folder = NULL;
}

struct moment {
  int year, month, day, hour, minute, second, millisecond;
  int offset_min;
};

/** Local time, calculated here, because a library function would read the host's settings. */
static struct moment local_now(void) {
  int64_t wall_ms = platform_wall_ms();
  int offset_min = platform_utc_offset_min(wall_ms);
  int64_t local_ms = wall_ms + (int64_t)offset_min * 60000;
  int64_t days = local_ms / 86400000;
  int rest = (int)(local_ms % 86400000);
  /* Days since 0000-03-01, in eras of 400 years (Howard Hinnant's civil_from_days). */
  int64_t z = days + 719468, era = z / 146097;
  int day_of_era = (int)(z - era * 146097);
  int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int shifted = (5 * day_of_year + 2) / 153;
  int month = shifted < 10 ? shifted + 3 : shifted - 9;
  return (struct moment){.year = (int)(year_of_era + era * 400) + (month <= 2),
                         .month = month,
                         .day = day_of_year - (153 * shifted + 2) / 5 + 1,
                         .hour = rest / 3600000,
                         .minute = rest / 60000 % 60,
                         .second = rest / 1000 % 60,
                         .millisecond = rest % 1000,
                         .offset_min = offset_min};
}

/** One of a day's files. */
struct log_file {
  uint32_t day;
  int index;
};

/** Reads `YYYYMMDD.log` or `YYYYMMDD-2.log` … `-9.log`. False for anything else. */
static bool parse_name(const char *name, struct log_file *file) {
  size_t length = strlen(name);
  *file = (struct log_file){.day = 0, .index = 1};
  if (length != 12 && length != 14) return false;
  for (int i = 0; i < 8; i++) {
    if (name[i] < '0' || name[i] > '9') return false;
    file->day = file->day * 10 + (uint32_t)(name[i] - '0');
  }
  if (length == 14 && (name[8] != '-' || name[9] < '2' || name[9] > '9')) return false;
  if (length == 14) file->index = name[9] - '0';
  return text_is_alike(name + length - 4, ".log");
}

static void file_name(uint32_t day, int index, char name[16]) {
  if (index == 1)
    snprintf(name, 16, "%08u.log", (unsigned)day);
  else
    snprintf(name, 16, "%08u-%d.log", (unsigned)day, index);
}

struct old_files {
  uint32_t today;
  struct buffer files; /* of struct log_file */
};

static bool collect_file(void *context, const struct platform_entry *entry) {
  struct old_files *found = context;
  struct log_file file;
  /* Files of days to come do not count: they must not take the days before with them. */
  if (parse_name(entry->name, &file) && file.day <= found->today) buffer_add(&found->files, &file, sizeof file);
  return true;
}

static int latest_first(const void *one, const void *other) {
  const struct log_file *a = one, *b = other;
  if (a->day != b->day) return a->day < b->day ? 1 : -1;
  return b->index - a->index;
}

/** How many of the sorted files belong to today and the latest days that have files. */
static size_t count_kept(const struct log_file *files, size_t count, uint32_t today, uint32_t keep_days) {
  uint32_t days = 1, day = today;
  for (size_t i = 0; i < count; i++) {
    if (files[i].day != day) days++;
    day = files[i].day;
    if (day != today && days > keep_days) return i;
  }
  return count;
}

/**
 * Removes the old days. Today and the latest days that have files are kept. No more than a few files are removed at a
 * time, the oldest first: nobody waits for what somebody else has put here.
 */
static void remove_old(const struct log *log, uint32_t today) {
  struct old_files found = {.today = today, .files = {0}};
  bool listed = platform_list_own(log->folder, collect_file, &found) == FILE_DONE && !found.files.failed;
  size_t count = listed ? found.files.length / sizeof(struct log_file) : 0;
  struct log_file *files = (void *)found.files.bytes;
  if (count > 0) qsort(files, count, sizeof *files, latest_first);
  size_t kept = count_kept(files, count, today, log->keep_days);
  for (size_t i = count; i > kept && count - i < GRP_CAP_LOG_REMOVALS; i--) {
    char name[16];
    file_name(files[i - 1].day, files[i - 1].index, name);
    platform_remove_in(log->folder, name);
  }
  buffer_free(&found.files);
}

/**
 * Adds a line to the first of the day's files that is ours and has room. If there is none, the line is dropped. What
 * is a link, a folder, or has a second name elsewhere is not ours, and takes no line.
 */
static void add_line(const struct log *log, uint32_t day, struct slice line) {
  for (int index = 1; index <= MAX_FILES_A_DAY; index++) {
    char name[16];
    file_name(day, index, name);
    platform_file file;
    uint64_t size;
    if (platform_open_in(&file, log->folder, name, FILE_APPEND) != FILE_DONE) continue;
    bool fits = platform_has_one_name(file) && platform_size(file, &size) == FILE_DONE &&
                size + line.length <= MAX_FILE_BYTES;
    if (fits) platform_write(file, size, line);
    platform_close(file);
    if (fits) return;
  }
}

void log_write(struct log *log, uint8_t level, struct slice text) {
  static const char *const names[] = {"error", "error", "warn ", "info ", "debug"};
  if (level < GRP_LOG_ERROR || level > GRP_LOG_DEBUG) level = GRP_LOG_DEBUG;
  if (log->folder == NULL || level > log->level) return;
  struct moment now = local_now();
  int offset = now.offset_min < 0 ? -now.offset_min : now.offset_min;
  char head[64];
  snprintf(head, sizeof head, "%04d-%02d-%02dT%02d:%02d:%02d.%03d%c%02d:%02d %s ", now.year, now.month, now.day,
           now.hour, now.minute, now.second, now.millisecond, now.offset_min < 0 ? '-' : '+', offset / 60, offset % 60,
           names[level]);
  struct buffer line = {0};
  buffer_add_text(&line, head);
  for (size_t i = 0; i < text.length && i < MAX_LINE_CHARS; i++)
    buffer_add_u8(&line, text.bytes[i] >= 0x20 && text.bytes[i] <= 0x7e ? text.bytes[i] : '?');
  buffer_add_u8(&line, '\n');
  uint32_t day = (uint32_t)(now.year * 10000 + now.month * 100 + now.day);
  if (day != log->day && platform_make_own_folder(log->folder) == FILE_DONE) {
    remove_old(log, day);
    log->day = day;
  }
  if (!line.failed && day == log->day) add_line(log, day, buffer_slice(&line));
  buffer_free(&line);
}

void log_format(struct log *log, uint8_t level, const char *format, ...) {
  char text[256];
  va_list list;
  va_start(list, format);
  int length = vsnprintf(text, sizeof text, format, list);
  va_end(list);
  if (length >= 0 && (size_t)length < sizeof text) log_write(log, level, slice_of(text, (size_t)length));
}
