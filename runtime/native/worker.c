/* The worker's loop: it waits for something, does one step, and carries out its effects in order. */
#include "worker.h"

#include <stdlib.h>

#include "generated/codes.h"
#include "worker_state.h"

static bool is_closing(struct worker *worker) {
  session_lock();
  bool closing = worker->session->closing;
  session_unlock();
  return closing;
}

/** Writes the event of a cancel that the bundle does not know of yet. */
static bool next_cancel(struct worker *worker) {
  session_lock();
  const struct call *call = calls_take_cancel(&worker->session->calls);
  int32_t id = call == NULL ? 0 : call->id;
  session_unlock();
  if (id == 0) return false;
  struct stamp stamp = worker_stamp(worker);
  event_cancel(&worker->event, &stamp, (uint32_t)id);
  return true;
}

/**
 * Tries a failed store again, and checks whether there is room. This is not done while a hook runs, because the bundle
 * then needs the engine that knows of it. An engine that was told too little only sends nothing new.
 */
static bool store_has_changed(struct worker *worker, int32_t hook) {
  struct store_health now = {.writable = true, .low_space = store_is_low_on_space(&worker->store)};
  if (!worker->told.writable) {
    /* One try for each hook: a disk that takes a probe but refuses the journal would cost one engine after another. */
    if (worker->tried_for == hook) return false;
    worker->tried_for = hook;
    now = store_check(&worker->store);
  }
  return now.writable && (!worker->told.writable || now.low_space != worker->told.low_space);
}

enum hook_state { HOOK_NONE, HOOK_READY, HOOK_BEHIND_RESTART };

/** Writes the event of the next hook. If the store is not as the bundle was told, a fresh engine must be made first. */
static enum hook_state next_hook(struct worker *worker) {
  struct calls *calls = &worker->session->calls;
  session_lock();
  const struct call *next = calls_next_hook(calls);
  int32_t queued = next == NULL ? 0 : next->id;
  bool running = calls_any_running(calls);
  session_unlock();
  if (queued == 0) return HOOK_NONE;
  if (!running && store_has_changed(worker, queued)) return HOOK_BEHIND_RESTART;

  session_lock();
  struct call *call = calls_next_hook(calls); /* only this thread takes it away */
  call->state = CALL_RUNNING;
  int32_t id = call->id;
  uint8_t hook = call->hook;
  struct blob *payload = call->payload;
  call->payload = NULL;
  session_unlock();
  struct stamp stamp = worker_stamp(worker);
  event_hook(&worker->event, &stamp, (uint32_t)id, hook, slice_of(payload->bytes, payload->length));
  blob_drop(payload);
  return HOOK_READY;
}

/** Writes the event of what happened on the connection. */
static bool next_net(struct worker *worker) {
  struct conn_event happened;
  if (!conn_next(&worker->conn, &happened)) return false;
  struct stamp stamp = worker_stamp(worker);
  switch (happened.kind) {
    case CONN_CONNECTED:
      event_connected(&worker->event, &stamp, happened.conn);
      break;
    case CONN_DATA:
      event_data(&worker->event, &stamp, happened.conn, happened.bytes);
      break;
    case CONN_CLOSED:
      event_closed(&worker->event, &stamp, happened.conn, happened.reason);
      break;
  }
  return true;
}

static bool next_timer(struct worker *worker) {
  uint32_t id;
  if (!timers_take(&worker->timers, platform_mono_ms(), &id)) return false;
  struct stamp stamp = worker_stamp(worker);
  event_timer(&worker->event, &stamp, id);
  return true;
}

/** Writes the event of what a look-up has found, or of how far it is. */
static bool next_found(struct worker *worker) {
  struct found_event found;
  if (!lookups_next(&worker->lookups, &worker->store.journal, &found)) return false;
  struct stamp stamp = worker_stamp(worker);
  event_found(&worker->event, &stamp, &found);
  return true;
}

/** Writes the event of a hook, after a restart if one is needed. */
static bool next_call(struct worker *worker) {
  enum hook_state state = next_hook(worker);
  if (state == HOOK_BEHIND_RESTART) {
    log_format(&worker->log, GRP_LOG_INFO, "store has changed, engine starts afresh");
    worker_drop_engine(worker);
    worker->boot_could_not_write = false;
    worker_start_engine(worker, GRP_LOSS_NONE);
    state = worker->engine == NULL ? HOOK_NONE : next_hook(worker);
  }
  return state == HOOK_READY;
}

/**
 * Takes what is ready, in the order of the boundary: cancel, hook, due timer, net, found. So a stream of bytes never
 * keeps a timer or a cancel waiting. False when there is nothing to do.
 */
static bool take_turn(struct worker *worker) {
  if (next_cancel(worker) || next_call(worker) || (worker->engine != NULL && next_timer(worker)) ||
      (worker->engine != NULL && next_net(worker)) || (worker->engine != NULL && next_found(worker))) {
    worker_deliver(worker);
    return true;
  }
  if (worker->engine == NULL) return false;
  return worker->lookups.count > 0 || journal_index_one(&worker->store.journal);
}

/** The shorter of two waits; -1 means for ever. */
static int64_t shorter(int64_t one, int64_t other) {
  if (one < 0) return other;
  return other < 0 || one < other ? one : other;
}

static void wait_for_something(struct worker *worker) {
  int64_t wait_ms = worker->engine == NULL ? -1 : timers_wait_ms(&worker->timers, platform_mono_ms());
  wait_ms = shorter(wait_ms, conn_wait_ms(&worker->conn));
  platform_net_wait(worker->session->net, conn_wants_to_send(&worker->conn), wait_ms);
}

void worker_run(struct session *session) {
  struct worker *worker = calloc(1, sizeof *worker);
  if (worker == NULL) {
    session_lock();
    calls_fail_all(&session->calls, GRP_E_OUT_OF_MEMORY);
    session_changed();
    while (!session->closing) session_wait(1000);
    session_unlock();
    return;
  }
  worker->session = session;
  store_init(&worker->store);
  lookups_init(&worker->lookups);
  trace_init(&worker->trace, NULL, 0);
  conn_init(&worker->conn, session->net, worker->settings.endpoint, slice_of(NULL, 0));
  worker_boot(worker);
  while (!is_closing(worker))
    if (worker->engine == NULL || !take_turn(worker)) wait_for_something(worker);
  worker_free(worker);
  free(worker);
}
