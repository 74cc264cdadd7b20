/* The exported functions. Arguments are checked and the caller's memory is touched here, and nowhere else. */
#include "gama_rrpay.h"

#include <stdlib.h>
#include <string.h>

#include "generated/boundary.h"
#include "generated/codes.h"
#include "session.h"
#include "texts.h"
#include "worker.h"

/* Hosts guarantee only a stack that is aligned to 4 bytes; SSE needs 16. */
#if defined(__i386__)
#define ENTRY __attribute__((force_align_arg_pointer))
#else
#define ENTRY
#endif

enum { MAX_PAYLOAD_BYTES = 256 * 1024, MAX_PATH_BYTES = 32767, MAX_WAIT_MS = 1000 };

/** Copies a text out as the header describes. Returns the length needed. */
static int32_t hand_out(struct slice text, char *out, int32_t cap) {
  if (out == NULL || cap <= 0) return (int32_t)text.length;
  size_t fits = (size_t)cap > text.length ? text.length : 0;
  if (fits > 0) memmove(out, text.bytes, fits); /* grp_echo's caller may pass one buffer as both */
  out[fits] = 0;
  return (int32_t)text.length;
}

/** A strlen that looks at no more than `most` bytes. */
static size_t length_of(const char *text, size_t most) {
  const char *end = memchr(text, 0, most);
  return end == NULL ? most : (size_t)(end - text);
}

/** Takes the bytes that a caller passed. False when the header does not allow them; the caller checks for too many. */
static bool take_in(struct slice *bytes, const char *in, int32_t length) {
  if (length < -1 || (in == NULL && length != 0)) return false;
  *bytes = slice_of(in, length < 0 ? length_of(in, MAX_PAYLOAD_BYTES + 1) : (size_t)length);
  return true;
}

static uint32_t clamp_wait(int32_t wait_ms) {
  return wait_ms <= 0 ? 0 : wait_ms > MAX_WAIT_MS ? MAX_WAIT_MS : (uint32_t)wait_ms;
}

/** Locks and finds the session. Returns 0 or an error. Every call of this also stops a step that is overdue. */
static int32_t enter(int32_t handle, struct session **session) {
  session_lock();
  *session = session_live();
  if (*session == NULL || (*session)->handle != handle) return GRP_E_BAD_SESSION;
  watch_look(&(*session)->watch);
  return (*session)->closing ? GRP_E_CLOSING : 0;
}

/** Does what enter does, and finds a call of the session. */
static int32_t enter_call(int32_t handle, int32_t id, struct session **session, struct call **call) {
  int32_t error = enter(handle, session);
  if (error != 0) return error;
  *call = calls_find(&(*session)->calls, id);
  return *call == NULL ? GRP_E_BAD_CALL : 0;
}

/** Unlocks, and copies a text of a call out without the lock. */
static int32_t leave_with(struct blob *text, char *out, int32_t cap) {
  if (text == NULL) {
    session_unlock();
    return hand_out(slice_of(NULL, 0), out, cap);
  }
  text->owners++;
  session_unlock();
  int32_t length = hand_out(slice_of(text->bytes, text->length), out, cap);
  session_lock();
  blob_drop(text);
  session_unlock();
  return length;
}

static int32_t leave(int32_t result) {
  session_unlock();
  return result;
}

ENTRY int32_t GRP_CALL grp_abi_version(void) {
  return GRP_EXPORTS_ABI;
}

ENTRY int32_t GRP_CALL grp_version(char *out, int32_t cap) {
  char line[MAX_TEXT_BYTES];
  return hand_out(slice_of(line, version_line(line)), out, cap);
}

ENTRY int32_t GRP_CALL grp_error_text(int32_t code, int32_t lang, char *out, int32_t cap) {
  char generic[MAX_TEXT_BYTES];
  return hand_out(slice_text(error_text(code, lang, generic)), out, cap);
}

ENTRY int32_t GRP_CALL grp_echo(const char *in, int32_t in_len, char *out, int32_t cap) {
  struct slice bytes;
  if (!take_in(&bytes, in, in_len) || bytes.length > MAX_PAYLOAD_BYTES) return GRP_E_BAD_ARGUMENT;
  return hand_out(bytes, out, cap);
}

/** The session for a path: the live one when the path is the same text. Called with the lock held. */
static int32_t open_session(const char *given_path, const char *config_path) {
  struct session *session = session_live();
  if (session == NULL) return session_start(given_path, config_path, worker_run);
  if (session->closing) return GRP_E_CLOSING;
  return platform_same_path(session->given_path, given_path) ? session->handle : GRP_E_ALREADY_OPEN;
}

