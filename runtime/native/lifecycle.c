/* How a session begins, how an engine is lost and replaced, and how a session that cannot go on ends. */
#include <stdlib.h>
#include <string.h>

#include "generated/codes.h"
#include "worker_state.h"

/* How many engines may be lost with no completed hook between them before the session is given up. */
enum { MAX_LOSSES = 3 };

static const char *const loss_names[] = GRP_LOSS_NAMES;

struct stamp worker_stamp(struct worker *worker) {
  struct stamp stamp;
  memset(&stamp, 0, sizeof stamp);
  int64_t wall_ms = platform_wall_ms();
  stamp.utc_offset_min = (int16_t)platform_utc_offset_min(wall_ms);
  stamp.wall_ms = (double)wall_ms;
  stamp.mono_ms = (double)platform_mono_ms();
  /* These bytes name the attempts. Without them nothing may be sent. */
  if (!platform_random(stamp.random, sizeof stamp.random)) worker->no_random = true;
  return stamp;
}

void worker_drop_engine(struct worker *worker) {
  engine_free(worker->engine);
  worker->engine = NULL;
  conn_reset(&worker->conn);
  timers_clear(&worker->timers);
  lookups_clear(&worker->lookups);
}

void worker_free(struct worker *worker) {
  worker_drop_engine(worker);
  conn_free(&worker->conn);
  lookups_free(&worker->lookups);
  trace_free(&worker->trace);
  store_close(&worker->store);
  log_free(&worker->log);
  settings_free(&worker->settings);
  bundle_free(&worker->bundle);
  free(worker->bundle_path);
  buffer_free(&worker->event);
  buffer_free(&worker->batch_bytes);
}

/** Logs one line for each hook call that is about to end with a code. */
static void log_unfinished(struct worker *worker, int32_t code) {
  struct call ending[MAX_HELD_CALLS];
  int count = 0;
  session_lock();
  const struct calls *calls = &worker->session->calls;
  for (int i = 0; i < calls->count; i++)
    if (call_is_pending(&calls->held[i])) ending[count++] = calls->held[i];
  session_unlock();
  for (int i = 0; i < count; i++)
    log_format(&worker->log, GRP_LOG_INFO, "call %d %s ended: %d", (int)ending[i].id, hook_name(ending[i].hook),
               (int)code);
}

/** Ends a session that cannot go on: every call gets the code, and the command line may use the data folder. */
static void end_session(struct worker *worker, int32_t code, struct slice detail) {
  log_format(&worker->log, GRP_LOG_ERROR, "session ends: %d", (int)code);
  log_unfinished(worker, code);
  worker_drop_engine(worker);
  trace_free(&worker->trace);
  store_close(&worker->store);
  session_lock();
  /* While there is no log yet, only the progress of the boot can say why. */
  if (detail.length > 0) calls_progress(&worker->session->calls, BOOT_CALL, detail);
  calls_fail_all(&worker->session->calls, code);
  session_changed();
  session_unlock();
}

static void fail(struct worker *worker, int32_t code) {
  end_session(worker, code, slice_of(NULL, 0));
}

/** The code for the calls that were running when an engine was lost. */
static int32_t code_of_loss(uint32_t loss) {
  return loss == GRP_LOSS_STORE ? GRP_E_STORE_FAILED : GRP_E_ENGINE_FAILED;
}

/**
 * Whether the session can go on after a loss. A disk that refuses a write is not the engine's fault and does not count.
 * If the boot itself could not write, the next boot is told that nothing can be written, until a hook finds that it
 * can.
 */
static bool goes_on_after(struct worker *worker, uint32_t loss) {
  worker->boot_could_not_write = loss == GRP_LOSS_STORE && worker->in_boot;
  if (loss == GRP_LOSS_STORE) return !worker->in_boot || worker->told.writable;
  worker->losses++;
  return !worker->in_boot && worker->losses < MAX_LOSSES;
}

/** Throws away an engine whose state can no longer be trusted, with all that it knew. A new one reads the journal. */
static void lose_engine(struct worker *worker, uint32_t loss, bool is_traced) {
  const struct slice none = slice_of(NULL, 0);
  struct slice event = is_traced ? none : buffer_slice(&worker->event);
  struct slice batch = loss == GRP_LOSS_EFFECTS ? buffer_slice(&worker->batch_bytes) : none;
  const char *name = loss_names[loss];
  bool goes_on = goes_on_after(worker, loss);
  log_format(&worker->log, GRP_LOG_ERROR, "engine lost: %s", name);
  trace_lost(&worker->trace, event, batch, name);
  worker_drop_engine(worker);
  if (!goes_on) {
    fail(worker, GRP_E_FAULTED);
    return;
  }
  if (!worker->in_boot) {
    log_unfinished(worker, code_of_loss(loss));
    session_lock();
    calls_fail_unfinished(&worker->session->calls, code_of_loss(loss));
    session_changed();
    session_unlock();
  }
  worker_start_engine(worker, loss);
}

