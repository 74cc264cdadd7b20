/* Segments and file names of any bytes; what verifies is written again as it was read. */
#include "search.h"
#include "segment.h"

#include <stdlib.h>
#include <string.h>

static void check_search(struct slice bytes) {
  if (bytes.length < 4) return;
  size_t length = 1 + bytes.bytes[0] % (bytes.length - 1);
  struct slice needle = slice_of(bytes.bytes + bytes.length - length, length), rest = slice_of(bytes.bytes, bytes.length - 1);
  const uint8_t *found = search(rest, needle), *expected = NULL;
  for (size_t at = 0; expected == NULL && at + length <= rest.length; at++)
    if (memcmp(rest.bytes + at, needle.bytes, length) == 0) expected = rest.bytes + at;
  if (found != expected) abort();
}

static void check_names(const uint8_t *bytes, size_t length) {
  char text[64] = "", again[SEGMENT_FILE_BYTES];
  struct segment_name name;
  memcpy(text, bytes, length < sizeof text ? length : sizeof text - 1);
  uint32_t set_aside = segment_parse_damaged(text);
  bool is_beside = segment_parse_beside(&name, text);
  if (is_beside && set_aside > 0 && name.segment != set_aside) abort();
  if (!segment_parse(&name, text)) return;
  if (is_beside || set_aside > 0) abort();
  segment_file(name, again);
  if (strcmp(text, again) != 0) abort();
}

/** What only judges says the same as what also keeps the lines. */
static void check_judge(const struct verified *verified, struct slice bytes) {
  struct verified judged;
  segment_judge(&judged, bytes);
  if (judged.line_count != verified->line_count || judged.bad_offset != verified->bad_offset ||
      judged.valid_after_bad != verified->valid_after_bad || judged.link.bytes != verified->link.bytes ||
      judged.link.length != verified->link.length || judged.lines.bytes != NULL)
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  struct verified verified = {.lines = {0}};
  struct buffer again = {0};
  segment_verify(&verified, slice_of(bytes, length));
  check_judge(&verified, slice_of(bytes, length));
  struct slice rest = buffer_slice(&verified.lines);
  for (size_t i = 0; i < verified.line_count; i++) {
    const uint8_t *end = memchr(rest.bytes, '\n', rest.length);
    size_t count = end == NULL ? rest.length : (size_t)(end - rest.bytes);
    segment_add_line(&again, slice_of(rest.bytes, count), i == 0 ? verified.link : slice_of(NULL, 0));
    rest = slice_of(rest.bytes + count + (end != NULL), rest.length - count - (end != NULL));
  }
  if (again.length > length || (again.length > 0 && memcmp(again.bytes, bytes, again.length) != 0)) abort();
  buffer_free(&again);
  buffer_free(&verified.lines);
  check_names(bytes, length);
  check_search(slice_of(bytes, length));
  return 0;
}
