/* Finds bytes in bytes. The journal is searched in this way, and nothing in it is parsed. */
#ifndef GRP_SEARCH_H
#define GRP_SEARCH_H

#include "bytes.h"

/** The first place where the needle (at least one byte) is found, or NULL. */
const uint8_t *search(struct slice bytes, struct slice needle);

#endif
