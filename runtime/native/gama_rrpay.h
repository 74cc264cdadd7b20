/*
 * gama_rrpay - the bridge between the Rivile GAMA point of sale and RASO RRPay. docs/contracts.md A, version 1.
 *
 * This header is the whole interface of gama_rrpay.dll (win-x86: the product, stdcall; win-x64) and libgama_rrpay.so.
 * Exported names are undecorated. Every parameter is an int32_t or a pointer to char; there are no callbacks.
 *
 * Memory      The caller owns every buffer, for input and for output; nothing that is returned has to be freed. Inputs
 *             are copied before the function returns. A NULL where bytes are expected is an error, never a crash.
 * Out texts   Functions with (out, cap) return the length needed, without the final NUL. When cap is larger than that,
 *             the bytes and a NUL are written, and nothing after the NUL is touched. Otherwise at most an empty string
 *             is written (nothing when cap <= 0 or out is NULL), and the function may be called again with a larger
 *             buffer: nothing is done twice.
 * Errors      Error codes are negative. They are named GRP_E_... below, and grp_error_text has their sentences. The
 *             number of a code never changes.
 * Blocking    No function waits for the disk or the network. Only grp_poll and grp_close wait at all. They wait at most
 *             wait_ms milliseconds, which is clamped to 0 ... 1000.
 * Threads     Every function may be called from any thread at any time. The library does not protect a buffer of the
 *             caller when two threads copy into it.
 * Handles     The handles of sessions and calls are positive and are never used again within a process. Call 0 of every
 *             session is its boot.
 * State       Callee-saved registers, the x87 control word and stack, MXCSR and the direction flag are left as they
 *             were. A stack that is aligned to 4 bytes is enough. No process-wide handlers are installed. The library
 *             stays in memory from the first grp_open on: after FreeLibrary and LoadLibrary, sessions and calls are
 *             still valid.
 * Process end A process that ends without grp_close is treated as a crash. That is safe: open payments are in the
 *             journal.
 */
#ifndef GAMA_RRPAY_H
#define GAMA_RRPAY_H

#include <stdint.h>

#ifdef _WIN32
#define GRP_CALL __stdcall
#define GRP_API __declspec(dllexport)
#else
#define GRP_CALL
#define GRP_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* What a function may return below zero. This part is generated from schemas/codes.json: run `npm run generate`. */
#define GRP_E_BAD_ARGUMENT (-1)
#define GRP_E_BAD_SESSION (-2)
#define GRP_E_BAD_CALL (-3)
#define GRP_E_UNKNOWN_HOOK (-4)
#define GRP_E_CALL_PENDING (-5)
#define GRP_E_ALREADY_OPEN (-6)
#define GRP_E_CLOSING (-7)
#define GRP_E_PAYLOAD_TOO_LARGE (-11)
#define GRP_E_TOO_MANY_CALLS (-12)
#define GRP_E_OUT_OF_MEMORY (-13)
#define GRP_E_CONFIG_MISSING (-20)
#define GRP_E_CONFIG_INVALID (-21)
#define GRP_E_CONFIG_TOO_LARGE (-22)
#define GRP_E_DATA_DIR_UNUSABLE (-23)
#define GRP_E_IN_USE (-24)
#define GRP_E_BUNDLE_MISSING (-25)
#define GRP_E_BUNDLE_DAMAGED (-26)
#define GRP_E_BUNDLE_MISMATCH (-27)
#define GRP_E_BUNDLE_ABI (-28)
#define GRP_E_HOST_FAILED (-29)
#define GRP_E_JOURNAL_UNREADABLE (-30)
#define GRP_E_DATA_DIR_LINK (-31)
#define GRP_E_TILL_UNRESOLVED (-32)
#define GRP_E_STORE_FAILED (-33)
#define GRP_E_BUNDLE_DIALECT (-34)
#define GRP_E_ENGINE_FAILED (-40)
#define GRP_E_FAULTED (-41)
/* End of the generated part. */

/** The version of this interface: 1. */
GRP_API int32_t GRP_CALL grp_abi_version(void);

/** One line of ASCII: product, version, ABI, engine, commit. Returns the length needed. */
GRP_API int32_t GRP_CALL grp_version(char *out, int32_t cap);

