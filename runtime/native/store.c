#include "store.h"

#include <stdlib.h>

#include "generated/codes.h"

/* New sends need this much room, so that what follows a send can always be kept. */
static const uint64_t low_space_bytes = 1024 * 1024;

/** A path inside the folder, freed by the caller. */
static char *inside(const struct store *store, const char *name) {
  return platform_resolve(store->folder, slice_text(name));
}

static enum file_result take_lock(struct store *store) {
  char *path = inside(store, "till.lock");
  enum file_result result = path == NULL ? FILE_FAILED : platform_lock_file(&store->lock, path);
  if (result != FILE_DONE) store->lock = PLATFORM_NO_FILE;
  free(path);
  return result;
}

void store_init(struct store *store) {
  *store = (struct store){.lock = PLATFORM_NO_FILE};
  journal_init(&store->journal, NULL);
}

/** For noting the first link in a folder. */
struct link_search {
  const char *folder;
  char *found;
};

static bool note_link(void *context, const struct platform_entry *entry) {
  struct link_search *search = context;
  if (!entry->is_link) return true;
  search->found = platform_resolve(search->folder, slice_text(entry->name));
  return false;
}

/**
 * A link in the data folder, or the folder itself if it is one: what is written through it would go elsewhere. Or NULL.
 */
static char *find_link(const char *folder) {
  static const char *const inner[] = {"journal", "log", "trace"};
  if (platform_is_link(folder)) return platform_resolve(folder, slice_text(""));
  struct link_search search = {.folder = folder};
  platform_list(folder, note_link, &search);
  for (size_t i = 0; i < sizeof inner / sizeof inner[0] && search.found == NULL; i++) {
    char *path = platform_resolve(folder, slice_text(inner[i]));
    search.folder = path;
    if (path != NULL) platform_list(path, note_link, &search);
    free(path);
  }
  return search.found;
}

int32_t store_open(struct store *store, char *folder, struct store_policy policy) {
  store_init(store);
  store->folder = folder;
  store->group = policy.group;
  journal_init(&store->journal, folder == NULL ? NULL : inside(store, "journal"));
  if (store->journal.folder == NULL) return GRP_E_OUT_OF_MEMORY;
  store->journal.keep_days = policy.keep_days;
  if (!platform_drive_fits(folder) || !platform_is_folder_path(folder)) return GRP_E_DATA_DIR_UNUSABLE;
  store->link = find_link(folder);
  if (store->link != NULL) return GRP_E_DATA_DIR_LINK;
  enum file_result made = platform_make_guarded_folder(folder, policy.group);
  if (made == FILE_MISSING && policy.group.length > 0) return GRP_E_CONFIG_INVALID;
  if (made != FILE_DONE) return 0;
  if (take_lock(store) == FILE_BUSY) return GRP_E_IN_USE;
  return 0;
}

void store_close(struct store *store) {
  journal_free(&store->journal);
  platform_close(store->lock);
  store->lock = PLATFORM_NO_FILE;
  free(store->folder);
  free(store->link);
  store->folder = NULL;
  store->link = NULL;
}

/** Whether a file can be made, written, flushed and removed in the journal's folder. */
static bool probe(const struct store *store) {
  platform_file file;
  bool done = platform_open_in(&file, store->journal.folder, "probe", FILE_PROBE) == FILE_DONE;
  if (done) {
    done = platform_write(file, 0, slice_text("probe")) == FILE_DONE && platform_flush(file) == FILE_DONE;
    platform_close(file);
  }
  return done;
}

static bool is_writable(struct store *store) {
  if (platform_make_guarded_folder(store->folder, store->group) != FILE_DONE) return false;
  if (store->lock == PLATFORM_NO_FILE && take_lock(store) != FILE_DONE) return false;
  return platform_make_own_folder(store->journal.folder) == FILE_DONE && probe(store) && journal_is_usable(&store->journal);
}

bool store_is_low_on_space(struct store *store) {
  return platform_free_bytes(store->folder) < low_space_bytes || !journal_has_room(&store->journal, low_space_bytes);
}

struct store_health store_check(struct store *store) {
  return (struct store_health){.writable = is_writable(store), .low_space = store_is_low_on_space(store)};
}
