#include "calls.h"

#include <stdlib.h>
#include <string.h>

#include "generated/boundary.h"
#include "generated/codes.h"

static const char *const hook_names[] = GRP_HOOK_NAMES;

uint8_t hook_number(const char *name) {
  for (uint8_t hook = GRP_HOOK_INIT; hook <= GRP_HOOK_LAST; hook++)
    if (hook_names[hook] != NULL && strcmp(hook_names[hook], name) == 0) return hook;
  return 0;
}

const char *hook_name(uint8_t hook) {
  return hook_names[hook <= GRP_HOOK_LAST ? hook : 0];
}

struct blob *blob_new(struct slice bytes) {
  struct blob *blob = bytes.length > SIZE_MAX - sizeof *blob ? NULL : malloc(sizeof *blob + bytes.length);
  if (blob == NULL) return NULL;
  blob->owners = 1;
  blob->length = bytes.length;
  if (bytes.length > 0) memcpy(blob->bytes, bytes.bytes, bytes.length);
  return blob;
}

void blob_drop(struct blob *blob) {
  if (blob != NULL && --blob->owners == 0) free(blob);
}

static void forget(struct call *call) {
  blob_drop(call->payload);
  blob_drop(call->progress);
  blob_drop(call->result);
}

void calls_init(struct calls *calls) {
  memset(calls, 0, sizeof *calls);
  calls->boot.state = CALL_RUNNING;
}

void calls_free(struct calls *calls) {
  forget(&calls->boot);
  for (int i = 0; i < calls->count; i++) forget(&calls->held[i]);
}

struct call *calls_find(struct calls *calls, int32_t id) {
  if (id == BOOT_CALL) return &calls->boot;
  for (int i = 0; i < calls->count; i++)
    if (calls->held[i].id == id) return &calls->held[i];
  return NULL;
}

static void take_out(struct calls *calls, int index) {
  forget(&calls->held[index]);
  calls->count--;
  memmove(&calls->held[index], &calls->held[index + 1], (size_t)(calls->count - index) * sizeof calls->held[0]);
}

static bool drop_oldest_finished(struct calls *calls) {
  for (int i = 0; i < calls->count; i++) {
    if (call_is_pending(&calls->held[i])) continue;
    take_out(calls, i);
    return true;
  }
  return false;
}

int32_t calls_add(struct calls *calls, uint8_t hook, struct blob *payload) {
  /* It belongs to the process, not to the session, so that no handle is ever used again. */
  static int32_t last_id;
  if (last_id == INT32_MAX) return GRP_E_TOO_MANY_CALLS;
  if (calls->count == MAX_HELD_CALLS && !drop_oldest_finished(calls)) return GRP_E_TOO_MANY_CALLS;
  struct call *call = &calls->held[calls->count++];
  *call = (struct call){.id = ++last_id, .hook = hook, .payload = payload};
  if (calls->fate != 0) {
    call->state = CALL_FAILED;
    call->code = calls->fate;
  }
  return call->id;
}

int32_t calls_release(struct calls *calls, int32_t id) {
  for (int i = 0; i < calls->count; i++) {
    if (calls->held[i].id != id) continue;
    if (call_is_pending(&calls->held[i])) return GRP_E_CALL_PENDING;
    take_out(calls, i);
    return 0;
  }
  return GRP_E_BAD_CALL;
}

void calls_ask_cancel(struct calls *calls, struct call *call) {
  /* The bundle cannot cancel the boot. */
  if (call != &calls->boot && call_is_pending(call) && call->cancel == CANCEL_NO) call->cancel = CANCEL_ASKED;
}

struct call *calls_take_cancel(struct calls *calls) {
  for (int i = 0; i < calls->count; i++) {
    struct call *call = &calls->held[i];
    if (call->cancel != CANCEL_ASKED || call->state != CALL_RUNNING) continue;
    call->cancel = CANCEL_DELIVERED;
    return call;
  }
  return NULL;
}

struct call *calls_next_hook(struct calls *calls) {
  for (int i = 0; i < calls->count; i++)
    if (calls->held[i].state == CALL_QUEUED) return &calls->held[i];
  return NULL;
}

bool calls_any_running(const struct calls *calls) {
  for (int i = 0; i < calls->count; i++)
    if (calls->held[i].state == CALL_RUNNING) return true;
  return false;
}

static void fail(struct call *call, int32_t code) {
  call->state = CALL_FAILED;
  call->code = code;
}

bool calls_reply(struct calls *calls, int32_t id, struct slice result) {
  struct call *call = calls_find(calls, id);
  if (call == NULL || call->state != CALL_RUNNING) return false;
  call->result = blob_new(result);
  if (call->result == NULL)
    fail(call, GRP_E_OUT_OF_MEMORY);
  else
    call->state = CALL_DONE;
  return true;
}

bool calls_end_boot(struct calls *calls) {
  bool is_pending = call_is_pending(&calls->boot);
  if (is_pending) calls->boot.state = CALL_DONE;
  return is_pending;
}

void calls_progress(struct calls *calls, int32_t id, struct slice text) {
  struct call *call = calls_find(calls, id);
  if (call == NULL || !call_is_pending(call)) return;
  struct blob *progress = blob_new(text);
  if (progress == NULL) return; /* the earlier text stays */
  blob_drop(call->progress);
  call->progress = progress;
}

void calls_fail_unfinished(struct calls *calls, int32_t code) {
  for (int i = 0; i < calls->count; i++)
    if (call_is_pending(&calls->held[i])) fail(&calls->held[i], code);
}

void calls_fail_all(struct calls *calls, int32_t code) {
  calls->fate = code;
  if (call_is_pending(&calls->boot)) fail(&calls->boot, code);
  calls_fail_unfinished(calls, code);
}
