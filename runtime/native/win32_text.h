/* What the Windows files of the platform layer share: UTF-8 and UTF-16, failures, links, and rights. */
#ifndef GRP_WIN32_TEXT_H
#define GRP_WIN32_TEXT_H

#include "platform.h"

/** UTF-8 as UTF-16, freed by the caller; NULL when it is no valid UTF-8 or there is no memory. */
wchar_t *win32_wide(const char *utf8);
/** UTF-16 as UTF-8, freed by the caller; NULL when there is no memory. */
char *win32_utf8(const wchar_t *wide);
/** The absolute path for a UTF-8 path, in the form without the limit of 260 characters. */
wchar_t *win32_path(const char *utf8);

/** What the last failure of this thread means. */
enum file_result win32_last_result(void);
/**
 * True for links, junctions and mounted volumes, but not for reparse points that lead nowhere else, as of
 * deduplication.
 */
bool win32_redirects(DWORD attributes, DWORD tag);

/** A descriptor for owner, administrators, system and a group only, freed with LocalFree; NULL without such a group. */
void *win32_guard(struct slice group);

#endif
