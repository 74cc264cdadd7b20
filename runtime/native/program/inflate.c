#include "inflate.h"

#include <string.h>

/*
 * From RFC 1951: codes of at most 15 bits, 288 for literals and lengths, 30 for distances, 19 for the lengths of codes.
 */
enum { MAX_BITS = 15, MAX_LENGTHS = 288, MAX_DISTANCES = 30, MAX_ORDER = 19, END_OF_BLOCK = 256 };

/** What is read, from the lowest bit of each byte on, and what is written. The first error ends it. */
struct inflater {
  struct slice in;
  size_t in_at;
  uint32_t bits;
  unsigned bit_count;
  uint8_t *out;
  size_t out_size;
  size_t out_at;
  bool failed;
};

/** A canonical Huffman code: how many codes of each length there are, and the symbols in the order of their codes. */
struct code {
  uint16_t counts[MAX_BITS + 1];
  uint16_t symbols[MAX_LENGTHS];
};

static unsigned take_bits(struct inflater *at, unsigned count) {
  while (at->bit_count < count) {
    if (at->in_at >= at->in.length) {
      at->failed = true;
      return 0;
    }
    at->bits |= (uint32_t)at->in.bytes[at->in_at++] << at->bit_count;
    at->bit_count += 8;
  }
  unsigned value = at->bits & ((1U << count) - 1);
  at->bits >>= count;
  at->bit_count -= count;
  return value;
}

/** Makes a code from its lengths; false when they form no code. Only a code of a single distance may be incomplete. */
static bool make_code(struct code *code, const uint8_t *lengths, unsigned count) {
  uint16_t offsets[MAX_BITS + 1] = {0};
  int left = 1;
  memset(code->counts, 0, sizeof code->counts);
  for (unsigned i = 0; i < count; i++) code->counts[lengths[i]]++;
  unsigned used = count - code->counts[0];
  code->counts[0] = 0;
  for (unsigned bits = 1; bits <= MAX_BITS; bits++) {
    left = left * 2 - code->counts[bits];
    if (left < 0) return false;
  }
  for (unsigned bits = 1; bits < MAX_BITS; bits++) offsets[bits + 1] = (uint16_t)(offsets[bits] + code->counts[bits]);
  for (unsigned i = 0; i < count; i++)
    if (lengths[i] != 0) code->symbols[offsets[lengths[i]]++] = (uint16_t)i;
  return left == 0 || used <= 1;
}

static unsigned take_symbol(struct inflater *at, const struct code *code) {
  int value = 0, first = 0, index = 0;
  for (unsigned bits = 1; bits <= MAX_BITS && !at->failed; bits++) {
    value |= (int)take_bits(at, 1);
    int count = code->counts[bits];
    if (value - first < count) return code->symbols[index + (value - first)];
    index += count;
    first = (first + count) << 1;
    value <<= 1;
  }
  at->failed = true;
  return 0;
}

static void put(struct inflater *at, uint8_t byte) {
  if (at->out_at >= at->out_size) at->failed = true;
  else at->out[at->out_at++] = byte;
}

static void copy(struct inflater *at, unsigned length, unsigned distance) {
  if (distance > at->out_at || length > at->out_size - at->out_at) {
    at->failed = true;
    return;
  }
  /* One byte at a time, because the copied bytes may be ones that were just written. */
  for (; length > 0; length--, at->out_at++) at->out[at->out_at] = at->out[at->out_at - distance];
}

static void stored_block(struct inflater *at) {
  at->bits = 0;
  at->bit_count = 0;
  unsigned length = take_bits(at, 16), inverse = take_bits(at, 16);
  if (at->failed || length != (inverse ^ 0xffff) || length > at->in.length - at->in_at ||
      length > at->out_size - at->out_at) {
    at->failed = true;
    return;
  }
  if (length > 0) memcpy(at->out + at->out_at, at->in.bytes + at->in_at, length);
  at->in_at += length;
  at->out_at += length;
}

