/* The few texts that the library itself gives out. */
#ifndef GRP_TEXTS_H
#define GRP_TEXTS_H

#include <stddef.h>
#include <stdint.h>

/** Enough room for any text that is made here. */
enum { MAX_TEXT_BYTES = 256 };

/** Writes the line of grp_version; returns its length. */
size_t version_line(char line[MAX_TEXT_BYTES]);

/** The sentence for a code (see grp_error_text): from the table, or made in `generic`. */
const char *error_text(int32_t code, int32_t lang, char generic[MAX_TEXT_BYTES]);

#endif
