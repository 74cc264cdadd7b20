/* Requests about connections (sockets.h). */
#include "../generated/program.h"
#include "request.h"

/** The sockets of this program; NULL when there can be none. */
static struct sockets *open_sockets(struct request *request) {
  struct program_host *host = request->host;
  if (host->sockets == NULL) host->sockets = sockets_new();
  return host->sockets;
}

uint8_t do_dial(struct request *request) {
  struct sockets *sockets = open_sockets(request);
  return sockets == NULL ? GRP_STATUS_FAILED : sockets_dial(sockets, &request->fields, request->reply);
}

uint8_t do_serve(struct request *request) {
  struct sockets *sockets = open_sockets(request);
  return sockets == NULL ? GRP_STATUS_FAILED : sockets_serve(sockets, &request->fields, request->reply);
}

uint8_t do_refuse(struct request *request) {
  struct sockets *sockets = open_sockets(request);
  return sockets == NULL ? GRP_STATUS_FAILED : sockets_refuse(sockets, &request->fields);
}

uint8_t do_transmit(struct request *request) {
  struct sockets *sockets = open_sockets(request);
  return sockets == NULL ? GRP_STATUS_FAILED : sockets_transmit(sockets, &request->fields);
}

uint8_t do_hang_up(struct request *request) {
  struct sockets *sockets = open_sockets(request);
  return sockets == NULL ? GRP_STATUS_FAILED : sockets_hang_up(sockets, &request->fields);
}

uint8_t do_finish(struct request *request) {
  struct sockets *sockets = open_sockets(request);
  return sockets == NULL ? GRP_STATUS_FAILED : sockets_finish(sockets, &request->fields);
}

uint8_t do_heed_stop(struct request *request) {
  request->host->heeds_stop = true;
  console_heed_stop();
  return GRP_STATUS_OK;
}

uint8_t do_hear(struct request *request) {
  struct sockets *sockets = open_sockets(request);
  if (sockets == NULL) return GRP_STATUS_FAILED;
  bool (*is_stopped)(void) = request->host->heeds_stop ? console_is_stopped : NULL;
  return sockets_hear(sockets, is_stopped, &request->fields, request->reply);
}
