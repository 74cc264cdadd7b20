/* Requests about files. Links are never followed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../digest.h"
#include "../generated/program.h"
#include "program.h"

/* A journal segment is far smaller; a file that is larger is not read as one. */
enum { MAX_SEGMENT_BYTES = 64 * 1024 * 1024, MAX_REPLY_BYTES = 1024 * 1024 };

uint8_t files_status(enum file_result result) {
  switch (result) {
    case FILE_DONE: return GRP_STATUS_OK;
    case FILE_MISSING: return GRP_STATUS_MISSING;
    case FILE_BUSY: return GRP_STATUS_IN_USE;
    case FILE_DENIED: return GRP_STATUS_DENIED;
    case FILE_FULL: return GRP_STATUS_FULL;
    case FILE_FAILED: break;
  }
  return GRP_STATUS_FAILED;
}

struct listing {
  struct buffer entries;
  uint32_t count;
};

static bool add_entry(void *context, const struct platform_entry *entry) {
  struct listing *listing = context;
  uint8_t kind = entry->is_link ? GRP_ENTRY_OTHER : entry->is_folder ? GRP_ENTRY_FOLDER : GRP_ENTRY_FILE;
  buffer_add_u8(&listing->entries, kind);
  buffer_add_f64(&listing->entries, kind == GRP_ENTRY_FILE ? (double)entry->size : 0);
  buffer_add_bytes(&listing->entries, slice_text(entry->name));
  listing->count++;
  return !listing->entries.failed;
}

uint8_t files_list(const char *path, struct buffer *fields) {
  struct listing listing = {0};
  enum file_result result = platform_list(path, add_entry, &listing);
  buffer_add_u32(fields, listing.count);
  buffer_add_slice(fields, buffer_slice(&listing.entries));
  bool failed = listing.entries.failed;
  buffer_free(&listing.entries);
  return failed ? GRP_STATUS_FAILED : files_status(result);
}

static bool nothing(void *context, const struct platform_entry *entry) {
  (void)context;
  (void)entry;
  return false;
}

uint8_t files_stat(const char *path, struct buffer *fields) {
  uint8_t kind = GRP_ENTRY_OTHER;
  uint64_t size = 0;
  if (!platform_is_link(path)) {
    platform_file file;
    enum file_result opened = platform_open(&file, path, FILE_READ);
    if (opened == FILE_DONE) {
      kind = GRP_ENTRY_FILE;
      platform_size(file, &size);
      platform_close(file);
    } else if (platform_list(path, nothing, NULL) == FILE_DONE) {
      kind = GRP_ENTRY_FOLDER;
    } else {
      return files_status(opened);
    }
  }
  char *folder = kind == GRP_ENTRY_FOLDER ? NULL : platform_folder_of(path);
  uint64_t free_bytes = platform_free_bytes(folder == NULL ? path : folder);
  free(folder);
  buffer_add_u8(fields, kind);
  buffer_add_f64(fields, (double)size);
  buffer_add_f64(fields, (double)free_bytes);
  return GRP_STATUS_OK;
}

/** Opens a file to read; a folder says so. */
static uint8_t open_file(const char *path, platform_file *file, uint64_t *size) {
  enum file_result result = platform_open(file, path, FILE_READ);
  if (result == FILE_DONE) {
    result = platform_size(*file, size);
    if (result != FILE_DONE) platform_close(*file);
  }
  if (result == FILE_DONE) return GRP_STATUS_OK;
  if (platform_is_link(path)) return GRP_STATUS_LINK;
  return platform_list(path, nothing, NULL) == FILE_DONE ? GRP_STATUS_IS_FOLDER : files_status(result);
}

uint8_t files_read(const char *path, uint64_t offset, uint32_t length, struct buffer *fields) {
  platform_file file;
  uint64_t size = 0;
  uint8_t status = open_file(path, &file, &size);
  if (status != GRP_STATUS_OK) return status;
  uint64_t left = offset < size ? size - offset : 0;
  uint32_t count = length < MAX_REPLY_BYTES ? length : MAX_REPLY_BYTES;
  if (count > left) count = (uint32_t)left;
  buffer_add_u32(fields, count);
  uint8_t *room = buffer_room(fields, count);
  if (count > 0) {
    status = room == NULL ? GRP_STATUS_FAILED : files_status(platform_read(file, offset, room, count));
    if (status == GRP_STATUS_OK) fields->length += count;
  }
  platform_close(file);
  return status;
}

static enum file_result write_new(const char *path, struct slice bytes, uint64_t offset, enum file_mode mode) {
  platform_file file;
  enum file_result result = platform_open(&file, path, mode);
  if (result != FILE_DONE) return result;
  if (mode == FILE_APPEND) result = platform_size(file, &offset);
  if (result == FILE_DONE) result = platform_write(file, offset, bytes);
  if (result == FILE_DONE) result = platform_flush(file);
  platform_close(file);
  return result;
}

/** The folder's new names on the disk. */
static void flush_folder_of(const char *path) {
  char *folder = platform_folder_of(path);
  if (folder != NULL) platform_flush_folder(folder);
  free(folder);
}