ENTRY int32_t GRP_CALL grp_open(const char *config_path) {
  const char *given_path = config_path == NULL ? "" : config_path;
  size_t length = length_of(given_path, MAX_PATH_BYTES + 1);
  if (length > MAX_PATH_BYTES) return GRP_E_BAD_ARGUMENT;
  char *given = malloc(length + 1);
  if (given == NULL) return GRP_E_OUT_OF_MEMORY;
  memcpy(given, given_path, length);
  given[length] = 0;
  char *absolute = length == 0 ? platform_default_config() : platform_config_path(given);
  int32_t result = GRP_E_OUT_OF_MEMORY;
  if (absolute != NULL && !platform_pin()) {
    result = GRP_E_HOST_FAILED;
  } else if (absolute != NULL) {
    session_lock();
    result = leave(open_session(given, absolute));
  }
  free(absolute);
  free(given);
  return result;
}

ENTRY int32_t GRP_CALL grp_start(int32_t session_handle, const char *hook, const char *payload, int32_t payload_len) {
  struct slice bytes;
  if (hook == NULL || !take_in(&bytes, payload, payload_len)) return GRP_E_BAD_ARGUMENT;
  uint8_t number = hook_number(hook);
  if (number == 0) return GRP_E_UNKNOWN_HOOK;
  if (bytes.length > MAX_PAYLOAD_BYTES) return GRP_E_PAYLOAD_TOO_LARGE;
  struct blob *copy = blob_new(bytes);
  if (copy == NULL) return GRP_E_OUT_OF_MEMORY;
  struct session *session;
  int32_t result = enter(session_handle, &session);
  if (result == 0) result = calls_add(&session->calls, number, copy);
  if (result > 0)
    platform_net_wake(session->net);
  else
    blob_drop(copy);
  return leave(result);
}

ENTRY int32_t GRP_CALL grp_poll(int32_t session_handle, int32_t call_id, int32_t wait_ms) {
  uint64_t until = 0;
  for (uint32_t left = clamp_wait(wait_ms);;) {
    struct session *session;
    struct call *call;
    int32_t error = enter_call(session_handle, call_id, &session, &call);
    if (error != 0) return leave(error);
    if (call->state == CALL_DONE) return leave(1);
    if (call->state == CALL_FAILED) return leave(call->code);
    if (left == 0) return leave(0);
    /* While somebody waits here, a step that overruns is stopped in time. */
    uint32_t overdue = watch_look(&session->watch);
    uint64_t now = platform_mono_ms();
    if (until == 0) until = now + left;
    left = until > now ? (uint32_t)(until - now) : 0;
    if (left > 0) session_wait(left < overdue ? left : overdue + 1);
    session_unlock();
  }
}

ENTRY int32_t GRP_CALL grp_progress(int32_t session_handle, int32_t call_id, char *out, int32_t cap) {
  struct session *session;
  struct call *call;
  int32_t error = enter_call(session_handle, call_id, &session, &call);
  return error != 0 ? leave(error) : leave_with(call->progress, out, cap);
}

ENTRY int32_t GRP_CALL grp_result(int32_t session_handle, int32_t call_id, char *out, int32_t cap) {
  struct session *session;
  struct call *call;
  int32_t error = enter_call(session_handle, call_id, &session, &call);
  if (error != 0) return leave(error);
  if (call_is_pending(call)) return leave(GRP_E_CALL_PENDING);
  return call->state == CALL_FAILED ? leave(call->code) : leave_with(call->result, out, cap);
}

ENTRY int32_t GRP_CALL grp_cancel(int32_t session_handle, int32_t call_id) {
  struct session *session;
  struct call *call;
  int32_t error = enter_call(session_handle, call_id, &session, &call);
  if (error != 0) return leave(error);
  calls_ask_cancel(&session->calls, call);
  platform_net_wake(session->net);
  return leave(0);
}

ENTRY int32_t GRP_CALL grp_release(int32_t session_handle, int32_t call_id) {
  struct session *session;
  int32_t error = enter(session_handle, &session);
  return leave(error != 0 ? error : calls_release(&session->calls, call_id));
}

ENTRY int32_t GRP_CALL grp_close(int32_t session_handle, int32_t wait_ms) {
  uint64_t until = platform_mono_ms() + clamp_wait(wait_ms);
  for (;;) {
    struct session *session;
    int32_t state = enter(session_handle, &session);
    if (state == GRP_E_BAD_SESSION) return leave(state);
    if (!session->closing) {
      session->closing = true;
      session_changed(); /* polls now end with `closing` */
      platform_net_wake(session->net);
    }
    if (session->ended) {
      session_take();
      session_unlock();
      session_dispose(session);
      return 0;
    }
    uint32_t overdue = watch_look(&session->watch);
    uint64_t now = platform_mono_ms();
    if (now >= until) return leave(GRP_E_CLOSING);
    uint32_t left = (uint32_t)(until - now);
    session_wait(left < overdue ? left : overdue + 1);
    session_unlock();
  }
}
