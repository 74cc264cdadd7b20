/* The table of requests, and those that need no file, till or engine. */
#include "request.h"

#include <stdlib.h>
#include <string.h>

#include "../generated/program.h"
#include "../texts.h"

typedef uint8_t handler(struct request *request);

char *copy_text(struct slice text) {
  char *copy = malloc(text.length + 1);
  if (copy == NULL) return NULL;
  if (text.length > 0) memcpy(copy, text.bytes, text.length);
  copy[text.length] = 0;
  return copy;
}

char *take_path(struct request *request) {
  return roots_open(&request->host->roots, read_bytes(&request->fields));
}

uint8_t with_path(struct request *request, uint8_t (*act)(const char *path, struct buffer *fields)) {
  char *path = take_path(request);
  if (path == NULL) return GRP_STATUS_OUTSIDE;
  uint8_t status = act(path, request->reply);
  free(path);
  return status;
}

static uint8_t do_print(struct request *request) {
  uint8_t stream = read_u8(&request->fields);
  return console_print(stream, read_bytes(&request->fields)) ? GRP_STATUS_OK : GRP_STATUS_FAILED;
}

static uint8_t do_ask(struct request *request) {
  struct buffer line = {0};
  bool answered = console_ask(&request->host->console, read_bytes(&request->fields), &line);
  if (answered) buffer_add_bytes(request->reply, buffer_slice(&line));
  buffer_free(&line);
  return answered ? GRP_STATUS_OK : GRP_STATUS_ENDED;
}

static uint8_t do_clock(struct request *request) {
  double at_ms = read_f64(&request->fields);
  /* Up to the year 9999, because a journal may contain any number. */
  int64_t wall_ms = at_ms >= 0 && at_ms < 253402300800000.0 ? (int64_t)at_ms : platform_wall_ms();
  buffer_add_f64(request->reply, (double)wall_ms);
  buffer_add_i16(request->reply, (int16_t)platform_utc_offset_min(wall_ms));
  return GRP_STATUS_OK;
}

enum { MOST_RANDOM_BYTES = 1024 };

static uint8_t do_random(struct request *request) {
  uint8_t bytes[MOST_RANDOM_BYTES];
  uint32_t asked = read_u32(&request->fields), count = asked > MOST_RANDOM_BYTES ? MOST_RANDOM_BYTES : asked;
  if (!platform_random(bytes, count)) return GRP_STATUS_FAILED;
  buffer_add_bytes(request->reply, slice_of(bytes, count));
  return GRP_STATUS_OK;
}

static uint8_t do_port_owner(struct request *request) {
  bool known = system_port_owner((uint16_t)read_u32(&request->fields), request->reply);
  return known ? GRP_STATUS_OK : GRP_STATUS_MISSING;
}

static uint8_t do_fact(struct request *request) {
  char text[MAX_TEXT_BYTES] = "";
  switch (read_u8(&request->fields)) {
    case GRP_FACT_ANSI_CODE_PAGE: console_code_page(text); break;
    case GRP_FACT_LIBRARY_VERSION:
      if (library_load(&request->host->library, request->host->folder))
        request->host->library.version(text, sizeof text);
      else
        version_line(text);
      break;
    case GRP_FACT_PROGRAM_VERSION: version_line(text); break;
    case GRP_FACT_COMPUTER_NAME: {
      char *name = platform_computer();
      buffer_add_bytes(request->reply, slice_text(name == NULL ? "" : name));
      free(name);
      return GRP_STATUS_OK;
    }
    case GRP_FACT_PLATFORM:
      memcpy(text, *PLATFORM_PATH_SEPARATOR == '\\' ? "win32" : "linux", 6);
      break;
    default: return GRP_STATUS_FAILED;
  }
  buffer_add_bytes(request->reply, slice_text(text));
  return GRP_STATUS_OK;
}

static uint8_t do_sentence(struct request *request) {
  int32_t code = (int32_t)read_u32(&request->fields);
  char generic[MAX_TEXT_BYTES];
  buffer_add_bytes(request->reply, slice_text(error_text(code, read_u8(&request->fields), generic)));
  return GRP_STATUS_OK;
}