/** Written beside its place and moved there: what was there is whole, or what comes is. */
static uint8_t place(const char *path, struct slice bytes, bool may_replace) {
  size_t length = strlen(path);
  char *fresh = malloc(length + 5);
  if (fresh == NULL) return GRP_STATUS_FAILED;
  memcpy(fresh, path, length);
  memcpy(fresh + length, ".new", 5);
  uint8_t status = files_status(write_new(fresh, bytes, 0, FILE_FRESH));
  if (status == GRP_STATUS_OK && !(may_replace ? system_replace(fresh, path) : system_rename_new(fresh, path))) {
    platform_remove(fresh);
    status = may_replace ? GRP_STATUS_DENIED : GRP_STATUS_EXISTS;
  }
  flush_folder_of(path);
  free(fresh);
  return status;
}

uint8_t files_write(const char *path, uint8_t mode, struct slice bytes) {
  if (platform_is_link(path)) return GRP_STATUS_LINK;
  if (mode == GRP_WRITE_FRESH || mode == GRP_WRITE_REPLACE) return place(path, bytes, mode == GRP_WRITE_REPLACE);
  if (mode != GRP_WRITE_LINE) return GRP_STATUS_FAILED;
  struct buffer line = {0};
  segment_add_line(&line, bytes, slice_of(NULL, 0));
  uint8_t status =
      line.failed ? GRP_STATUS_FAILED : files_status(write_new(path, buffer_slice(&line), 0, FILE_APPEND));
  buffer_free(&line);
  return status;
}

uint8_t files_rename(const char *from, const char *to) {
  if (platform_is_link(from) || platform_is_link(to)) return GRP_STATUS_LINK;
  if (!system_rename_new(from, to)) return GRP_STATUS_EXISTS;
  flush_folder_of(to);
  return GRP_STATUS_OK;
}

uint8_t files_remove(const char *path) {
  uint8_t status = files_status(platform_remove(path));
  flush_folder_of(path);
  return status;
}

/** A whole file that may be a segment. */
static uint8_t read_segment(const char *path, struct buffer *bytes) {
  platform_file file;
  uint64_t size = 0;
  uint8_t status = open_file(path, &file, &size);
  if (status != GRP_STATUS_OK) return status;
  uint8_t *room = size <= MAX_SEGMENT_BYTES ? buffer_room(bytes, (size_t)size) : NULL;
  if (size > 0)
    status = room == NULL ? GRP_STATUS_FAILED : files_status(platform_read(file, 0, room, (size_t)size));
  if (status == GRP_STATUS_OK) bytes->length = (size_t)size;
  platform_close(file);
  return status;
}

static bool is_all_zero(struct slice bytes) {
  for (size_t i = 0; i < bytes.length; i++)
    if (bytes.bytes[i] != 0) return false;
  return bytes.length > 0;
}

uint8_t files_segment(const char *path, struct buffer *fields) {
  struct buffer bytes = {0};
  struct verified verified = {0};
  uint8_t digest[SHA256_BYTES];
  uint8_t status = read_segment(path, &bytes);
  if (status == GRP_STATUS_OK) {
    struct slice whole = buffer_slice(&bytes);
    segment_verify(&verified, whole);
    sha256(whole, digest);
    buffer_add_f64(fields, (double)whole.length);
    buffer_add_u32(fields, (uint32_t)verified.line_count);
    buffer_add_f64(fields, (double)verified.bad_offset);
    buffer_add_u8(fields, verified.valid_after_bad);
    buffer_add_u8(fields, is_all_zero(whole));
    buffer_add_bytes(fields, verified.link);
    buffer_add_bytes(fields, slice_of(digest, sizeof digest));
    if (verified.lines.failed) status = GRP_STATUS_FAILED;
  }
  buffer_free(&verified.lines);
  buffer_free(&bytes);
  return status;
}

uint8_t files_lines(const char *path, uint64_t from, struct buffer *fields) {
  struct buffer bytes = {0}, lines = {0};
  uint32_t count = 0;
  uint8_t status = read_segment(path, &bytes);
  size_t at = from < bytes.length ? (size_t)from : bytes.length;
  while (at < bytes.length && (lines.length < MAX_REPLY_BYTES / 2 || count == 0)) {
    const uint8_t *end = memchr(bytes.bytes + at, '\n', bytes.length - at);
    size_t next = end == NULL ? bytes.length : (size_t)(end - bytes.bytes) + 1;
    struct slice raw = slice_of(bytes.bytes + at, next - at);
    struct segment_line line = {{0}, {0}};
    if (end != NULL) line = segment_verify_line(slice_of(raw.bytes, raw.length - 1), at == 0);
    buffer_add_f64(&lines, (double)at);
    buffer_add_u8(&lines, line.json.length > 0);
    buffer_add_bytes(&lines, line.json.length > 0 ? line.json : raw);
    count++;
    at = next;
  }
  buffer_add_f64(fields, at < bytes.length ? (double)at : -1);
  buffer_add_u32(fields, count);
  buffer_add_slice(fields, buffer_slice(&lines));
  if (lines.failed) status = GRP_STATUS_FAILED;
  buffer_free(&lines);
  buffer_free(&bytes);
  return status;
}
