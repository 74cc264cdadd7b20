/* DEFLATE (RFC 1951), as a ZIP file has it. */
#ifndef GRP_PROGRAM_INFLATE_H
#define GRP_PROGRAM_INFLATE_H

#include "../bytes.h"

/** Unpacks all of `packed` into exactly `size` bytes; false when it is damaged, or gives more or less. */
bool inflate(struct slice packed, uint8_t *out, size_t size);

#endif
