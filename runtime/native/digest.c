#include "digest.h"

#include <string.h>

/*
 * CRC-32C of eight bytes at a time ("slicing"), with eight tables that are made when the first sum is asked for. Two
 * threads that make them at the same time write the same words.
 */
static uint32_t crc_tables[8][256];
static uint32_t crc_tables_made;

static void make_crc_tables(void) {
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t crc = i;
    for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78 : 0);
    __atomic_store_n(&crc_tables[0][i], crc, __ATOMIC_RELAXED);
  }
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t crc = crc_tables[0][i];
    for (int table = 1; table < 8; table++) {
      crc = crc >> 8 ^ crc_tables[0][crc & 255];
      __atomic_store_n(&crc_tables[table][i], crc, __ATOMIC_RELAXED);
    }
  }
  __atomic_store_n(&crc_tables_made, 1, __ATOMIC_RELEASE);
}

static uint32_t little_endian(const uint8_t *b) {
  return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

uint32_t crc32c(struct slice bytes) {
  if (__atomic_load_n(&crc_tables_made, __ATOMIC_ACQUIRE) == 0) make_crc_tables();
  uint32_t crc = UINT32_MAX;
  const uint8_t *at = bytes.bytes;
  size_t left = bytes.length;
  for (; left >= 8; at += 8, left -= 8) {
    uint32_t low = little_endian(at) ^ crc, high = little_endian(at + 4);
    crc = crc_tables[7][low & 255] ^ crc_tables[6][low >> 8 & 255] ^ crc_tables[5][low >> 16 & 255] ^
          crc_tables[4][low >> 24] ^ crc_tables[3][high & 255] ^ crc_tables[2][high >> 8 & 255] ^
          crc_tables[1][high >> 16 & 255] ^ crc_tables[0][high >> 24];
  }
  for (; left > 0; at++, left--) crc = crc >> 8 ^ crc_tables[0][(crc ^ *at) & 255];
  return ~crc;
}

static const uint32_t round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate_right(uint32_t value, unsigned bits) {
  return value >> bits | value << (32 - bits);
}

/** One round. The eight words stay where they are; the caller shifts their names by one each time instead. */
static inline void sha256_round(uint32_t a, uint32_t b, uint32_t c, uint32_t *d, uint32_t e, uint32_t f, uint32_t g,
                                uint32_t *h, uint32_t added) {
  uint32_t s1 = rotate_right(e, 6) ^ rotate_right(e, 11) ^ rotate_right(e, 25);
  uint32_t s0 = rotate_right(a, 2) ^ rotate_right(a, 13) ^ rotate_right(a, 22);
  uint32_t t1 = *h + s1 + (g ^ (e & (f ^ g))) + added;
  *d += t1;
  *h = t1 + s0 + ((a & b) | (c & (a | b)));
}

static void sha256_schedule(uint32_t words[64], const uint8_t *block) {
  for (int i = 0; i < 16; i++) {
    const uint8_t *b = block + 4 * i;
    words[i] = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | (uint32_t)b[3];
  }
  for (int i = 16; i < 64; i++) {
    uint32_t early = words[i - 15], late = words[i - 2];
    uint32_t s0 = rotate_right(early, 7) ^ rotate_right(early, 18) ^ early >> 3;
    uint32_t s1 = rotate_right(late, 17) ^ rotate_right(late, 19) ^ late >> 10;
    words[i] = words[i - 16] + s0 + words[i - 7] + s1;
  }
}

static void sha256_block(uint32_t state[8], const uint8_t *block) {
  uint32_t words[64];
  sha256_schedule(words, block);
  uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
  uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
  for (int i = 0; i < 64; i += 8) {
    const uint32_t *word = words + i, *constant = round_constants + i;
    sha256_round(a, b, c, &d, e, f, g, &h, word[0] + constant[0]);
    sha256_round(h, a, b, &c, d, e, f, &g, word[1] + constant[1]);
    sha256_round(g, h, a, &b, c, d, e, &f, word[2] + constant[2]);
    sha256_round(f, g, h, &a, b, c, d, &e, word[3] + constant[3]);
    sha256_round(e, f, g, &h, a, b, c, &d, word[4] + constant[4]);
    sha256_round(d, e, f, &g, h, a, b, &c, word[5] + constant[5]);
    sha256_round(c, d, e, &f, g, h, a, &b, word[6] + constant[6]);
    sha256_round(b, c, d, &e, f, g, h, &a, word[7] + constant[7]);
  }
  const uint32_t mixed[8] = {a, b, c, d, e, f, g, h};
  for (int i = 0; i < 8; i++) state[i] += mixed[i];
}

void sha256_begin(struct sha256 *sum) {
  static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  memcpy(sum->state, start, sizeof start);
  sum->length = 0;
}

void sha256_add(struct sha256 *sum, struct slice bytes) {
  size_t held = (size_t)(sum->length % 64);
  sum->length += bytes.length;
  while (bytes.length > 0) {
    if (held == 0 && bytes.length >= 64) {
      sha256_block(sum->state, bytes.bytes);
      bytes = slice_of(bytes.bytes + 64, bytes.length - 64);
      continue;
    }
    size_t count = bytes.length < 64 - held ? bytes.length : 64 - held;
    memcpy(sum->block + held, bytes.bytes, count);
    bytes = slice_of(bytes.bytes + count, bytes.length - count);
    held += count;
    if (held < 64) return;
    sha256_block(sum->state, sum->block);
    held = 0;
  }
}

void sha256_digest(const struct sha256 *sum, uint8_t digest[SHA256_BYTES]) {
  struct sha256 last = *sum;
  uint8_t tail[128] = {0x80};
  size_t held = (size_t)(sum->length % 64), padding = held < 56 ? 56 - held : 120 - held;
  for (int i = 0; i < 8; i++) tail[padding + (size_t)i] = (uint8_t)(sum->length * 8 >> (56 - 8 * i));
  sha256_add(&last, slice_of(tail, padding + 8));
  for (int i = 0; i < SHA256_BYTES; i++) digest[i] = (uint8_t)(last.state[i / 4] >> (24 - 8 * (i % 4)));
}

void sha256(struct slice bytes, uint8_t digest[SHA256_BYTES]) {
  struct sha256 sum;
  sha256_begin(&sum);
  sha256_add(&sum, bytes);
  sha256_digest(&sum, digest);
}

static const char hex_digits[] = "0123456789abcdef";

void hex_encode(const uint8_t *bytes, size_t count, char *text) {
  for (size_t i = 0; i < count; i++) {
    text[2 * i] = hex_digits[bytes[i] >> 4];
    text[2 * i + 1] = hex_digits[bytes[i] & 15];
  }
}

static int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  return -1;
}

bool hex_decode(const char *text, size_t count, uint8_t *bytes) {
  for (size_t i = 0; i < count; i++) {
    int high = hex_value(text[2 * i]), low = hex_value(text[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    bytes[i] = (uint8_t)(high << 4 | low);
  }
  return true;
}
