/*
 * Keeps the token out of what comes back: a service that repeats it, in one piece or byte by byte, must not put it into a
 * log or a trace. Its bytes are handed on as `*`, so that nothing else changes, lengths included.
 */
#ifndef GRP_TOKEN_H
#define GRP_TOKEN_H

#include "bytes.h"

enum { MAX_TOKEN_BYTES = 512 };

struct token_guard {
  struct slice token;
  size_t seen;  /* bytes at the end of what came that may be the token's beginning */
  size_t given; /* of these, what was handed on already */
};

/** A connection begins: nothing was seen of the token. A token that is too long to be one is not looked for. */
void token_guard_begin(struct token_guard *guard, struct slice token);
/** Bytes that are held back, because they may be the beginning of a token. */
size_t token_guard_held(const struct token_guard *guard);
/**
 * Takes `count` new bytes, which lie in `bytes` behind room for MAX_TOKEN_BYTES, and gives what is to be handed on: a
 * slice of the same memory.
 */
struct slice token_guard_pass(struct token_guard *guard, uint8_t *bytes, size_t count);
/** Nothing more comes for now: gives what was held back, as `*` where it is too much of a token to be chance. */
struct slice token_guard_let_go(struct token_guard *guard, uint8_t *bytes);

#endif