static void coded_block(struct inflater *at, const struct code *lengths, const struct code *distances) {
  static const uint16_t length_base[] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                         31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
  static const uint8_t length_more[] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
  static const uint16_t distance_base[] = {1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
                                           193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
  while (!at->failed) {
    unsigned symbol = take_symbol(at, lengths);
    if (symbol == END_OF_BLOCK || at->failed) return;
    if (symbol < END_OF_BLOCK) {
      put(at, (uint8_t)symbol);
      continue;
    }
    symbol -= END_OF_BLOCK + 1;
    if (symbol >= sizeof length_more) break;
    unsigned length = length_base[symbol] + take_bits(at, length_more[symbol]);
    unsigned far = take_symbol(at, distances);
    if (far >= MAX_DISTANCES || at->failed) break;
    copy(at, length, distance_base[far] + take_bits(at, far < 4 ? 0 : far / 2 - 1));
  }
  at->failed = true;
}

static void fixed_block(struct inflater *at) {
  struct code lengths, distances;
  uint8_t bits[MAX_LENGTHS];
  for (unsigned i = 0; i < MAX_LENGTHS; i++) bits[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
  make_code(&lengths, bits, MAX_LENGTHS);
  memset(bits, 5, MAX_DISTANCES);
  make_code(&distances, bits, MAX_DISTANCES);
  coded_block(at, &lengths, &distances);
}

/** Reads the lengths of both codes, which are themselves written in a code. */
static void take_lengths(struct inflater *at, const struct code *order, uint8_t *lengths, unsigned count) {
  for (unsigned index = 0; index < count && !at->failed;) {
    unsigned symbol = take_symbol(at, order);
    if (symbol < 16) {
      lengths[index++] = (uint8_t)symbol;
      continue;
    }
    if (symbol == 16 && index == 0) {
      at->failed = true;
      return;
    }
    uint8_t again = symbol == 16 ? lengths[index - 1] : 0;
    unsigned times = symbol == 16 ? 3 + take_bits(at, 2) : symbol == 17 ? 3 + take_bits(at, 3) : 11 + take_bits(at, 7);
    if (times > count - index) {
      at->failed = true;
      return;
    }
    for (; times > 0; times--) lengths[index++] = again;
  }
}

static void dynamic_block(struct inflater *at) {
  static const uint8_t places[MAX_ORDER] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
  struct code order, lengths, distances;
  uint8_t bits[MAX_LENGTHS + MAX_DISTANCES] = {0};
  unsigned length_count = take_bits(at, 5) + 257, distance_count = take_bits(at, 5) + 1, order_count = take_bits(at, 4) + 4;
  if (at->failed || length_count > 286 || distance_count > MAX_DISTANCES) {
    at->failed = true;
    return;
  }
  for (unsigned i = 0; i < order_count; i++) bits[places[i]] = (uint8_t)take_bits(at, 3);
  if (at->failed || !make_code(&order, bits, MAX_ORDER)) {
    at->failed = true;
    return;
  }
  memset(bits, 0, sizeof bits);
  take_lengths(at, &order, bits, length_count + distance_count);
  if (at->failed || bits[END_OF_BLOCK] == 0 || !make_code(&lengths, bits, length_count) ||
      !make_code(&distances, bits + length_count, distance_count)) {
    at->failed = true;
    return;
  }
  coded_block(at, &lengths, &distances);
}

bool inflate(struct slice packed, uint8_t *out, size_t size) {
  struct inflater at = {.in = packed, .out = out, .out_size = size};
  bool is_last = false;
  while (!is_last && !at.failed) {
    is_last = take_bits(&at, 1) != 0;
    switch (take_bits(&at, 2)) {
      case 0: stored_block(&at); break;
      case 1: fixed_block(&at); break;
      case 2: dynamic_block(&at); break;
      default: at.failed = true;
    }
  }
  return !at.failed && at.out_at == size && at.in_at == packed.length;
}
