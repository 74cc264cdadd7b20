/*
 * The process's one session: what the exports and the worker share, under one lock. The exports hold it for moments
 * only, never while they touch the caller's memory; the worker never holds it while it steps, reads or writes.
 */
#ifndef GRP_SESSION_H
#define GRP_SESSION_H

#include "calls.h"
#include "platform.h"
#include "watch.h"

struct session {
  int32_t handle;
  char *given_path;  /* the text given to grp_open: that is what a second grp_open is compared with */
  char *config_path; /* absolute, UTF-8 */
  struct platform_net *net;
  struct watch watch;
  platform_thread thread;
  void (*work)(struct session *session); /* what its thread does until the session closes */
  /* Under the lock: */
  struct calls calls;
  bool closing;
  bool ended; /* the worker will not touch the session again */
};

void session_lock(void);
void session_unlock(void);
/** Wakes everybody who waits for a change of the session. With the lock held. */
void session_changed(void);
/** Waits for such a change, at most `wait_ms`. With the lock held. */
void session_wait(uint32_t wait_ms);

/** The live session, or NULL. With the lock held. */
struct session *session_live(void);
/** Makes the session and starts its thread: its handle, or an error. With the lock held, and none live. */
int32_t session_start(const char *given_path, const char *config_path, void (*work)(struct session *session));
/** Takes an ended session out of its place, and forgets its calls; then session_dispose is due, without the lock. */
struct session *session_take(void);
void session_dispose(struct session *session);

#endif
