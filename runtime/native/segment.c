#include "segment.h"

#include <stdio.h>
#include <string.h>

#include "digest.h"
#include "generated/boundary.h"

enum { CRC_DIGITS = 8, PREFIX_BYTES = CRC_DIGITS + 1, LINK_MARK = '\t', DATED_BYTES = 8 + 1 + 8, TO_CAPITAL = 'a' - 'A' };
static const char ENDING[] = ".jsonl";

void segment_file(struct segment_name name, char file[SEGMENT_FILE_BYTES]) {
  snprintf(file, SEGMENT_FILE_BYTES, "%08u-%08u%s", (unsigned)(name.segment % 100000000),
           (unsigned)(name.yyyymmdd % 100000000), ENDING);
  for (int i = 1; i < SEGMENT_FILE_BYTES - 1 - DATED_BYTES; i++)
    if (name.capitals >> i & 1) file[DATED_BYTES + i] = (char)(file[DATED_BYTES + i] - TO_CAPITAL);
}

static bool is_digit(char character) {
  return character >= '0' && character <= '9';
}

/** Whether a text begins with this one, which has no capitals. `capitals` are those of its letters that are capitals. */
static bool begins_alike(const char *text, const char *small, uint8_t *capitals) {
  *capitals = 0;
  for (int i = 0; small[i] != 0; i++) {
    bool is_capital = text[i] >= 'A' && text[i] <= 'Z';
    if ((is_capital ? text[i] + TO_CAPITAL : text[i]) != small[i]) return false;
    if (is_capital) *capitals |= (uint8_t)(1 << i);
  }
  return true;
}

bool segment_parse_digits(const char *text, uint32_t *value) {
  *value = 0;
  for (int i = 0; i < 8; i++) {
    if (!is_digit(text[i])) return false;
    *value = *value * 10 + (uint32_t)(text[i] - '0');
  }
  return true;
}

/** Reads `NNNNNNNN-YYYYMMDD`, whatever comes behind it. */
static bool parse_dated(struct segment_name *name, const char *text) {
  return segment_parse_digits(text, &name->segment) && text[8] == '-' &&
         segment_parse_digits(text + 9, &name->yyyymmdd);
}

bool segment_parse(struct segment_name *name, const char *file) {
  return strlen(file) == SEGMENT_FILE_BYTES - 1 && parse_dated(name, file) &&
         name->segment > 0 && /* 0 means that there is none */
         begins_alike(file + DATED_BYTES, ENDING, &name->capitals);
}

/** What a command has left that was stopped while it wrote a segment: `….jsonl.new`, or with a number before `.new`. */
static bool is_unfinished(const char *file) {
  struct segment_name name;
  uint8_t capitals;
  if (!parse_dated(&name, file) || !begins_alike(file + DATED_BYTES, ENDING, &capitals)) return false;
  const char *rest = file + SEGMENT_FILE_BYTES - 1;
  if (*rest == '.' && is_digit(rest[1]))
    do rest++;
    while (is_digit(*rest));
  return text_is_alike(rest, ".new");
}

bool segment_parse_beside(struct segment_name *name, const char *file) {
  if (segment_parse(name, file) || is_unfinished(file)) return false;
  for (const char *at = file; *at != 0; at++)
    if ((at == file || !is_digit(at[-1])) && parse_dated(name, at) && !is_digit(at[DATED_BYTES]))
      return name->segment > 0 && name->segment < GRP_FILE_NUMBER_HIGHEST_OWN;
  return false;
}

uint32_t segment_parse_damaged(const char *file) {
  static const char mark[] = GRP_LINK_DAMAGED_MARK;
  enum { NAME_LENGTH = SEGMENT_FILE_BYTES - 1, MARK_LENGTH = sizeof mark - 1 };
  char name[SEGMENT_FILE_BYTES] = "";
  struct segment_name parsed;
  uint8_t capitals;
  if (strlen(file) < NAME_LENGTH + MARK_LENGTH || !begins_alike(file + NAME_LENGTH, mark, &capitals)) return 0;
  memcpy(name, file, NAME_LENGTH);
  /* A second file with the same number ends with `-2`, and so on. */
  const char *rest = file + NAME_LENGTH + MARK_LENGTH;
  if (*rest == '-' && is_digit(rest[1]))
    do rest++;
    while (is_digit(*rest));
  return *rest == 0 && segment_parse(&parsed, name) ? parsed.segment : 0;
}

