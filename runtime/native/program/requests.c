/* The table of requests: what each takes, what it answers. */
#include <stdlib.h>
#include <string.h>

#include "../deploy.h"
#include "../digest.h"
#include "../embedded.h"
#include "../generated/codes.h"
#include "../generated/program.h"
#include "../texts.h"
#include "program.h"

static const struct engine_limits try_limits = {.memory_mb = 32, .step_ms = 2000};

/** A request: its fields, and the reply that is being made. */
struct request {
  struct program_host *host;
  struct reader fields;
  struct buffer *reply; /* after its status */
};

typedef uint8_t handler(struct request *request);

static char *copy_text(struct slice text) {
  char *copy = malloc(text.length + 1);
  if (copy == NULL) return NULL;
  if (text.length > 0) memcpy(copy, text.bytes, text.length);
  copy[text.length] = 0;
  return copy;
}

/** Reads a path and opens it: NULL when it may not be reached. */
static char *take_path(struct request *request) {
  return roots_open(&request->host->roots, read_bytes(&request->fields));
}

static uint8_t with_path(struct request *request, uint8_t (*act)(const char *path, struct buffer *fields)) {
  char *path = take_path(request);
  if (path == NULL) return GRP_STATUS_OUTSIDE;
  uint8_t status = act(path, request->reply);
  free(path);
  return status;
}

