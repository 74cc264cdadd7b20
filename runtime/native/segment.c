#include "segment.h"

#include <stdio.h>
#include <string.h>

#include "digest.h"

enum { CRC_DIGITS = 8, PREFIX_BYTES = CRC_DIGITS + 1 };

void segment_file(struct segment_name name, char file[SEGMENT_FILE_BYTES]) {
  snprintf(file, SEGMENT_FILE_BYTES, "%08u-%08u.jsonl", (unsigned)(name.segment % 100000000),
           (unsigned)(name.yyyymmdd % 100000000));
}

/** Eight decimal digits; false for anything else. */
static bool parse_digits(const char *text, uint32_t *value) {
  *value = 0;
  for (int i = 0; i < 8; i++) {
    if (text[i] < '0' || text[i] > '9') return false;
    *value = *value * 10 + (uint32_t)(text[i] - '0');
  }
  return true;
}

bool segment_parse(struct segment_name *name, const char *file) {
  return strlen(file) == SEGMENT_FILE_BYTES - 1 && file[8] == '-' && strcmp(file + 17, ".jsonl") == 0 &&
         parse_digits(file, &name->segment) && parse_digits(file + 9, &name->yyyymmdd);
}

void segment_add_line(struct buffer *buffer, struct slice json) {
  char digits[PREFIX_BYTES];
  uint32_t crc = crc32c(json);
  const uint8_t bytes[4] = {(uint8_t)(crc >> 24), (uint8_t)(crc >> 16), (uint8_t)(crc >> 8), (uint8_t)crc};
  hex_encode(bytes, sizeof bytes, digits);
  digits[CRC_DIGITS] = ' ';
  buffer_add(buffer, digits, sizeof digits);
  buffer_add_slice(buffer, json);
  buffer_add_u8(buffer, '\n');
}

/** The JSON of a line (without its LF) whose checksum is right; no bytes otherwise. */
static struct slice verify_line(struct slice line) {
  uint8_t crc[4];
  if (line.length <= PREFIX_BYTES || line.bytes[CRC_DIGITS] != ' ' ||
      !hex_decode((const char *)line.bytes, sizeof crc, crc))
    return slice_of(NULL, 0);
  struct slice json = slice_of(line.bytes + PREFIX_BYTES, line.length - PREFIX_BYTES);
  uint32_t stated = (uint32_t)crc[0] << 24 | (uint32_t)crc[1] << 16 | (uint32_t)crc[2] << 8 | (uint32_t)crc[3];
  return crc32c(json) == stated ? json : slice_of(NULL, 0);
}

void segment_verify(struct verified *verified, struct slice bytes) {
  *verified = (struct verified){.bad_offset = -1};
  for (size_t start = 0; start < bytes.length;) {
    const uint8_t *from = bytes.bytes + start;
    const uint8_t *lf = memchr(from, '\n', bytes.length - start);
    struct slice json = lf == NULL ? slice_of(NULL, 0) : verify_line(slice_of(from, (size_t)(lf - from)));
    if (json.length == 0) {
      if (verified->bad_offset < 0) verified->bad_offset = (int64_t)start;
      if (lf == NULL) return;
    } else if (verified->bad_offset >= 0) {
      verified->valid_after_bad = true;
      return;
    } else {
      if (verified->line_count++ > 0) buffer_add_u8(&verified->lines, '\n');
      buffer_add_slice(&verified->lines, json);
    }
    start = (size_t)(lf - bytes.bytes) + 1;
  }
}
