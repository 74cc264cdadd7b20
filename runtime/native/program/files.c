/* Requests about files. Links are never followed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../generated/program.h"
#include "program.h"

enum { MAX_REPLY_BYTES = 1024 * 1024 };

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
  uint8_t kind = entry->is_link || entry->is_special ? GRP_ENTRY_OTHER : entry->is_folder ? GRP_ENTRY_FOLDER : GRP_ENTRY_FILE;
  buffer_add_u8(&listing->entries, kind);
  buffer_add_f64(&listing->entries, kind == GRP_ENTRY_FILE ? (double)entry->size : 0);
  buffer_add_bytes(&listing->entries, slice_text(entry->name));
  listing->count++;
  return !listing->entries.failed;
}

uint8_t files_folder_status(const char *path, enum file_result result) {
  platform_file file;
  if (result == FILE_DONE || platform_is_link(path) || platform_open(&file, path, FILE_READ) != FILE_DONE)
    return files_status(result);
  platform_close(file);
  return GRP_STATUS_IS_FILE;
}

uint8_t files_list(const char *path, struct buffer *fields) {
  struct listing listing = {0};
  enum file_result result = platform_list(path, add_entry, &listing);
  buffer_add_u32(fields, listing.count);
  buffer_add_slice(fields, buffer_slice(&listing.entries));
  bool failed = listing.entries.failed;
  buffer_free(&listing.entries);
  return failed ? GRP_STATUS_FAILED : files_folder_status(path, result);
}

static bool nothing(void *context, const struct platform_entry *entry) {
  (void)context;
  (void)entry;
  return false;
}

/** What a failed work on a file says. A folder in its place is told as that: no right would help. */
static uint8_t status_of_file(const char *path, enum file_result result) {
  bool is_folder = result != FILE_DONE && !platform_is_link(path) && platform_list(path, nothing, NULL) == FILE_DONE;
  return is_folder ? GRP_STATUS_IS_FOLDER : files_status(result);
}

/** Whether a path leads through a file, in which nothing can lie. POSIX refuses that as it does what lacks a right. */
static bool leads_through_file(const char *path) {
  char *folder = platform_folder_of(path);
  bool regular = false;
  platform_file file;
  uint64_t size;
  if (folder != NULL && strlen(folder) < strlen(path)) {
    if (platform_open(&file, folder, FILE_READ) == FILE_DONE) {
      regular = platform_size(file, &size) == FILE_DONE;
      platform_close(file);
    } else regular = leads_through_file(folder);
  }
  free(folder);
  return regular;
}

/** What a name stands for. When that cannot be told, the status says why. */
static uint8_t kind_of(const char *path, uint8_t *kind, uint64_t *size) {
  platform_file file;
  *kind = GRP_ENTRY_OTHER;
  if (platform_is_link(path) || platform_is_special(path)) return GRP_STATUS_OK;
  /* This is asked first, because POSIX systems also open a folder as a file. */
  if (platform_list(path, nothing, NULL) == FILE_DONE) {
    *kind = GRP_ENTRY_FOLDER;
    return GRP_STATUS_OK;
  }
  enum file_result opened = platform_open(&file, path, FILE_READ);
  if (opened == FILE_DENIED && leads_through_file(path)) return GRP_STATUS_IS_FILE;
  if (opened != FILE_DONE) return files_status(opened);
  *kind = GRP_ENTRY_FILE;
  platform_size(file, size);
  platform_close(file);
  return GRP_STATUS_OK;
}

uint8_t files_stat(const char *path, struct buffer *fields) {
  uint8_t kind;
  uint64_t size = 0;
  uint8_t status = kind_of(path, &kind, &size);
  if (status != GRP_STATUS_OK) return status;
  char *folder = kind == GRP_ENTRY_FOLDER ? NULL : platform_folder_of(path);
  uint64_t free_bytes = platform_free_bytes(folder == NULL ? path : folder);
  free(folder);
  buffer_add_u8(fields, kind);
  buffer_add_f64(fields, (double)size);
  buffer_add_f64(fields, (double)free_bytes);
  return GRP_STATUS_OK;
}

uint8_t files_open(const char *path, platform_file *file, uint64_t *size) {
  enum file_result result = platform_open(file, path, FILE_READ);
  if (result == FILE_DONE) {
    result = platform_size(*file, size);
    if (result != FILE_DONE) platform_close(*file);
  }
  if (result == FILE_DONE) return GRP_STATUS_OK;
  if (platform_is_link(path)) return GRP_STATUS_LINK;
  if (result == FILE_DENIED && leads_through_file(path)) return GRP_STATUS_IS_FILE;
  return status_of_file(path, result);
}

