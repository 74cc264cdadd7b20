/* Requests about a bundle: whether one is whole, and the steps of one that is loaded. */
#include <stdlib.h>
#include <string.h>

#include "../digest.h"
#include "../embedded.h"
#include "../generated/codes.h"
#include "../generated/program.h"
#include "request.h"

static const struct engine_limits try_limits = {.memory_mb = 32, .step_ms = 2000};

/** Why a file cannot be read: it is missing, it is a folder, or this user may not read it. */
static uint8_t why_unreadable(const char *path) {
  struct buffer nothing = {0};
  uint8_t status = files_read(path, 0, 0, &nothing);
  buffer_free(&nothing);
  return status == GRP_STATUS_OK ? GRP_STATUS_FAILED : status;
}

/** Reads the seal of a script, and tries whether it completes the handshake in an engine of its own. */
uint8_t do_engine(struct request *request) {
  char *path = take_path(request);
  if (path == NULL) return GRP_STATUS_OUTSIDE;
  struct bundle bundle;
  memset(&bundle, 0, sizeof bundle);
  int32_t code = bundle_read(&bundle, path, slice_of(NULL, 0));
  uint8_t status = code == GRP_E_BUNDLE_MISSING ? why_unreadable(path) : GRP_STATUS_OK;
  uint8_t verdict = GRP_VERDICT_DAMAGED, digest[SHA256_BYTES];
  bool sealed = code == 0 && hex_decode(bundle.sha256, sizeof digest, digest);
  if (sealed) {
    struct script script = bundle_source(&bundle);
    struct engine *engine;
    uint32_t loss;
    enum engine_start start = engine_new(&engine, &request->host->watch, try_limits, &script, &loss);
    if (start == ENGINE_READY) engine_free(engine);
    verdict = start == ENGINE_READY       ? GRP_VERDICT_READY
              : start == ENGINE_WRONG_ABI ? GRP_VERDICT_WRONG_ABI
                                          : GRP_VERDICT_DAMAGED;
  }
  buffer_add_u8(request->reply, verdict);
  buffer_add_bytes(request->reply, slice_of(digest, sealed ? sizeof digest : 0));
  bundle_free(&bundle);
  free(path);
  return status;
}

void unload_bundle(struct program_host *host) {
  engine_free(host->engine);
  host->engine = NULL;
  bundle_free(&host->bundle);
}

/**
 * Loads a bundle into an engine of its own, which replaces the one before. This program has only one kind of engine.
 */
uint8_t do_load(struct request *request) {
  struct program_host *host = request->host;
  char *path = take_path(request);
  if (path == NULL) return GRP_STATUS_OUTSIDE;
  unload_bundle(host);
  int32_t code = bundle_read(&host->bundle, path, slice_of(NULL, 0));
  uint8_t status = code == GRP_E_BUNDLE_MISSING ? why_unreadable(path) : GRP_STATUS_OK;
  uint8_t verdict = GRP_VERDICT_DAMAGED, digest[SHA256_BYTES];
  bool sealed = code == 0 && hex_decode(host->bundle.sha256, sizeof digest, digest);
  if (sealed) {
    struct script script = bundle_source(&host->bundle);
    uint32_t loss;
    enum engine_start start = engine_new(&host->engine, &host->watch, try_limits, &script, &loss);
    if (start != ENGINE_READY) host->engine = NULL;
    verdict = start == ENGINE_READY       ? GRP_VERDICT_READY
              : start == ENGINE_WRONG_ABI ? GRP_VERDICT_WRONG_ABI
                                          : GRP_VERDICT_DAMAGED;
  }
  buffer_add_u8(request->reply, verdict);
  buffer_add_bytes(request->reply, slice_of(digest, sealed ? sizeof digest : 0));
  buffer_add_bytes(request->reply, slice_text(engine_name));
  free(path);
  return status;
}

/** Does one step of the loaded bundle. Replies with its batch, or with the reason why its engine is lost. */
uint8_t do_step(struct request *request) {
  struct program_host *host = request->host;
  if (host->engine == NULL) return GRP_STATUS_FAILED;
  struct buffer batch = {0};
  uint32_t loss = engine_step(host->engine, read_bytes(&request->fields), &batch);
  buffer_add_u8(request->reply, (uint8_t)loss);
  buffer_add_bytes(request->reply, loss == GRP_LOSS_NONE ? buffer_slice(&batch) : slice_of(NULL, 0));
  buffer_free(&batch);
  if (loss != GRP_LOSS_NONE) unload_bundle(host);
  return GRP_STATUS_OK;
}