/**
 * Copies bytes from `in` to `out`, so that a program can test how its language passes texts. It touches no session.
 * in_len -1 = NUL-terminated; NULL with 0 is empty.
 * Returns the length needed, or bad-argument (in_len below -1 or above 256 KiB; NULL with any in_len but 0).
 */
GRP_API int32_t GRP_CALL grp_echo(const char *in, int32_t in_len, char *out, int32_t cap);

/**
 * Starts the only session of the process and returns at once. The config, the lock, the bundle and the journal are read
 * on the session's own thread. That boot is call 0: poll it like any other call. When it fails, it and every other call
 * end with its code, and grp_close must be called before the next grp_open.
 * config_path: in the process's ANSI code page on Windows, UTF-8 elsewhere; NULL or "" means gama-rrpay.json beside
 * this library.
 * Returns the session (> 0), which is the open one when the path is the same text (case ignored on Windows); or
 * already-open (another path), closing, bad-argument (longer than 32767 bytes), out-of-memory, host-failed.
 */
GRP_API int32_t GRP_CALL grp_open(const char *config_path);

/**
 * Queues a call of a hook: init, close, void, resolve, status, doctor or preview (docs/contracts.md B17). A call may be
 * queued before the boot has ended.
 * payload: JSON or flat lines in the code page that the config names; copied. payload_len -1 = NUL-terminated, at most
 * 256 KiB; NULL with 0 is empty.
 * When 16 calls are held, the oldest finished one is dropped for the new one.
 * Returns the call (> 0); or bad-argument, unknown-hook, payload-too-large, bad-session, closing,
 * too-many-calls (16 that have not ended), out-of-memory.
 */
GRP_API int32_t GRP_CALL grp_start(int32_t session, const char *hook, const char *payload, int32_t payload_len);

/**
 * Waits at most wait_ms for a call to end.
 * Returns 0 (pending) or 1 (done); or the negative code that ended the call (then the outcome of a void, or of the init
 * of a settlement, is unknown), bad-session, closing, bad-call.
 */
GRP_API int32_t GRP_CALL grp_poll(int32_t session, int32_t call, int32_t wait_ms);

/**
 * Copies the latest text for the cashier, in the config's code page. It can be read even after the call has ended. For
 * a boot that failed it names the place, in ASCII.
 * Returns the length needed, 0 before the first text; or bad-session, closing, bad-call.
 */
GRP_API int32_t GRP_CALL grp_progress(int32_t session, int32_t call, char *out, int32_t cap);

/**
 * Copies the result of a call that has ended. This may be repeated until the call is released or dropped. The result of
 * call 0 is the boot report.
 * Returns the length needed; or call-pending, the code that ended the call, bad-session, closing, bad-call.
 */
GRP_API int32_t GRP_CALL grp_result(int32_t session, int32_t call, char *out, int32_t cap);

/**
 * Asks for cancellation. The call goes on until it ends: only its result says what happened.
 * Returns 0, also for a call that has ended; or bad-session, closing, bad-call.
 */
GRP_API int32_t GRP_CALL grp_cancel(int32_t session, int32_t call);

/**
 * Forgets a call that has ended, and its texts.
 * Returns 0; or call-pending, bad-session, closing, bad-call (also for call 0).
 */
GRP_API int32_t GRP_CALL grp_release(int32_t session, int32_t call);

/**
 * Stops the session's thread. Open payments stay in the journal. The thread is never killed: while it is still busy,
 * this function and all others return closing, and grp_close must be called again.
 * Returns 0 once; or closing, bad-session.
 */
GRP_API int32_t GRP_CALL grp_close(int32_t session, int32_t wait_ms);

/**
 * The sentence for a code, without a session. lang 0 = Lithuanian in windows-1257, 1 = English, 2 = Lithuanian in
 * UTF-8; any other lang is English. A number that is not in the table gives a sentence with that number.
 * Returns the length needed.
 */
GRP_API int32_t GRP_CALL grp_error_text(int32_t code, int32_t lang, char *out, int32_t cap);

#ifdef __cplusplus
}
#endif

#endif
