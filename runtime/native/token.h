/*
 * Keeps the token out of what comes back. A service that repeats it, in one piece or byte by byte, must not put it into
 * a log or a trace. Its bytes are passed on as `*`, so that nothing else changes, not even a length.
 */
#ifndef GRP_TOKEN_H
#define GRP_TOKEN_H

#include "bytes.h"

enum { MAX_TOKEN_BYTES = 512 };

struct token_guard {
  struct slice token;
  size_t seen;  /* bytes at the end of the input that may be the token's beginning */
  size_t given; /* how many of these were passed on already */
};

/** Begins a connection: nothing of the token has been seen. A token that is too long to be one is not searched for. */
void token_guard_begin(struct token_guard *guard, struct slice token);
/** How many bytes are held back, because they may be the beginning of a token. */
size_t token_guard_held(const struct token_guard *guard);
/**
 * Takes `count` new bytes, which lie in `bytes` after a space of MAX_TOKEN_BYTES, and returns what is to be passed on:
 * a slice of the same memory.
 */
struct slice token_guard_pass(struct token_guard *guard, uint8_t *bytes, size_t count);
/**
 * Called when nothing more comes for now. Returns what was held back, as `*` if that cannot be in the input by chance.
 */
struct slice token_guard_let_go(struct token_guard *guard, uint8_t *bytes);

#endif
