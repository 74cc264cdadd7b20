/* CRC-32C of journal lines, SHA-256 of bundle and segments: the two digests for which QuickJS is too slow. */
#ifndef GRP_DIGEST_H
#define GRP_DIGEST_H

#include "bytes.h"

enum { SHA256_BYTES = 32, SHA256_DIGITS = 64 };

uint32_t crc32c(struct slice bytes);
void sha256(struct slice bytes, uint8_t digest[SHA256_BYTES]);

/** A SHA-256 of bytes that come in pieces. It may be copied, and bytes may be added after its digest was taken. */
struct sha256 {
  uint32_t state[8];
  uint64_t length;
  uint8_t block[64];
};

void sha256_begin(struct sha256 *sum);
void sha256_add(struct sha256 *sum, struct slice bytes);
void sha256_digest(const struct sha256 *sum, uint8_t digest[SHA256_BYTES]);

/** `count` bytes as 2 × `count` lower-case hex digits, without a NUL. */
void hex_encode(const uint8_t *bytes, size_t count, char *text);
/** The opposite; false when a digit is not lower-case hex. */
bool hex_decode(const char *text, size_t count, uint8_t *bytes);

#endif
