/*
 * The calls table of docs/contracts.md A4, which is also the worker's queue of hooks and cancels. It holds at most 16
 * calls and drops finished ones, oldest first. Call 0 (the boot) is kept apart. Nothing here locks: see session.h.
 */
#ifndef GRP_CALLS_H
#define GRP_CALLS_H

#include "bytes.h"

/**
 * Bytes with several owners, so that a text can be copied to a caller without the lock. The lock protects the count.
 */
struct blob {
  uint32_t owners;
  size_t length;
  uint8_t bytes[];
};

/** A copy with one owner; NULL when there is no memory. */
struct blob *blob_new(struct slice bytes);
/** NULL is allowed. */
void blob_drop(struct blob *blob);

/** The number of a hook by its name, which is case-sensitive; 0 when there is none. */
uint8_t hook_number(const char *name);
const char *hook_name(uint8_t hook);

enum call_state { CALL_QUEUED, CALL_RUNNING, CALL_DONE, CALL_FAILED };
enum call_cancel { CANCEL_NO, CANCEL_ASKED, CANCEL_DELIVERED };

struct call {
  int32_t id;
  uint8_t hook;
  enum call_state state;
  /** The bundle is told of a cancel once, and never before it is told of the hook itself. */
  enum call_cancel cancel;
  int32_t code; /* of CALL_FAILED */
  struct blob *payload;
  struct blob *progress; /* NULL is empty */
  struct blob *result;   /* of CALL_DONE; NULL is empty */
};

enum { MAX_HELD_CALLS = 16, BOOT_CALL = 0 };

struct calls {
  struct call boot;
  struct call held[MAX_HELD_CALLS]; /* in the order of grp_start */
  int count;
  /** Once this is set, every call ends with it. */
  int32_t fate;
};

void calls_init(struct calls *calls);
void calls_free(struct calls *calls);
/** The call, or NULL. */
struct call *calls_find(struct calls *calls, int32_t id);
/** Queues a hook under a new handle and takes over the payload. On an error the payload still belongs to the caller. */
int32_t calls_add(struct calls *calls, uint8_t hook, struct blob *payload);
int32_t calls_release(struct calls *calls, int32_t id);
void calls_ask_cancel(struct calls *calls, struct call *call);

/** The next cancel of a hook that the bundle knows; it is marked as delivered. NULL when there is none. */
struct call *calls_take_cancel(struct calls *calls);
/** The next queued hook, or NULL. */
struct call *calls_next_hook(struct calls *calls);
/** Whether the bundle has a hook that it has not answered. */
bool calls_any_running(const struct calls *calls);
/** Ends a running call with the bundle's answer; true when there was such a call to end. */
bool calls_reply(struct calls *calls, int32_t id, struct slice result);
/** Ends the boot as done, with or without a report from the bundle. True when it had not ended before. */
bool calls_end_boot(struct calls *calls);
/** Sets the text for the cashier. Ignored when the call has ended or is no longer held. */
void calls_progress(struct calls *calls, int32_t id, struct slice text);
/** Ends every unfinished hook call, but not the boot. */
void calls_fail_unfinished(struct calls *calls, int32_t code);
/** Ends every unfinished call, including the boot, and every later call with this code. */
void calls_fail_all(struct calls *calls, int32_t code);

static inline bool call_is_pending(const struct call *call) {
  return call->state == CALL_QUEUED || call->state == CALL_RUNNING;
}

#endif