static uint8_t do_print(struct request *request) {
  uint8_t stream = read_u8(&request->fields);
  console_print(stream, read_bytes(&request->fields));
  return GRP_STATUS_OK;
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

static uint8_t do_list(struct request *request) {
  return with_path(request, files_list);
}

static uint8_t do_stat(struct request *request) {
  return with_path(request, files_stat);
}

static uint8_t do_read(struct request *request) {
  char *path = take_path(request);
  double offset = read_f64(&request->fields);
  uint32_t length = read_u32(&request->fields);
  uint8_t status = path == NULL ? GRP_STATUS_OUTSIDE : GRP_STATUS_FAILED;
  if (path != NULL && offset >= 0 && offset < 9007199254740992.0)
    status = files_read(path, (uint64_t)offset, length, request->reply);
  free(path);
  return status;
}

static uint8_t do_write(struct request *request) {
  char *path = take_path(request);
  uint8_t mode = read_u8(&request->fields);
  struct slice bytes = read_bytes(&request->fields);
  uint8_t status = path == NULL ? GRP_STATUS_OUTSIDE : files_write(path, mode, bytes);
  free(path);
  return status;
}

static uint8_t do_rename(struct request *request) {
  char *from = take_path(request), *to = take_path(request);
  uint8_t status = from == NULL || to == NULL ? GRP_STATUS_OUTSIDE : files_rename(from, to);
  free(from);
  free(to);
  return status;
}

static uint8_t do_remove(struct request *request) {
  char *path = take_path(request);
  uint8_t status = path == NULL ? GRP_STATUS_OUTSIDE : files_remove(path);
  free(path);
  return status;
}

static uint8_t do_make_folder(struct request *request) {
  char *path = take_path(request);
  uint8_t status = path == NULL ? GRP_STATUS_OUTSIDE : files_make_folder(path);
  free(path);
  return status;
}

static uint8_t do_digest(struct request *request) {
  return with_path(request, files_digest);
}

static uint8_t do_unpack(struct request *request) {
  char *archive = take_path(request);
  double offset = read_f64(&request->fields);
  struct packed_file packed = {.packed_bytes = read_u32(&request->fields)};
  packed.size_bytes = read_u32(&request->fields);
  packed.method = read_u8(&request->fields);
  char *to = take_path(request);
  uint8_t status = archive == NULL || to == NULL ? GRP_STATUS_OUTSIDE : GRP_STATUS_FAILED;
  if (archive != NULL && to != NULL && offset >= 0 && offset < 9007199254740992.0) {
    packed.offset = (uint64_t)offset;
    status = files_unpack(archive, packed, to, request->reply);
  }
  free(to);
  free(archive);
  return status;
}

enum { MOST_RANDOM_BYTES = 1024 };

static uint8_t do_random(struct request *request) {
  uint8_t bytes[MOST_RANDOM_BYTES];
  uint32_t asked = read_u32(&request->fields), count = asked > MOST_RANDOM_BYTES ? MOST_RANDOM_BYTES : asked;
  if (!platform_random(bytes, count)) return GRP_STATUS_FAILED;
  buffer_add_bytes(request->reply, slice_of(bytes, count));
  return GRP_STATUS_OK;
}

static uint8_t do_unlock(struct request *request) {
  if (request->host->holds_store) store_close(&request->host->store);
  request->host->holds_store = false;
  return GRP_STATUS_OK;
}

/** Locks a till's data folder in the same way as the till locks it. */
static uint8_t do_lock(struct request *request) {
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

static uint8_t do_segment(struct request *request) {
  return with_path(request, files_segment);
}

static uint8_t do_lines(struct request *request) {
  char *path = take_path(request);
  double from = read_f64(&request->fields);
  struct line_query query = {.most = read_u32(&request->fields), .having = request->fields};
  uint8_t status = path == NULL ? GRP_STATUS_OUTSIDE : GRP_STATUS_FAILED;
  if (path != NULL && from >= 0 && from < 9007199254740992.0) {
    query.from = (uint64_t)from;
    status = files_lines(path, query, request->reply);
  }
  free(path);
  return status;
}

/** Reads the journal of the folder that is locked, as the till would find it. */
static uint8_t do_journal(struct request *request) {
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
static uint8_t do_append(struct request *request) {
  if (!request->host->holds_store) return GRP_STATUS_FAILED;
  struct journal *journal = &request->host->store.journal;
  if (journal->torn_at >= 0 && !journal_truncate(journal, journal->name.segment, (double)journal->torn_at))
    return GRP_STATUS_DENIED;
  return journal_append(journal, read_bytes(&request->fields)) ? GRP_STATUS_OK : GRP_STATUS_DENIED;
}

/** Who keeps a data folder locked. */
static uint8_t do_holder(struct request *request) {
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

static uint8_t do_writers(struct request *request) {
  char *path = take_path(request);
  char *group = copy_text(read_bytes(&request->fields));
  uint8_t status = path == NULL ? GRP_STATUS_OUTSIDE : GRP_STATUS_MISSING;
  if (path != NULL && group != NULL && system_writers(path, group, request->reply)) status = GRP_STATUS_OK;
  free(group);
  free(path);
  return status;
}

static uint8_t do_port_owner(struct request *request) {
  struct buffer name = {0};
  bool known = system_port_owner((uint16_t)read_u32(&request->fields), &name);
  if (known) buffer_add_bytes(request->reply, buffer_slice(&name));
  buffer_free(&name);
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

/** Allows the files that a shop and an update have written beside the config. */
static void add_beside(struct request *request, const char *folder) {
  static const char *const names[] = {"gama-shop.txt", "gama-rrpay.update.json"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    char *whole = platform_resolve(folder, slice_text(names[i]));
    if (whole != NULL) roots_add(&request->host->roots, whole);
    free(whole);
  }
}

static uint8_t do_config(struct request *request) {
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
    buffer_add_bytes(request->reply, settings.policy.config_json);
  } else {
    for (int i = 0; i < 4; i++) buffer_add_bytes(request->reply, slice_of(NULL, 0));
    buffer_add_u32(request->reply, 0);
    buffer_add_bytes(request->reply, slice_of(NULL, 0));
  }
  settings_free(&settings);
  free(folder);
  free(path);
  return GRP_STATUS_OK;
}

/** Why a file cannot be read: it is missing, it is a folder, or this user may not read it. */
static uint8_t why_unreadable(const char *path) {
  struct buffer nothing = {0};
  uint8_t status = files_read(path, 0, 0, &nothing);
  buffer_free(&nothing);
  return status == GRP_STATUS_OK ? GRP_STATUS_FAILED : status;
}

/** Reads the seal of a script, and tries whether it completes the handshake in an engine of its own. */
static uint8_t do_engine(struct request *request) {
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

static void unload(struct program_host *host) {
  engine_free(host->engine);
  host->engine = NULL;
  bundle_free(&host->bundle);
}

/**
 * Loads a bundle into an engine of its own, which replaces the one before. This program has only one kind of engine.
 */
static uint8_t do_load(struct request *request) {
  struct program_host *host = request->host;
  char *path = take_path(request);
  if (path == NULL) return GRP_STATUS_OUTSIDE;
  unload(host);
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
static uint8_t do_step(struct request *request) {
  struct program_host *host = request->host;
  if (host->engine == NULL) return GRP_STATUS_FAILED;
  struct buffer batch = {0};
  uint32_t loss = engine_step(host->engine, read_bytes(&request->fields), &batch);
  buffer_add_u8(request->reply, (uint8_t)loss);
  buffer_add_bytes(request->reply, loss == GRP_LOSS_NONE ? buffer_slice(&batch) : slice_of(NULL, 0));
  buffer_free(&batch);
  if (loss != GRP_LOSS_NONE) unload(host);
  return GRP_STATUS_OK;
}

static uint8_t do_open(struct request *request) {
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

static uint8_t do_start(struct request *request) {
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

static uint8_t do_poll(struct request *request) {
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

static uint8_t do_result(struct request *request) {
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

static uint8_t do_cancel(struct request *request) {
  struct library *library = &request->host->library;
  if (library->handle == NULL) return GRP_STATUS_FAILED;
  library->cancel(library->session, (int32_t)read_u32(&request->fields));
  return GRP_STATUS_OK;
}

static uint8_t do_close(struct request *request) {
  struct library *library = &request->host->library;
  if (library->handle == NULL) return GRP_STATUS_FAILED;
  while (library->close(library->session, 1000) == GRP_E_CLOSING) {
    /* The session still closes. Nothing is lost meanwhile. */
  }
  return GRP_STATUS_OK;
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

/** The sockets of this program; NULL when there can be none. */
static struct sockets *open_sockets(struct request *request) {
  struct program_host *host = request->host;
  if (host->sockets == NULL) host->sockets = sockets_new();
  return host->sockets;
}

static uint8_t do_dial(struct request *request) {
  struct sockets *sockets = open_sockets(request);
  return sockets == NULL ? GRP_STATUS_FAILED : sockets_dial(sockets, &request->fields, request->reply);
}

static uint8_t do_serve(struct request *request) {
  struct sockets *sockets = open_sockets(request);
  return sockets == NULL ? GRP_STATUS_FAILED : sockets_serve(sockets, &request->fields, request->reply);
}

static uint8_t do_refuse(struct request *request) {
  struct sockets *sockets = open_sockets(request);
  return sockets == NULL ? GRP_STATUS_FAILED : sockets_refuse(sockets, &request->fields);
}

static uint8_t do_transmit(struct request *request) {
  struct sockets *sockets = open_sockets(request);
  return sockets == NULL ? GRP_STATUS_FAILED : sockets_transmit(sockets, &request->fields);
}

static uint8_t do_hang_up(struct request *request) {
  struct sockets *sockets = open_sockets(request);
  return sockets == NULL ? GRP_STATUS_FAILED : sockets_hang_up(sockets, &request->fields);
}

static uint8_t do_hear(struct request *request) {
  struct sockets *sockets = open_sockets(request);
  return sockets == NULL ? GRP_STATUS_FAILED : sockets_hear(sockets, &request->fields, request->reply);
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
  unload(host);
  sockets_free(host->sockets);
  if (host->holds_store) store_close(&host->store);
  roots_free(&host->roots);
  free(host->folder);
}
