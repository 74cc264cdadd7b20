/* Byte strings: a growable buffer, and a reader that never leaves its bytes. Little-endian, as the boundary is. */
#ifndef GRP_BYTES_H
#define GRP_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Borrowed bytes: whoever made them keeps them. */
struct slice {
  const uint8_t *bytes;
  size_t length;
};

struct slice slice_of(const void *bytes, size_t length);
struct slice slice_text(const char *text);

/**
 * A buffer that grows. Starts as {0}. A failed allocation is remembered in `failed` and makes every later write a no-op,
 * so that a record is built without a check after each field and checked once at its end.
 */
struct buffer {
  uint8_t *bytes;
  size_t length;
  size_t capacity;
  bool failed;
};

void buffer_free(struct buffer *buffer);
/** Empties it for the next use; keeps the memory and forgets the failure. */
void buffer_clear(struct buffer *buffer);
/** Makes room for `more` bytes behind the end and returns where they go, or NULL. Does not change the length. */
uint8_t *buffer_room(struct buffer *buffer, size_t more);
void buffer_add(struct buffer *buffer, const void *bytes, size_t length);
void buffer_add_slice(struct buffer *buffer, struct slice slice);
void buffer_add_text(struct buffer *buffer, const char *text);
void buffer_add_u8(struct buffer *buffer, uint8_t value);
void buffer_add_i16(struct buffer *buffer, int16_t value);
void buffer_add_u32(struct buffer *buffer, uint32_t value);
void buffer_add_f64(struct buffer *buffer, double value);
/** u32 length and the bytes. */
void buffer_add_bytes(struct buffer *buffer, struct slice slice);
struct slice buffer_slice(const struct buffer *buffer);

/** Reads fields in order. After the first field that is not there, `failed` is set and everything reads as empty. */
struct reader {
  struct slice rest;
  bool failed;
};

uint8_t read_u8(struct reader *reader);
uint32_t read_u32(struct reader *reader);
double read_f64(struct reader *reader);
/** An f64 that is a safe integer from `least`, which is 0 or -1, as every moment and offset of the boundary is. */
double read_integer(struct reader *reader, double least);
/** u32 length and the bytes: a slice of the reader's own. */
struct slice read_bytes(struct reader *reader);
/** True when all was read and nothing is left. */
bool reader_at_end(const struct reader *reader);

#endif
