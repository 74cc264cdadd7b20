/* Requests about segments of a journal. The host verifies their lines; the program reads the records. */
#include <string.h>

#include "../digest.h"
#include "../generated/boundary.h"
#include "../generated/program.h"
#include "../search.h"
#include "program.h"

/* A reply of lines ends after the line that passes this size. */
enum { REPLY_BYTES = 512 * 1024 };

/** Reads a whole file that may be a segment. */
static uint8_t read_segment(const char *path, struct buffer *bytes) {
  platform_file file;
  uint64_t size = 0;
  uint8_t status = files_open(path, &file, &size);
  if (status != GRP_STATUS_OK) return status;
  uint8_t *room = size <= GRP_CAP_MEASURED_BYTES ? buffer_room(bytes, (size_t)size) : NULL;
  if (size > 0)
    status = room == NULL ? GRP_STATUS_FAILED : files_status(platform_read(file, 0, room, (size_t)size));
  if (status == GRP_STATUS_OK) bytes->length = (size_t)size;
  platform_close(file);
  return status;
}

/** Whether the file is at most the beginning of a first line, as an interrupted rotation leaves it. */
static bool is_begun(struct slice bytes) {
  if (bytes.length > 0 && memchr(bytes.bytes, '\n', bytes.length - 1) != NULL) return false;
  for (size_t i = 0; i < bytes.length && i < 9; i++) {
    uint8_t byte = bytes.bytes[i];
    bool is_digit = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f');
    if (i < 8 ? !is_digit : byte != ' ') return false;
  }
  return true;
}

uint8_t files_segment(const char *path, struct buffer *fields) {
  struct buffer bytes = {0};
  struct verified verified = {0};
  uint8_t digest[SHA256_BYTES];
  uint8_t status = read_segment(path, &bytes);
  if (status == GRP_STATUS_OK) {
    struct slice whole = buffer_slice(&bytes);
    segment_judge(&verified, whole);
    sha256(whole, digest);
    buffer_add_f64(fields, (double)whole.length);
    buffer_add_u32(fields, (uint32_t)verified.line_count);
    buffer_add_f64(fields, (double)verified.bad_offset);
    buffer_add_u8(fields, verified.valid_after_bad);
    buffer_add_u8(fields, is_begun(whole));
    buffer_add_bytes(fields, verified.link);
    buffer_add_bytes(fields, slice_of(digest, sizeof digest));
  }
  buffer_free(&bytes);
  return status;
}

/** Judges a line, and gives its JSON if it has one. `raw` ends with its LF, unless it is a torn tail. */
static uint8_t judge_line(struct slice raw, bool is_first, struct slice *json) {
  *json = raw;
  if (raw.bytes[raw.length - 1] != '\n') return GRP_LINE_TORN;
  struct slice line = slice_of(raw.bytes, raw.length - 1);
  struct segment_line read = segment_verify_line(line, is_first);
  uint8_t verdict = GRP_LINE_SOUND;
  if (read.json.length == 0 && line.length > 0 && line.bytes[line.length - 1] == '\r') {
    read = segment_verify_line(slice_of(line.bytes, line.length - 1), is_first);
    verdict = GRP_LINE_CHANGED;
  }
  if (read.json.length == 0) return GRP_LINE_DAMAGED;
  *json = read.json;
  return verdict;
}

/** Whether a sound line has one of the texts that are searched for. Without such texts every line is wanted. */
static bool is_wanted(struct slice json, struct reader texts) {
  uint32_t count = read_u32(&texts);
  if (count == 0) return true;
  for (uint32_t i = 0; i < count && !texts.failed; i++) {
    struct slice needle = read_bytes(&texts);
    if (needle.length > 0 && search(json, needle) != NULL) return true;
  }
  return false;
}

uint8_t files_lines(const char *path, struct line_query query, struct buffer *fields) {
  struct buffer bytes = {0}, lines = {0};
  uint32_t count = 0;
  uint8_t status = read_segment(path, &bytes);
  size_t at = query.from < bytes.length ? (size_t)query.from : bytes.length;
  while (at < bytes.length && count < query.most && (lines.length < REPLY_BYTES || count == 0)) {
    const uint8_t *end = memchr(bytes.bytes + at, '\n', bytes.length - at);
    size_t next = end == NULL ? bytes.length : (size_t)(end - bytes.bytes) + 1;
    struct slice json;
    uint8_t verdict = judge_line(slice_of(bytes.bytes + at, next - at), at == 0, &json);
    if ((verdict != GRP_LINE_SOUND && verdict != GRP_LINE_CHANGED) || is_wanted(json, query.having)) {
      buffer_add_f64(&lines, (double)at);
      buffer_add_u8(&lines, verdict);
      buffer_add_bytes(&lines, json);
      count++;
    }
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
