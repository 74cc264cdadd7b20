/* A till's data folder: `till.lock`, `journal/`, `log/`, `trace/`. One session holds it, other programs may read it. */
#ifndef GRP_STORE_H
#define GRP_STORE_H

#include "journal.h"

struct store {
  char *folder;
  struct journal journal;
  platform_file lock;
  struct slice group; /* who may write the folder beside its owner: the policy's bytes */
  char *link;         /* the path that store_open has refused, or NULL */
};

/** What the config says of the store. */
struct store_policy {
  struct slice group;
  uint32_t keep_days;
};

/** What the bundle is told of the store. */
struct store_health {
  bool writable;
  bool low_space; /* less than what may have to be kept after a send */
};

/** A store that is not open: store_close does no harm. */
void store_init(struct store *store);

/**
 * Makes the folder where it is missing and takes its lock. A folder that cannot be written is no refusal.
 * Takes the path over. Returns 0, or in-use, data-dir-unusable, data-dir-link (`link` is its path), config-invalid (no
 * such group), out-of-memory; store_close is due in any case.
 */
int32_t store_open(struct store *store, char *folder, struct store_policy policy);
/** Lets go of the files and, last, of the lock. May be called again. */
void store_close(struct store *store);

/** Tries everything that an append needs: folder, lock, a flushed write, the current segment, room. */
struct store_health store_check(struct store *store);
/** On the disk, or in the day's quota of the journal: a send is refused rather than its outcome lost. */
bool store_is_low_on_space(struct store *store);

#endif
