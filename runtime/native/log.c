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

enum { MAX_FILE_BYTES = 4 * 1024 * 1024, MAX_FILES_A_DAY = 4, MAX_LINE_CHARS = 2000, MAX_DAYS = 4096 };

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

/** The date of `YYYYMMDD.log` or `YYYYMMDD-2.log` … `-9.log`; 0 for anything else. */
static uint32_t day_of_file(const char *file) {
  uint32_t day = 0;
  size_t length = strlen(file);
  if (length != 12 && length != 14) return 0;
  for (int i = 0; i < 8; i++) {
    if (file[i] < '0' || file[i] > '9') return 0;
    day = day * 10 + (uint32_t)(file[i] - '0');
  }
  if (length == 14 && (file[8] != '-' || file[9] < '2' || file[9] > '9')) return 0;
  return strcmp(file + length - 4, ".log") == 0 ? day : 0;
}

static void file_name(uint32_t day, int index, char name[16]) {
  if (index == 1)
    snprintf(name, 16, "%08u.log", (unsigned)day);
  else
    snprintf(name, 16, "%08u-%d.log", (unsigned)day, index);
}

struct days {
  uint32_t days[MAX_DAYS];
  size_t count;
};

static bool collect_day(void *context, const struct platform_entry *entry) {
  struct days *found = context;
  uint32_t day = day_of_file(entry->name);
  /* Files of days to come do not count: they must not take the days before with them. The first day is today. */
  if (day == 0 || day > found->days[0]) return true;
  for (size_t i = 0; i < found->count; i++)
    if (found->days[i] == day) return true;
  if (found->count < MAX_DAYS) found->days[found->count++] = day;
  return true;
}

static int latest_first(const void *one, const void *other) {
  const uint32_t *a = one, *b = other;
  return *a < *b ? 1 : *a > *b ? -1 : 0;
}

static void remove_day(const struct log *log, uint32_t day) {
  for (int index = 1; index <= 9; index++) {
    char name[16];
    file_name(day, index, name);
    platform_remove_in(log->folder, name);
  }
}

/** Removes the old days. Today and the latest days that have files are kept. */
static void remove_old(const struct log *log, uint32_t today) {
  struct days *found = calloc(1, sizeof *found);
  if (found == NULL) return;
  found->days[found->count++] = today;
  platform_list_own(log->folder, collect_day, found);
  qsort(found->days, found->count, sizeof found->days[0], latest_first);
  for (size_t i = log->keep_days; i < found->count; i++)
    if (found->days[i] != today) remove_day(log, found->days[i]);
  free(found);
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
