/* A journal segment as a file: its name, and its lines `crc32c-hex SP json LF`. No JSON is parsed here. */
#ifndef GRP_SEGMENT_H
#define GRP_SEGMENT_H

#include "bytes.h"

/** Names one segment. Segments are ordered by number, because clocks can go back. */
struct segment_name {
  uint32_t segment;
  uint32_t yyyymmdd;
  uint8_t capitals; /* which letters of its ending are capitals, as some programs copy names; none in ours */
};

enum { SEGMENT_FILE_BYTES = 8 + 1 + 8 + 6 + 1 };

/** Writes `NNNNNNNN-YYYYMMDD.jsonl`. */
void segment_file(struct segment_name name, char file[SEGMENT_FILE_BYTES]);
/** Reads such a name, in capitals too, because Windows opens one file by both; false for anything else. */
bool segment_parse(struct segment_name *name, const char *file);
/**
 * Reads a segment's number and date inside another name: of a copy, of what a program has renamed, or of what `repair`
 * set aside. False when there is none, or when no segment of ours could have had that number.
 */
bool segment_parse_beside(struct segment_name *name, const char *file);
/**
 * The number of a segment that was set aside, `NNNNNNNN-YYYYMMDD.jsonl.damaged`, perhaps with `-2` after it; else 0.
 */
uint32_t segment_parse_damaged(const char *file);
/** Eight decimal digits; false for anything else. */
bool segment_parse_digits(const char *text, uint32_t *value);

/** What a line holds. */
struct segment_line {
  struct slice json; /* empty when the line does not verify */
  struct slice link; /* what follows the JSON of a first line, or empty */
};

/** Verifies a line (without its LF). Only the first line of a segment may have a link. */
struct segment_line segment_verify_line(struct slice line, bool is_first);

/** What verifying a segment's bytes finds. */
struct verified {
  struct buffer lines; /* JSON of the lines before any damage, joined by LF; the caller's to free */
  size_t line_count;
  struct slice link;    /* of the first line: a slice of the segment's bytes */
  int64_t bad_offset;   /* where damage begins; -1 when there is none */
  bool valid_after_bad; /* then it is not a torn tail; also set by a line that ends with CR LF */
};

/** Verifies line by line. A last line without its LF was never flushed as a whole, so it counts as damage. */
void segment_verify(struct verified *verified, struct slice bytes);
/** The same verdict without the lines: nothing is copied, and nothing is to be freed. */
void segment_judge(struct verified *verified, struct slice bytes);

/** Adds one line as it is written; `link` is empty for all lines but a segment's first. */
void segment_add_line(struct buffer *buffer, struct slice json, struct slice link);

#endif