void segment_add_line(struct buffer *buffer, struct slice json, struct slice link) {
  char digits[PREFIX_BYTES];
  size_t start = buffer->length;
  memset(digits, ' ', sizeof digits);
  buffer_add(buffer, digits, sizeof digits);
  buffer_add_slice(buffer, json);
  if (link.length > 0) {
    buffer_add_u8(buffer, LINK_MARK);
    buffer_add_slice(buffer, link);
  }
  buffer_add_u8(buffer, '\n');
  if (buffer->failed) return;
  uint8_t *line = buffer->bytes + start;
  uint32_t crc = crc32c(slice_of(line + PREFIX_BYTES, buffer->length - start - PREFIX_BYTES - 1));
  const uint8_t bytes[4] = {(uint8_t)(crc >> 24), (uint8_t)(crc >> 16), (uint8_t)(crc >> 8), (uint8_t)crc};
  hex_encode(bytes, sizeof bytes, (char *)line);
}

struct segment_line segment_verify_line(struct slice line, bool is_first) {
  uint8_t crc[4];
  struct segment_line none = {{NULL, 0}, {NULL, 0}};
  if (line.length <= PREFIX_BYTES || line.bytes[CRC_DIGITS] != ' ' ||
      !hex_decode((const char *)line.bytes, sizeof crc, crc))
    return none;
  struct slice rest = slice_of(line.bytes + PREFIX_BYTES, line.length - PREFIX_BYTES);
  uint32_t stated = (uint32_t)crc[0] << 24 | (uint32_t)crc[1] << 16 | (uint32_t)crc[2] << 8 | (uint32_t)crc[3];
  if (crc32c(rest) != stated) return none;
  const uint8_t *mark = is_first ? memchr(rest.bytes, LINK_MARK, rest.length) : NULL;
  if (mark == NULL)
    return memchr(rest.bytes, LINK_MARK, rest.length) == NULL ? (struct segment_line){.json = rest} : none;
  size_t json = (size_t)(mark - rest.bytes);
  return (struct segment_line){slice_of(rest.bytes, json), slice_of(mark + 1, rest.length - json - 1)};
}

/** Whether a line is sound but for a CR before its LF. An editor or a copy in text mode does that; a crash does not. */
static bool is_sound_but_for_cr(struct slice line, bool is_first) {
  return line.length > 0 && line.bytes[line.length - 1] == '\r' &&
         segment_verify_line(slice_of(line.bytes, line.length - 1), is_first).json.length > 0;
}

/** Verifies line by line; `lines`, if there is one, gets their JSON. */
static void verify(struct verified *verified, struct slice bytes, struct buffer *lines) {
  for (size_t start = 0; start < bytes.length;) {
    const uint8_t *from = bytes.bytes + start;
    const uint8_t *lf = memchr(from, '\n', bytes.length - start);
    struct slice line = slice_of(from, lf == NULL ? 0 : (size_t)(lf - from));
    struct segment_line read = segment_verify_line(line, start == 0);
    if (read.json.length == 0) {
      if (verified->bad_offset < 0) verified->bad_offset = (int64_t)start;
      if (is_sound_but_for_cr(line, start == 0)) verified->valid_after_bad = true;
      if (lf == NULL || verified->valid_after_bad) return;
    } else if (verified->bad_offset >= 0) {
      verified->valid_after_bad = true;
      return;
    } else {
      if (lines != NULL && verified->line_count > 0) buffer_add_u8(lines, '\n');
      if (lines != NULL) buffer_add_slice(lines, read.json);
      verified->line_count++;
      if (start == 0) verified->link = read.link;
    }
    start = (size_t)(lf - bytes.bytes) + 1;
  }
}

void segment_verify(struct verified *verified, struct slice bytes) {
  *verified = (struct verified){.bad_offset = -1};
  /* at once: growing would copy what is there again and again */
  if (bytes.length > 0) buffer_room(&verified->lines, bytes.length);
  verify(verified, bytes, &verified->lines);
}

void segment_judge(struct verified *verified, struct slice bytes) {
  *verified = (struct verified){.bad_offset = -1};
  verify(verified, bytes, NULL);
}
