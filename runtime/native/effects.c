#include "worker_state.h"

/** Passes on the bundle's answer to a call. A hook that is answered shows that the engine works. */
static void reply(struct worker *worker, const struct effect *effect) {
  session_lock();
  int32_t id = effect->id > INT32_MAX ? -1 : (int32_t)effect->id;
  const struct call *call = calls_find(&worker->session->calls, id);
  uint8_t hook = call == NULL ? 0 : call->hook;
  bool ended = calls_reply(&worker->session->calls, id, effect->bytes);
  session_changed();
  session_unlock();
  if (!ended) return;
  if (!worker->in_boot) worker->losses = 0;
  if (id != BOOT_CALL) log_format(&worker->log, GRP_LOG_DEBUG, "call %d %s ended: 1", (int)id, hook_name(hook));
}

static void progress(struct worker *worker, const struct effect *effect) {
  session_lock();
  if (effect->id <= INT32_MAX) calls_progress(&worker->session->calls, (int32_t)effect->id, effect->bytes);
  session_unlock();
}

static void remove_segment(struct worker *worker, uint32_t segment) {
  if (!journal_remove(&worker->store.journal, segment))
    log_format(&worker->log, GRP_LOG_WARN, "segment %u was not removed", (unsigned)segment);
}

/** Sets a timer, later by what the effects before it took: a slow disk must not take the time that RRPay has to answer. */
static bool set_timer(struct worker *worker, const struct effect *effect, uint64_t begun_mono_ms) {
  double took_ms = (double)(platform_mono_ms() - begun_mono_ms);
  return timers_set(&worker->timers, effect->id, effect->number < 0 ? effect->number : effect->number + took_ms);
}

/**
 * Carries out one effect. The engine is lost if the journal cannot keep something, or if there are too many timers or
 * look-ups. The outcome of any other effect comes back as an event, if at all.
 */
static uint32_t carry_out(struct worker *worker, const struct effect *effect, uint64_t begun_mono_ms) {
  struct journal *journal = &worker->store.journal;
  switch (effect->tag) {
    case GRP_EFFECT_APPEND:
      return journal_append(journal, effect->bytes) ? GRP_LOSS_NONE : GRP_LOSS_STORE;
    case GRP_EFFECT_ROTATE: {
      struct segment_name name = {.segment = effect->id, .yyyymmdd = effect->yyyymmdd};
      return journal_rotate(journal, name, effect->bytes) ? GRP_LOSS_NONE : GRP_LOSS_STORE;
    }
    case GRP_EFFECT_TRUNCATE:
      return journal_truncate(journal, effect->id, effect->number) ? GRP_LOSS_NONE : GRP_LOSS_STORE;
    case GRP_EFFECT_REMOVE:
      remove_segment(worker, effect->id);
      return GRP_LOSS_NONE;
    case GRP_EFFECT_CONNECT:
      conn_connect(&worker->conn, effect->id);
      return GRP_LOSS_NONE;
    case GRP_EFFECT_SEND:
      conn_send(&worker->conn, effect->id, effect->bytes, effect->with_token, effect->rest);
      return GRP_LOSS_NONE;
    case GRP_EFFECT_DISCONNECT:
      conn_disconnect(&worker->conn, effect->id);
      return GRP_LOSS_NONE;
    case GRP_EFFECT_TIMER:
      return set_timer(worker, effect, begun_mono_ms) ? GRP_LOSS_NONE : GRP_LOSS_EFFECTS;
    case GRP_EFFECT_REPLY:
      reply(worker, effect);
      return GRP_LOSS_NONE;
    case GRP_EFFECT_PROGRESS:
      progress(worker, effect);
      return GRP_LOSS_NONE;
    case GRP_EFFECT_LOG:
      log_write(&worker->log, effect->level, effect->bytes);
      return GRP_LOSS_NONE;
    case GRP_EFFECT_FIND:
      return lookups_find(&worker->lookups, journal, effect) ? GRP_LOSS_NONE : GRP_LOSS_EFFECTS;
    case GRP_EFFECT_READ:
      return lookups_read(&worker->lookups, effect) ? GRP_LOSS_NONE : GRP_LOSS_EFFECTS;
    case GRP_EFFECT_BLANK:
    case GRP_EFFECT_HOLD:
      return GRP_LOSS_NONE; /* the trace handles these */
    default:
      return GRP_LOSS_EFFECTS; /* batch_read lets no other tag through */
  }
}

uint32_t worker_carry_out(struct worker *worker) {
  uint64_t begun_mono_ms = platform_mono_ms();
  for (uint32_t i = 0; i < worker->batch.count; i++) {
    uint32_t loss = carry_out(worker, &worker->batch.effects[i], begun_mono_ms);
    if (loss != GRP_LOSS_NONE) return loss;
  }
  return GRP_LOSS_NONE;
}
