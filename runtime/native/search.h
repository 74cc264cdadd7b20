/* Finds bytes in bytes: the journal is searched by them, and nothing in it is read as anything else. */
#ifndef GRP_SEARCH_H
#define GRP_SEARCH_H

#include "bytes.h"

/** Where the needle (at least one byte) first stands, or NULL. */
const uint8_t *search(struct slice bytes, struct slice needle);

#endif
