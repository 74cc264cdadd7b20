/* CRC-32C of journal lines, SHA-256 of the bundle: the two digests that QuickJS is too slow for. */
#ifndef GRP_DIGEST_H
#define GRP_DIGEST_H

#include "bytes.h"

uint32_t crc32c(struct slice bytes);
void sha256(struct slice bytes, uint8_t digest[32]);

/** `count` bytes as 2 × `count` lower-case hex digits, without a NUL. */
void hex_encode(const uint8_t *bytes, size_t count, char *text);
/** The opposite; false when a digit is not lower-case hex. */
bool hex_decode(const char *text, size_t count, uint8_t *bytes);

#endif
