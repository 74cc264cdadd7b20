/*
 * Whole calls of the exports, with the real engine and the product's own bundle: which functions, with which arguments and
 * payloads, is read from the bytes. Every result is a code or a length; no call hangs.
 *
 * GRP_FUZZ_CONFIG names the config of a till on whose port nobody listens.
 */
#include "gama_rrpay.h"

#include <stdlib.h>
#include <string.h>

#include "bytes.h"

static int32_t session;

static void close_session(void) {
  while (session > 0 && grp_close(session, 1000) == GRP_E_CLOSING) continue;
  session = 0;
}

static void open_session(void) {
  const char *config = getenv("GRP_FUZZ_CONFIG");
  if (config == NULL) abort();
  session = grp_open(config);
  if (session <= 0) abort();
  for (int i = 0; grp_poll(session, 0, 1000) == 0; i++)
    if (i > 100) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  static const char *const hooks[] = {"init", "close", "void", "resolve", "status", "doctor", "preview", "none"};
  struct reader reader = {.rest = slice_of(bytes, length)};
  char out[256];
  if (session == 0) {
    open_session();
    atexit(close_session);
  }
  while (reader.rest.length > 0) {
    uint8_t what = read_u8(&reader), cap = read_u8(&reader);
    int32_t call = (int32_t)(what >> 3) - 2;
    size_t rest = reader.rest.length, count = rest < 4096 ? rest : 4096;
    switch (what & 7) {
      case 0:
      case 1:
      case 2:
        /* The rest is a payload. */
        call = grp_start(session, hooks[cap & 7], (const char *)reader.rest.bytes, (int32_t)count);
        reader.rest.length = 0;
        for (int i = 0; call > 0 && grp_poll(session, call, 1000) == 0; i++) {
          if (i == 0) grp_cancel(session, call);
          if (i > 60) abort();
        }
        if (call > 0) {
          int32_t needed = grp_result(session, call, NULL, 0);
          char *whole = needed < 0 ? NULL : malloc((size_t)needed + 1);
          if (whole != NULL && grp_result(session, call, whole, needed + 1) != needed) abort();
          free(whole);
          grp_release(session, call);
        }
        break;
      case 3:
        grp_progress(session, call, out, cap);
        break;
      case 4:
        grp_result(session, call, out, cap);
        break;
      case 5:
        grp_error_text(-(int32_t)cap, call, out, (int32_t)sizeof out);
        break;
      case 6:
        grp_echo((const char *)reader.rest.bytes, (int32_t)(rest < cap ? rest : cap), out, (int32_t)sizeof out);
        break;
      default:
        grp_release(session, call);
    }
  }
  return 0;
}
