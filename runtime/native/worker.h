#ifndef GRP_WORKER_H
#define GRP_WORKER_H

struct session;

/** The session's thread: boots, then carries events to the engine and effects out of it until the session closes. */
void worker_run(struct session *session);

#endif