/**
 * Does one step. Returns the reason that ends the engine, or GRP_LOSS_NONE. Sets `*traced` once the trace has the
 * event.
 */
static uint32_t step(struct worker *worker, bool *traced) {
  if (worker->event.failed) return GRP_LOSS_MEMORY;
  struct slice event = buffer_slice(&worker->event);
  uint32_t loss = event.bytes[0] == GRP_EVENT_BOOT
                      ? engine_boot(worker->engine, event, worker->lines_bytes, &worker->batch_bytes)
                      : engine_step(worker->engine, event, &worker->batch_bytes);
  if (loss != GRP_LOSS_NONE) return loss;
  if (!batch_read(&worker->batch, buffer_slice(&worker->batch_bytes))) return GRP_LOSS_EFFECTS;
  trace_step(&worker->trace, event, buffer_slice(&worker->batch_bytes), &worker->batch);
  *traced = true;
  return worker_carry_out(worker);
}

/** Ends call 0 without a report, unless a look-up goes on for which the bundle might wait. */
static void end_boot(struct worker *worker) {
  if (worker->lookups.count > 0) return;
  session_lock();
  if (calls_end_boot(&worker->session->calls)) session_changed();
  session_unlock();
}

void worker_deliver(struct worker *worker) {
  if (worker->no_random) {
    log_write(&worker->log, GRP_LOG_ERROR, slice_text("no random bytes from the system"));
    fail(worker, GRP_E_HOST_FAILED);
    return;
  }
  bool traced = false;
  uint32_t loss = step(worker, &traced);
  if (loss == GRP_LOSS_NONE)
    end_boot(worker);
  else
    lose_engine(worker, loss, traced || worker->event.failed);
}

static uint32_t boot_flags(const struct journal_view *view, struct store_health told, uint32_t loss) {
  return (told.writable ? GRP_BOOT_WRITABLE : 0) | (view->tail_cut ? GRP_BOOT_TAIL_CUT : 0) |
         (view->corrupt ? GRP_BOOT_CORRUPT : 0) | (loss != GRP_LOSS_NONE ? GRP_BOOT_AFTER_LOSS : 0) |
         (told.low_space ? GRP_BOOT_LOW_SPACE : 0) | (view->lower_is_linked ? GRP_BOOT_LOWER_LINKED : 0) |
         (view->has_no_lower ? GRP_BOOT_NO_LOWER : 0) | (loss == GRP_LOSS_STORE ? GRP_BOOT_STORE_FAILED : 0);
}

/** Writes the boot event: the present state of the journal and the store. False when that cannot be done. */
static bool write_boot_event(struct worker *worker, uint32_t loss) {
  struct journal_view view;
  bool told = journal_load(&worker->store.journal, &view);
  if (told) {
    worker->told = store_check(&worker->store);
    if (worker->boot_could_not_write) worker->told.writable = false;
    struct stamp stamp = worker_stamp(worker);
    const struct policy_record *policy = &worker->settings.policy;
    const struct boot_event boot = {.config_json = policy->config_json,
                                    .till = policy->till,
                                    .flags = boot_flags(&view, worker->told, loss),
                                    .loss_reason = loss,
                                    .segment = view.name.segment,
                                    .yyyymmdd = view.name.yyyymmdd,
                                    .bad_offset = (double)view.bad_offset,
                                    .size = (double)view.good_bytes,
                                    .stated_link = buffer_slice(&view.stated_link),
                                    .measured_link = buffer_slice(&view.measured_link),
                                    .lines = buffer_slice(&view.lines)};
    event_boot(&worker->event, &stamp, &boot);
    worker->lines_bytes = boot.lines.length;
    told = !worker->event.failed;
  }
  journal_view_free(&view);
  return told;
}

static void boot_engine(struct worker *worker, uint32_t loss) {
  if (!write_boot_event(worker, loss)) {
    fail(worker, GRP_E_JOURNAL_UNREADABLE);
    return;
  }
  trace_engine(&worker->trace, engine_name, worker->bundle.sha256);
  worker->in_boot = true;
  worker_deliver(worker);
  /* If the boot's own writing failed, another engine has booted by now. */
  worker->in_boot = false;
}

static void add_ascii(struct buffer *text, struct slice bytes) {
  for (size_t i = 0; i < bytes.length; i++)
    buffer_add_u8(text, bytes.bytes[i] >= 0x20 && bytes.bytes[i] <= 0x7e ? bytes.bytes[i] : '?');
}

