/*
 * All that the worker's thread owns; shared by worker.c (the loop), lifecycle.c (engines begin and end) and effects.c.
 */
#ifndef GRP_WORKER_STATE_H
#define GRP_WORKER_STATE_H

#include "boundary.h"
#include "connection.h"
#include "deploy.h"
#include "engine.h"
#include "log.h"
#include "lookup.h"
#include "session.h"
#include "store.h"
#include "timers.h"
#include "trace.h"

struct worker {
  struct session *session;
  struct settings settings;
  struct bundle bundle;
  char *bundle_path;
  struct store store;
  struct log log;
  struct trace trace;
  struct conn conn;
  struct timers timers;
  struct lookups lookups;
  /* NULL once the session has failed. Then the worker only waits for the session to close. */
  struct engine *engine;
  /* What the bundle was told about the store when it booted. */
  struct store_health told;
  bool in_boot;
  /* The boot before this one could not write what it had to, so this one is told that nothing can be written. */
  bool boot_could_not_write;
  /* The hook for which a failed store was last tried again. There is one try for each hook. */
  int32_t tried_for;
  /* The system gave no random bytes. Nothing may be stepped without them. */
  bool no_random;
  /* How many engines were lost with no completed hook between them. */
  int losses;
  /* These belong to the running step and are kept for the next. */
  struct buffer event;
  /* How many bytes at the end of a boot event are the journal's lines. */
  size_t lines_bytes;
  struct buffer batch_bytes;
  struct batch batch;
};

/** The time and the random bytes of an event. Without random bytes the next worker_deliver ends the session. */
struct stamp worker_stamp(struct worker *worker);

/* lifecycle.c */

/**
 * Reads config, data folder and bundle, and boots the first engine. Afterwards there is an engine, or the session
 * failed.
 */
void worker_boot(struct worker *worker);
/** Makes an engine and boots it from the journal. `loss` says what happened to the one before. */
void worker_start_engine(struct worker *worker, uint32_t loss);
/** Does one step with the event in `worker->event`, and carries out its effects. A loss is handled here. */
void worker_deliver(struct worker *worker);
/** Throws away the engine and everything that belongs to it. */
void worker_drop_engine(struct worker *worker);
/** Frees everything. */
void worker_free(struct worker *worker);

/* effects.c */

/** Carries out the effects of `worker->batch` in order: GRP_LOSS_NONE, or the reason that ends the engine. */
uint32_t worker_carry_out(struct worker *worker);

#endif
