#include "bytes.h"

#include <stdlib.h>
#include <string.h>

struct slice slice_of(const void *bytes, size_t length) {
  return (struct slice){bytes, length};
}

struct slice slice_text(const char *text) {
  return slice_of(text, strlen(text));
}

bool slice_is_ascii(struct slice slice) {
  for (size_t i = 0; i < slice.length; i++)
    if (slice.bytes[i] == 0 || slice.bytes[i] > 0x7f) return false;
  return true;
}

void buffer_free(struct buffer *buffer) {
  free(buffer->bytes);
  *buffer = (struct buffer){0};
}

void buffer_clear(struct buffer *buffer) {
  buffer->length = 0;
  buffer->failed = false;
}

uint8_t *buffer_room(struct buffer *buffer, size_t more) {
  if (buffer->failed) return NULL;
  if (more > SIZE_MAX / 2 - buffer->length) {
    buffer->failed = true;
    return NULL;
  }
  size_t needed = buffer->length + more;
  if (needed > buffer->capacity) {
    size_t capacity = needed < 256 ? 256 : needed + needed / 2;
    uint8_t *bytes = realloc(buffer->bytes, capacity);
    if (bytes == NULL) {
      buffer->failed = true;
      return NULL;
    }
    buffer->bytes = bytes;
    buffer->capacity = capacity;
  }
  return buffer->bytes + buffer->length;
}

void buffer_add(struct buffer *buffer, const void *bytes, size_t length) {
  if (length == 0) return;
  uint8_t *room = buffer_room(buffer, length);
  if (room == NULL) return;
  memcpy(room, bytes, length);
  buffer->length += length;
}

void buffer_add_slice(struct buffer *buffer, struct slice slice) {
  buffer_add(buffer, slice.bytes, slice.length);
}

void buffer_add_text(struct buffer *buffer, const char *text) {
  buffer_add(buffer, text, strlen(text));
}

void buffer_add_u8(struct buffer *buffer, uint8_t value) {
  buffer_add(buffer, &value, 1);
}

void buffer_add_i16(struct buffer *buffer, int16_t value) {
  uint16_t bits = (uint16_t)value;
  const uint8_t bytes[2] = {(uint8_t)bits, (uint8_t)(bits >> 8)};
  buffer_add(buffer, bytes, sizeof bytes);
}

void buffer_add_u32(struct buffer *buffer, uint32_t value) {
  const uint8_t bytes[4] = {(uint8_t)value, (uint8_t)(value >> 8), (uint8_t)(value >> 16), (uint8_t)(value >> 24)};
  buffer_add(buffer, bytes, sizeof bytes);
}

void buffer_add_f64(struct buffer *buffer, double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  buffer_add_u32(buffer, (uint32_t)bits);
  buffer_add_u32(buffer, (uint32_t)(bits >> 32));
}

void buffer_add_bytes(struct buffer *buffer, struct slice slice) {
  if (slice.length > UINT32_MAX) {
    buffer->failed = true;
    return;
  }
  buffer_add_u32(buffer, (uint32_t)slice.length);
  buffer_add_slice(buffer, slice);
}

struct slice buffer_slice(const struct buffer *buffer) {
  return slice_of(buffer->bytes, buffer->length);
}

/** The next `length` bytes. If there are fewer, NULL, and the reader has failed. */
static const uint8_t *take(struct reader *reader, size_t length) {
  if (reader->failed || length > reader->rest.length) {
    reader->failed = true;
    reader->rest.length = 0;
    return NULL;
  }
  const uint8_t *bytes = reader->rest.bytes;
  reader->rest.bytes += length;
  reader->rest.length -= length;
  return bytes;
}

uint8_t read_u8(struct reader *reader) {
  const uint8_t *bytes = take(reader, 1);
  return bytes == NULL ? 0 : bytes[0];
}

uint32_t read_u32(struct reader *reader) {
  const uint8_t *b = take(reader, 4);
  if (b == NULL) return 0;
  return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

double read_f64(struct reader *reader) {
  uint64_t low = read_u32(reader);
  uint64_t bits = low | (uint64_t)read_u32(reader) << 32;
  double value;
  memcpy(&value, &bits, sizeof value);
  return reader->failed ? 0 : value;
}

static const double safe_integer = 9007199254740991.0;

double read_integer(struct reader *reader, double least) {
  double value = read_f64(reader);
  /* NaN fails the first comparison; within the range a conversion to int64 is defined. */
  if (!(value >= least && value <= safe_integer) || (double)(int64_t)value != value) reader->failed = true;
  return reader->failed ? 0 : value;
}

struct slice read_bytes(struct reader *reader) {
  uint32_t length = read_u32(reader);
  const uint8_t *bytes = take(reader, length);
  return bytes == NULL ? slice_of(NULL, 0) : slice_of(bytes, length);
}

bool reader_at_end(const struct reader *reader) {
  return !reader->failed && reader->rest.length == 0;
}

bool text_is_alike(const char *text, const char *small) {
  while (*small != 0 && (*text >= 'A' && *text <= 'Z' ? *text - 'A' + 'a' : *text) == *small) text++, small++;
  return *small == 0 && *text == 0;
}