/** Whether the config asks for this dialect of RRPay's protocol. */
static bool speaks(const struct worker *worker, const char *dialect) {
  struct slice wanted = worker->settings.policy.dialect;
  return wanted.length == strlen(dialect) && memcmp(wanted.bytes, dialect, wanted.length) == 0;
}

/** Names both dialects in the boot's progress, because only the consultant knows which of them is wrong. */
static void refuse_dialect(struct worker *worker) {
  struct buffer detail = {0};
  buffer_add_text(&detail, "rrpay.dialect: ");
  add_ascii(&detail, worker->settings.policy.dialect);
  buffer_add_text(&detail, ", the bundle speaks ");
  add_ascii(&detail, slice_text(engine_dialect(worker->engine)));
  end_session(worker, GRP_E_BUNDLE_DIALECT, buffer_slice(&detail));
  buffer_free(&detail);
}

void worker_start_engine(struct worker *worker, uint32_t loss) {
  struct script script = bundle_script(&worker->bundle);
  uint32_t why;
  switch (engine_new(&worker->engine, &worker->session->watch, worker->settings.limits, &script, &why)) {
    case ENGINE_READY:
      if (speaks(worker, engine_dialect(worker->engine)))
        boot_engine(worker, loss);
      else
        refuse_dialect(worker);
      break;
    case ENGINE_WRONG_ABI:
      fail(worker, GRP_E_BUNDLE_ABI);
      break;
    case ENGINE_LOST:
      log_format(&worker->log, GRP_LOG_ERROR, "bundle does not load: %s", loss_names[why]);
      fail(worker, GRP_E_FAULTED);
      break;
    case ENGINE_NO_MEMORY:
      fail(worker, GRP_E_OUT_OF_MEMORY);
      break;
  }
}

/**
 * The path of a folder inside the data folder, for log or trace. NULL when there is no memory; then nothing is written.
 */
static char *data_path(const struct worker *worker, const char *name) {
  return platform_resolve(worker->store.folder, slice_text(name));
}

/** The token belongs to RRPay's own dialect. The line that carries it is all that the host knows of any dialect. */
static struct slice token_of(const struct worker *worker) {
  return speaks(worker, "rrpay") ? worker->settings.policy.token : slice_of(NULL, 0);
}

/** Adds the place that a failed boot names in its progress, in ASCII. */
static void name_place(struct worker *worker, int32_t code, struct buffer *place) {
  const struct policy_record *policy = &worker->settings.policy;
  const char *link = worker->store.link;
  if (code == GRP_E_DATA_DIR_LINK && link != NULL)
    add_ascii(place, slice_text(link));
  else if (code == GRP_E_DATA_DIR_UNUSABLE)
    add_ascii(place, policy->data_dir);
  else if (code == GRP_E_CONFIG_INVALID && policy->code == 0)
    buffer_add_text(place, "access.group: must be a group of this machine");
  else
    buffer_add_slice(place, policy->detail);
}

/** Does everything before the first engine. Returns 0, or the code that ends the boot. */
static int32_t prepare(struct worker *worker) {
  struct settings *settings = &worker->settings;
  int32_t code = settings_read(settings, &worker->session->watch, worker->session->config_path);
  if (code != 0) return code;
  const struct policy_record *policy = &settings->policy;
  char *folder = platform_folder_of(worker->session->config_path);
  if (folder == NULL) return GRP_E_CONFIG_MISSING;
  worker->bundle_path = platform_resolve(folder, policy->bundle_file);
  char *data_folder = platform_resolve(folder, policy->data_dir);
  free(folder);
  if (data_folder == NULL) return GRP_E_DATA_DIR_UNUSABLE;
  const struct store_policy store = {.group = policy->access_group, .keep_days = policy->keep_days};
  code = store_open(&worker->store, data_folder, store);
  if (code != 0) return code;
  log_init(&worker->log, data_path(worker, "log"), policy->log_level, policy->log_keep_days);
  if (worker->bundle_path == NULL) return GRP_E_BUNDLE_MISSING;
  code = bundle_read(&worker->bundle, worker->bundle_path, policy->bundle_sha256);
  if (code != 0) return code;
  trace_init(&worker->trace, policy->trace_enabled ? data_path(worker, "trace") : NULL, policy->trace_max_mb);
  conn_init(&worker->conn, worker->session->net, settings->endpoint, token_of(worker));
  log_format(&worker->log, GRP_LOG_INFO, "session begins: %s, bundle %s", engine_name, worker->bundle.sha256);
  return 0;
}

void worker_boot(struct worker *worker) {
  int32_t code = prepare(worker);
  if (code == 0) {
    worker_start_engine(worker, GRP_LOSS_NONE);
    return;
  }
  struct buffer place = {0};
  name_place(worker, code, &place);
  end_session(worker, code, buffer_slice(&place));
  buffer_free(&place);
}
