/* Byte strings: a growable buffer, and a reader that never reads beyond its bytes. Little-endian, like the boundary. */
#ifndef GRP_BYTES_H
#define GRP_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Borrowed bytes: they belong to whoever made them. */
struct slice {
  const uint8_t *bytes;
  size_t length;
};

struct slice slice_of(const void *bytes, size_t length);
struct slice slice_text(const char *text);
/** Whether each byte is a character of ASCII, but for NUL. */
bool slice_is_ascii(struct slice slice);

/**
 * A buffer that grows. Starts as {0}. A failed allocation is remembered in `failed` and makes every later write a
 * no-op, so that a record can be built without a check after each field and checked once at its end.
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
/** Adds the length as a u32, then the bytes. */
void buffer_add_bytes(struct buffer *buffer, struct slice slice);
struct slice buffer_slice(const struct buffer *buffer);

/** Reads fields in order. From the first missing field on, `failed` is set and every field reads as empty. */
struct reader {
  struct slice rest;
  bool failed;
};

uint8_t read_u8(struct reader *reader);
uint32_t read_u32(struct reader *reader);
double read_f64(struct reader *reader);
/**
 * Reads an f64 that must be a safe integer of at least `least` (0 or -1), as all moments and offsets of the boundary
 * are.
 */
double read_integer(struct reader *reader, double least);
/** Reads a u32 length and that many bytes. The slice points into the reader's own bytes. */
struct slice read_bytes(struct reader *reader);
/** True when every field was there and nothing is left. */
bool reader_at_end(const struct reader *reader);

/**
 * Whether a text is this one, which has no capitals, or this one in capitals: names in both forms are one file to
 * Windows.
 */
bool text_is_alike(const char *text, const char *small);

#endif