uint8_t files_read(const char *path, uint64_t offset, uint32_t length, struct buffer *fields) {
  platform_file file;
  uint64_t size = 0;
  uint8_t status = files_open(path, &file, &size);
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

/** The last part of a path, behind its folder. */
static const char *name_in(const char *folder, const char *path) {
  const char *name = path + strlen(folder);
  while (*name == '/' || *name == *PLATFORM_PATH_SEPARATOR) name++;
  return name;
}

static bool is_in_link(const char *path, bool is_own) {
  char *folder = is_own ? platform_folder_of(path) : NULL;
  bool is_link = folder != NULL && platform_is_link(folder);
  free(folder);
  return is_link;
}

static enum file_result open_place(platform_file *file, const char *path, enum file_mode mode, bool is_own) {
  if (!is_own) return platform_open(file, path, mode);
  char *folder = platform_folder_of(path);
  enum file_result result =
      folder == NULL ? FILE_FAILED : platform_open_in(file, folder, name_in(folder, path), mode);
  free(folder);
  return result;
}

static enum file_result remove_place(const char *path, bool is_own) {
  if (!is_own) return platform_remove(path);
  char *folder = platform_folder_of(path);
  enum file_result result = folder == NULL ? FILE_FAILED : platform_remove_in(folder, name_in(folder, path));
  free(folder);
  return result;
}

static bool move_place(const char *from, const char *to, bool may_replace, bool is_own) {
  if (!is_own) return may_replace ? system_replace(from, to) : system_rename_new(from, to);
  char *folder = platform_folder_of(from), *to_folder = platform_folder_of(to);
  bool moved = folder != NULL && to_folder != NULL && platform_same_path(folder, to_folder) &&
               platform_move_in(folder, name_in(folder, from), name_in(to_folder, to), may_replace) == FILE_DONE;
  free(folder);
  free(to_folder);
  return moved;
}

/** Writes a new file. Where that fails, as on a full disk, no part of it stays. */
static enum file_result write_new(const char *path, struct slice bytes, bool is_own) {
  platform_file file;
  enum file_result result = open_place(&file, path, FILE_FRESH, is_own);
  if (result != FILE_DONE) return result;
  result = platform_write(file, 0, bytes);
  if (result == FILE_DONE) result = platform_flush(file);
  platform_close(file);
  if (result != FILE_DONE) remove_place(path, is_own);
  return result;
}

/** Puts new names in the folder of a path on the disk. */
static void flush_folder_of(const char *path) {
  char *folder = platform_folder_of(path);
  if (folder != NULL) platform_flush_folder(folder);
  free(folder);
}

/**
 * The name beside a path under which it is written first, freed by the caller. A number makes it one that nobody has: a
 * file of the user's own may be called as the path with `.new` behind it.
 */
static char *fresh_name(const char *path) {
  enum { ROOM = 1 + 10 + 4 + 1 }; /* a point, digits, the ending and the end */
  uint32_t number;
  size_t length = strlen(path);
  char *fresh = platform_random((uint8_t *)&number, sizeof number) ? malloc(length + ROOM) : NULL;
  if (fresh == NULL) return NULL;
  memcpy(fresh, path, length);
  snprintf(fresh + length, ROOM, ".%u.new", (unsigned)number);
  return fresh;
}

/** Windows says of a file that another program has open only that it may not be replaced. */
static uint8_t why_not_replaced(const char *path) {
  platform_file file;
  enum file_result result = platform_open(&file, path, FILE_UPDATE);
  if (result == FILE_DONE) platform_close(file);
  return result == FILE_BUSY ? GRP_STATUS_IN_USE : status_of_file(path, FILE_DENIED);
}

/** Writes a file beside its place and moves it there, so that either the old file or the new one is whole. */
static uint8_t place(const char *path, struct slice bytes, bool may_replace, bool is_own) {
  char *fresh = fresh_name(path);
  if (fresh == NULL) return GRP_STATUS_FAILED;
  uint8_t status = files_status(write_new(fresh, bytes, is_own));
  if (status == GRP_STATUS_OK && !move_place(fresh, path, may_replace, is_own)) {
    remove_place(fresh, is_own);
    if (is_in_link(path, is_own)) status = GRP_STATUS_LINK;
    else status = may_replace ? why_not_replaced(path) : GRP_STATUS_EXISTS;
  }
  flush_folder_of(path);
  free(fresh);
  return status;
}

uint8_t files_write_new(const char *path, struct slice bytes) {
  if (platform_is_link(path)) return GRP_STATUS_LINK;
  uint8_t status = status_of_file(path, write_new(path, bytes, false));
  flush_folder_of(path);
  return status;
}

/** Adds to a file, which is made if it is missing. The bytes are on the disk when this returns. */
static uint8_t append(const char *path, struct slice bytes, bool is_own) {
  platform_file file;
  uint64_t size = 0;
  enum file_result result = open_place(&file, path, FILE_APPEND, is_own);
  if (result != FILE_DONE) return status_of_file(path, result);
  result = platform_size(file, &size);
  if (result == FILE_DONE) result = platform_write(file, size, bytes);
  if (result == FILE_DONE) result = platform_flush(file);
  platform_close(file);
  if (size == 0) flush_folder_of(path);
  return files_status(result);
}

uint8_t files_write(const char *path, uint8_t mode, struct slice bytes, bool is_own) {
  if (platform_is_link(path) || is_in_link(path, is_own)) return GRP_STATUS_LINK;
  if (mode == GRP_WRITE_APPEND) return append(path, bytes, is_own);
  if (mode != GRP_WRITE_FRESH && mode != GRP_WRITE_REPLACE) return GRP_STATUS_FAILED;
  return place(path, bytes, mode == GRP_WRITE_REPLACE, is_own);
}

/** The name is taken, the file is gone, or another program does not let go of it. */
static uint8_t why_not_renamed(const char *from, const char *to) {
  uint8_t kind;
  uint64_t size = 0;
  uint8_t status = kind_of(from, &kind, &size);
  if (status == GRP_STATUS_MISSING) return status;
  return kind_of(to, &kind, &size) == GRP_STATUS_MISSING ? GRP_STATUS_DENIED : GRP_STATUS_EXISTS;
}

uint8_t files_rename(const char *from, const char *to, bool is_own) {
  if (platform_is_link(from) || platform_is_link(to) || is_in_link(from, is_own)) return GRP_STATUS_LINK;
  if (!move_place(from, to, false, is_own))
    return is_in_link(from, is_own) ? GRP_STATUS_LINK : why_not_renamed(from, to);
  flush_folder_of(to);
  return GRP_STATUS_OK;
}

uint8_t files_remove(const char *path, bool is_own) {
  if (is_in_link(path, is_own)) return GRP_STATUS_LINK;
  uint8_t status = status_of_file(path, remove_place(path, is_own));
  flush_folder_of(path);
  return status;
}
