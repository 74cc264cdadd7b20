/* The files of the journal's folder: journal.c writes them, journal_view.c reads them, links.c measures them. */
#ifndef GRP_JOURNAL_FILES_H
#define GRP_JOURNAL_FILES_H

#include "journal.h"

enum file_result journal_open_segment(const struct journal *journal, struct segment_name name, enum file_mode mode,
                                      platform_file *file);
/** Lists all segments, newest first. False when the folder cannot be read; a missing folder has none. */
bool journal_list(struct journal *journal);
/** The files of the last list, newest first. */
struct segment_file *journal_files(const struct journal *journal, size_t *count);
/**
 * Looks again. False when a segment with this number or a higher one has come or has another size since the last list,
 * and on failure.
 */
bool journal_is_above_all(const struct journal *journal, uint32_t segment);
bool journal_is_listed(void *journal, struct segment_name name);
bool journal_is_same(struct segment_name one, struct segment_name other);
/** After a failed write: cuts the file back to what was flushed. */
bool journal_repair(struct journal *journal);

#endif
