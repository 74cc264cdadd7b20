/* Requests that call the till's own library, as GAMA does. */
#include <stdlib.h>

#include "../generated/codes.h"
#include "../generated/program.h"
#include "request.h"

uint8_t do_open(struct request *request) {
  struct program_host *host = request->host;
  char *path = take_path(request);
  if (path == NULL) return GRP_STATUS_OUTSIDE;
  char *given = system_path_for_library(path);
  bool loaded = given != NULL && library_load(&host->library, host->folder);
  if (loaded) host->library.session = host->library.open(given);
  buffer_add_u32(request->reply, (uint32_t)host->library.session);
  free(given);
  free(path);
  return loaded ? GRP_STATUS_OK : GRP_STATUS_MISSING;
}

uint8_t do_start(struct request *request) {
  struct library *library = &request->host->library;
  char *hook = copy_text(read_bytes(&request->fields));
  struct slice payload = read_bytes(&request->fields);
  bool can = hook != NULL && library->handle != NULL;
  if (can)
    buffer_add_u32(request->reply, (uint32_t)library->start(library->session, hook, (const char *)payload.bytes,
                                                            (int32_t)payload.length));
  free(hook);
  return can ? GRP_STATUS_OK : GRP_STATUS_FAILED;
}

uint8_t do_poll(struct request *request) {
  struct library *library = &request->host->library;
  if (library->handle == NULL) return GRP_STATUS_FAILED;
  int32_t call = (int32_t)read_u32(&request->fields), wait_ms = (int32_t)read_u32(&request->fields), code;
  int32_t state = library->poll(library->session, call, wait_ms);
  struct buffer text = {0};
  bool told = library_text(library->progress, library->session, call, &text, &code);
  buffer_add_u32(request->reply, (uint32_t)state);
  buffer_add_bytes(request->reply, told ? buffer_slice(&text) : slice_of(NULL, 0));
  buffer_free(&text);
  return GRP_STATUS_OK;
}

uint8_t do_result(struct request *request) {
  struct library *library = &request->host->library;
  if (library->handle == NULL) return GRP_STATUS_FAILED;
  int32_t call = (int32_t)read_u32(&request->fields), code = GRP_E_OUT_OF_MEMORY;
  struct buffer text = {0};
  bool told = library_text(library->result, library->session, call, &text, &code);
  buffer_add_u32(request->reply, told ? 0 : (uint32_t)code);
  buffer_add_bytes(request->reply, told ? buffer_slice(&text) : slice_of(NULL, 0));
  buffer_free(&text);
  if (call > 0) library->release(library->session, call);
  return GRP_STATUS_OK;
}

uint8_t do_cancel(struct request *request) {
  struct library *library = &request->host->library;
  if (library->handle == NULL) return GRP_STATUS_FAILED;
  library->cancel(library->session, (int32_t)read_u32(&request->fields));
  return GRP_STATUS_OK;
}

uint8_t do_close(struct request *request) {
  struct library *library = &request->host->library;
  if (library->handle == NULL) return GRP_STATUS_FAILED;
  while (library->close(library->session, 1000) == GRP_E_CLOSING) {
    /* The session still closes. Nothing is lost meanwhile. */
  }
  return GRP_STATUS_OK;
}