static handler *const handlers[] = {
    [GRP_REQUEST_PRINT] = do_print,     [GRP_REQUEST_ASK] = do_ask,
    [GRP_REQUEST_CLOCK] = do_clock,     [GRP_REQUEST_LIST] = do_list,
    [GRP_REQUEST_STAT] = do_stat,       [GRP_REQUEST_READ] = do_read,
    [GRP_REQUEST_WRITE] = do_write,     [GRP_REQUEST_RENAME] = do_rename,
    [GRP_REQUEST_REMOVE] = do_remove,   [GRP_REQUEST_LOCK] = do_lock,
    [GRP_REQUEST_UNLOCK] = do_unlock,   [GRP_REQUEST_SEGMENT] = do_segment,
    [GRP_REQUEST_LINES] = do_lines,     [GRP_REQUEST_CONFIG] = do_config,
    [GRP_REQUEST_ENGINE] = do_engine,   [GRP_REQUEST_OPEN] = do_open,
    [GRP_REQUEST_START] = do_start,     [GRP_REQUEST_POLL] = do_poll,
    [GRP_REQUEST_RESULT] = do_result,   [GRP_REQUEST_CANCEL] = do_cancel,
    [GRP_REQUEST_CLOSE] = do_close,     [GRP_REQUEST_FACT] = do_fact,
    [GRP_REQUEST_SENTENCE] = do_sentence, [GRP_REQUEST_JOURNAL] = do_journal,
    [GRP_REQUEST_APPEND] = do_append,   [GRP_REQUEST_HOLDER] = do_holder,
    [GRP_REQUEST_WRITERS] = do_writers, [GRP_REQUEST_PORT_OWNER] = do_port_owner,
    [GRP_REQUEST_LOAD] = do_load,       [GRP_REQUEST_STEP] = do_step,
    [GRP_REQUEST_MAKE_FOLDER] = do_make_folder, [GRP_REQUEST_DIGEST] = do_digest,
    [GRP_REQUEST_UNPACK] = do_unpack,   [GRP_REQUEST_DIAL] = do_dial,
    [GRP_REQUEST_SERVE] = do_serve,     [GRP_REQUEST_REFUSE] = do_refuse,
    [GRP_REQUEST_TRANSMIT] = do_transmit, [GRP_REQUEST_HANG_UP] = do_hang_up,
    [GRP_REQUEST_HEAR] = do_hear,       [GRP_REQUEST_RANDOM] = do_random,
    [GRP_REQUEST_FINISH] = do_finish,   [GRP_REQUEST_HEED_STOP] = do_heed_stop,
    [GRP_REQUEST_REMOVE_FOLDER] = do_remove_folder, [GRP_REQUEST_CLAIM] = do_claim,
};

bool host_carry_out(struct program_host *host, struct slice bytes, struct buffer *reply, uint32_t *exit_code) {
  struct buffer fields = {0};
  struct request request = {.host = host, .fields = {.rest = bytes}, .reply = &fields};
  uint8_t tag = read_u8(&request.fields);
  if (tag == GRP_REQUEST_EXIT) {
    *exit_code = read_u32(&request.fields);
    return false;
  }
  handler *act = tag < sizeof handlers / sizeof *handlers ? handlers[tag] : NULL;
  uint8_t status = act == NULL ? GRP_STATUS_FAILED : act(&request);
  if (fields.failed) status = GRP_STATUS_FAILED;
  buffer_clear(reply);
  buffer_add_u8(reply, status);
  if (status == GRP_STATUS_OK) buffer_add_slice(reply, buffer_slice(&fields));
  buffer_free(&fields);
  return true;
}

void host_free(struct program_host *host) {
  unload_bundle(host);
  sockets_free(host->sockets);
  if (host->holds_store) store_close(&host->store);
  if (host->holds_claim) platform_close(host->claim);
  roots_free(&host->roots);
  free(host->folder);
}
