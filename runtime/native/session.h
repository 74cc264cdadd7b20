/*
 * The only session of the process: what the exports and the worker share, under one lock. The exports hold it only for
 * moments, and never while they touch the caller's memory. The worker never holds it while it steps, reads or writes.
 */
#ifndef GRP_SESSION_H
#define GRP_SESSION_H

#include "calls.h"
#include "platform.h"
#include "watch.h"

struct session {
  int32_t handle;
  char *given_path;  /* the text given to grp_open, with which a second grp_open is compared */
  char *config_path; /* absolute, UTF-8 */
  struct platform_net *net;
  struct watch watch;
  platform_thread thread;
  void (*work)(struct session *session); /* what the thread does until the session closes */
  /* Under the lock: */
  struct calls calls;
  bool closing;
  bool ended; /* the worker will not touch the session again */
};

void session_lock(void);
void session_unlock(void);
/** Wakes everybody who waits for a change of the session. Called with the lock held. */
void session_changed(void);
/** Waits for such a change, at most `wait_ms`. Called with the lock held. */
void session_wait(uint32_t wait_ms);

/** The live session, or NULL. Called with the lock held. */
struct session *session_live(void);
/** Makes the session and starts its thread. Returns its handle or an error. Called with the lock held and none live. */
int32_t session_start(const char *given_path, const char *config_path, void (*work)(struct session *session));
/** Removes an ended session and forgets its calls. The caller then calls session_dispose, without the lock. */
struct session *session_take(void);
void session_dispose(struct session *session);

#endif
