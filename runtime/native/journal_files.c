#include "journal_files.h"

#include <stdlib.h>

enum file_result journal_open_segment(const struct journal *journal, struct segment_name name, enum file_mode mode,
                                      platform_file *file) {
  char base[SEGMENT_FILE_BYTES];
  segment_file(name, base);
  return platform_open_in(file, journal->folder, base, mode);
}

static bool is_newer(struct segment_name one, struct segment_name other) {
  return one.segment > other.segment || (one.segment == other.segment && one.yyyymmdd > other.yyyymmdd);
}

/** Collects the segments of a folder, and notes the newest file that has a segment's number under another name. */
static bool collect(void *context, const struct platform_entry *entry) {
  struct journal *journal = context;
  struct segment_file file = {.size = entry->size};
  struct segment_name beside;
  if (segment_parse(&file.name, entry->name)) buffer_add(&journal->files, &file, sizeof file);
  else if (!entry->is_folder && segment_parse_beside(&beside, entry->name) && is_newer(beside, journal->beside))
    journal->beside = beside;
  return true;
}

/** Newest first; of files with the same number, the one with the later date. */
static int newest_first(const void *one, const void *other) {
  const struct segment_file *a = one, *b = other;
  if (a->name.segment != b->name.segment) return a->name.segment < b->name.segment ? 1 : -1;
  return a->name.yyyymmdd < b->name.yyyymmdd ? 1 : a->name.yyyymmdd > b->name.yyyymmdd ? -1 : 0;
}

struct segment_file *journal_files(const struct journal *journal, size_t *count) {
  *count = journal->files.length / sizeof(struct segment_file);
  return (void *)journal->files.bytes;
}

bool journal_list(struct journal *journal) {
  buffer_clear(&journal->files);
  journal->beside = (struct segment_name){0};
  enum file_result result = platform_list_own(journal->folder, collect, journal);
  if ((result != FILE_DONE && result != FILE_MISSING) || journal->files.failed) return false;
  size_t count;
  struct segment_file *files = journal_files(journal, &count);
  if (count > 0) qsort(files, count, sizeof *files, newest_first);
  return true;
}

struct newcomer {
  const struct journal *journal;
  uint32_t segment;
  bool found;
};

static bool find_newcomer(void *context, const struct platform_entry *entry) {
  struct newcomer *newcomer = context;
  struct segment_name name;
  if (!segment_parse(&name, entry->name) || name.segment < newcomer->segment) return true;
  size_t count;
  const struct segment_file *files = journal_files(newcomer->journal, &count);
  bool is_known = false;
  for (size_t i = 0; i < count && !is_known; i++)
    is_known = journal_is_same(files[i].name, name) && files[i].name.capitals == name.capitals &&
               files[i].size == entry->size;
  newcomer->found = !is_known;
  return is_known;
}

bool journal_is_above_all(const struct journal *journal, uint32_t segment) {
  struct newcomer newcomer = {.journal = journal, .segment = segment};
  enum file_result result = platform_list_own(journal->folder, find_newcomer, &newcomer);
  return (result == FILE_DONE || result == FILE_MISSING) && !newcomer.found;
}

bool journal_is_listed(void *context, struct segment_name name) {
  size_t count;
  const struct segment_file *files = journal_files(context, &count);
  for (size_t i = 0; i < count; i++)
    if (files[i].name.segment == name.segment && files[i].name.yyyymmdd == name.yyyymmdd) return true;
  return false;
}

bool journal_is_same(struct segment_name one, struct segment_name other) {
  return one.segment == other.segment && one.yyyymmdd == other.yyyymmdd;
}
