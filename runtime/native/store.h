/* A till's data folder: `till.lock`, `journal/`, `log/`, `trace/`. One session holds it, other programs may read it. */
#ifndef GRP_STORE_H
#define GRP_STORE_H

#include "journal.h"

struct store {
  char *folder;
  struct journal journal;
  platform_file lock;
  struct slice group; /* who besides the owner may write the folder; the policy's bytes */
  char *link;         /* the link because of which store_open refused, or NULL */
};

/** What the config says about the store. */
struct store_policy {
  struct slice group;
  uint32_t keep_days;
};

/** What the bundle is told about the store. */
struct store_health {
  bool writable;
  bool low_space; /* less than what may have to be kept after a send */
};

/** Makes a store that is not open. store_close may be called on it. */
void store_init(struct store *store);

/**
 * Makes the folder if it is missing and takes its lock. A folder that cannot be written is not refused.
 * Takes over the path. Returns 0, or in-use, data-dir-unusable, data-dir-link (`link` is its path), config-invalid (no
 * such group), out-of-memory. The caller must call store_close in any case.
 */
int32_t store_open(struct store *store, char *folder, struct store_policy policy);
/** Closes the files and, last, releases the lock. May be called again. */
void store_close(struct store *store);

/** Tries everything that an append needs: folder, lock, a flushed write, the current segment, room. */
struct store_health store_check(struct store *store);
/**
 * Whether the disk or the day's quota of the journal has too little room. Then a send is refused, so no outcome is
 * lost.
 */
bool store_is_low_on_space(struct store *store);

#endif
