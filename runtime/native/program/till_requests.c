/* Requests about a till: the lock of its data folder, its journal, and what its config names. */
#include <stdlib.h>
#include <string.h>

#include "../generated/codes.h"
#include "../generated/program.h"
#include "request.h"

uint8_t do_unlock(struct request *request) {
  if (request->host->holds_store) store_close(&request->host->store);
  request->host->holds_store = false;
  if (request->host->holds_claim) platform_close(request->host->claim);
  request->host->holds_claim = false;
  return GRP_STATUS_OK;
}

/** Takes a folder whose programs will be exchanged, so that no other command does the same. `unlock` gives it free. */
uint8_t do_claim(struct request *request) {
  struct program_host *host = request->host;
  do_unlock(request);
  char *folder = take_path(request);
  if (folder == NULL) return GRP_STATUS_OUTSIDE;
  enum file_result result = platform_claim_folder(&host->claim, folder);
  host->holds_claim = result == FILE_DONE;
  uint8_t status = result == FILE_DENIED ? files_folder_status(folder, result) : files_status(result);
  free(folder);
  return status;
}

/** Locks a till's data folder in the same way as the till locks it. */
uint8_t do_lock(struct request *request) {
  struct program_host *host = request->host;
  do_unlock(request);
  char *folder = take_path(request);
  if (folder == NULL) return GRP_STATUS_OUTSIDE;
  store_init(&host->store);
  host->holds_store = true;
  int32_t code = store_open(&host->store, folder, (struct store_policy){.keep_days = 3650});
  if (code == 0) {
    buffer_add_u8(request->reply, store_check(&host->store).writable);
    return GRP_STATUS_OK;
  }
  do_unlock(request);
  if (code == GRP_E_IN_USE) return GRP_STATUS_IN_USE;
  return code == GRP_E_DATA_DIR_LINK ? GRP_STATUS_LINK : GRP_STATUS_DENIED;
}

/** Reads the journal of the folder that is locked, as the till would find it. */
uint8_t do_journal(struct request *request) {
  struct journal_view view;
  if (!request->host->holds_store) return GRP_STATUS_FAILED;
  bool read = journal_load(&request->host->store.journal, &view);
  buffer_add_u32(request->reply, view.name.segment);
  buffer_add_f64(request->reply, (double)view.bad_offset);
  buffer_add_u8(request->reply, view.tail_cut);
  buffer_add_u8(request->reply, view.corrupt);
  journal_view_free(&view);
  return read ? GRP_STATUS_OK : GRP_STATUS_FAILED;
}

/** Appends a record to the journal, as the till would write it. A torn tail is cut off first. */
uint8_t do_append(struct request *request) {
  if (!request->host->holds_store) return GRP_STATUS_FAILED;
  struct journal *journal = &request->host->store.journal;
  if (journal->torn_at >= 0 && !journal_truncate(journal, journal->name.segment, (double)journal->torn_at))
    return GRP_STATUS_DENIED;
  return journal_append(journal, read_bytes(&request->fields)) ? GRP_STATUS_OK : GRP_STATUS_DENIED;
}

/** Who keeps a data folder locked. */
uint8_t do_holder(struct request *request) {
  char *folder = take_path(request);
  if (folder == NULL) return GRP_STATUS_OUTSIDE;
  char *lock_file = platform_resolve(folder, slice_text("till.lock"));
  struct buffer name = {0};
  bool known = lock_file != NULL && system_holder(lock_file, &name);
  if (known) buffer_add_bytes(request->reply, buffer_slice(&name));
  buffer_free(&name);
  free(lock_file);
  free(folder);
  return known ? GRP_STATUS_OK : GRP_STATUS_MISSING;
}

/** Adds a path that the config names, relative to the config's folder. What lies there may be reached from now on. */
static void add_named(struct request *request, const char *folder, struct slice path) {
  char *whole = platform_resolve(folder, path);
  if (whole != NULL && roots_add(&request->host->roots, whole))
    buffer_add_bytes(request->reply, slice_text(whole));
  else
    buffer_add_bytes(request->reply, slice_of(NULL, 0));
  free(whole);
}

/** Allows what else lies beside the config: what a shop, an update and GAMA have there. */
static void add_beside(struct request *request, const char *folder) {
  static const char *const names[] = {"gama-shop.txt", "gama-rrpay.update.json", "rrpay.prg", "gama_rrpay.dll",
                                      "confirmed.json"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    char *whole = platform_resolve(folder, slice_text(names[i]));
    if (whole != NULL) roots_add(&request->host->roots, whole);
    free(whole);
  }
}

uint8_t do_config(struct request *request) {
  char *path = take_path(request);
  if (path == NULL) return GRP_STATUS_OUTSIDE;
  struct settings settings;
  memset(&settings, 0, sizeof settings);
  int32_t code = settings_read(&settings, &request->host->watch, path);
  char *folder = platform_folder_of(path);
  if (folder != NULL) add_beside(request, folder);
  buffer_add_u32(request->reply, (uint32_t)code);
  buffer_add_bytes(request->reply, code == 0 ? slice_of(NULL, 0) : settings.policy.detail);
  if (code == 0 && folder != NULL) {
    add_named(request, folder, settings.policy.data_dir);
    add_named(request, folder, settings.policy.bundle_file);
    buffer_add_bytes(request->reply, settings.policy.bundle_sha256);
    buffer_add_bytes(request->reply, settings.policy.access_group);
    buffer_add_u32(request->reply, settings.policy.port);
    buffer_add_bytes(request->reply, settings.policy.till);
    buffer_add_bytes(request->reply, settings.policy.config_json);
  } else {
    for (int i = 0; i < 4; i++) buffer_add_bytes(request->reply, slice_of(NULL, 0));
    buffer_add_u32(request->reply, 0);
    for (int i = 0; i < 2; i++) buffer_add_bytes(request->reply, slice_of(NULL, 0));
  }
  settings_free(&settings);
  free(folder);
  free(path);
  return GRP_STATUS_OK;
}
