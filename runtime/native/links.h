/*
 * The chain of segments. Each segment begins with the number and the digest of the one before it, or of the files that
 * were set aside.
 */
#ifndef GRP_LINKS_H
#define GRP_LINKS_H

#include "journal.h"

/** The highest segment below a number, or NULL. */
const struct segment_file *links_below(const struct journal *journal, uint32_t segment);
/** Whether a segment below a number begins with a link. */
bool links_any_below(const struct journal *journal, uint32_t segment);
/** Adds what a new segment says about the current one; nothing when there is none. False when that cannot be read. */
bool links_name_current(struct journal *journal, struct buffer *link);
/**
 * Measures what a link states. This is the highest segment below the current one, whatever its number, so that a
 * segment that somebody put in between shows as a difference; and the files that were set aside. False when one cannot
 * be read.
 */
bool links_measure(const struct journal *journal, struct slice stated, struct buffer *measured);

#endif
