#include "token.h"

#include <string.h>

#include "search.h"

/** This many bytes of a token are found nowhere else by chance. */
enum { TELLING_BYTES = 8 };

void token_guard_begin(struct token_guard *guard, struct slice token) {
  if (token.length > MAX_TOKEN_BYTES) token.length = 0;
  *guard = (struct token_guard){.token = token};
}

size_t token_guard_held(const struct token_guard *guard) {
  return guard->seen - guard->given;
}

/** How many bytes at the end may be the beginning of the token, but are not all of it. */
static size_t begun_at_end(struct slice token, struct slice bytes) {
  size_t most = token.length - 1 < bytes.length ? token.length - 1 : bytes.length;
  for (size_t count = most; count > 0; count--)
    if (memcmp(bytes.bytes + bytes.length - count, token.bytes, count) == 0) return count;
  return 0;
}

struct slice token_guard_pass(struct token_guard *guard, uint8_t *bytes, size_t count) {
  const struct slice token = guard->token;
  if (token.length == 0) return slice_of(bytes + MAX_TOKEN_BYTES, count);
  /* Puts what was seen before in front again. */
  uint8_t *start = bytes + MAX_TOKEN_BYTES - guard->seen;
  memcpy(start, token.bytes, guard->seen);
  struct slice all = slice_of(start, guard->seen + count), rest = all;
  const uint8_t *found;
  while ((found = search(rest, token)) != NULL) {
    size_t at = (size_t)(found - all.bytes);
    memset(start + at, '*', token.length);
    rest = slice_of(start + at + token.length, all.length - at - token.length);
  }
  size_t given = guard->given;
  guard->seen = begun_at_end(token, rest);
  size_t end = all.length - guard->seen;
  guard->given = given > end ? given - end : 0;
  return end > given ? slice_of(start + given, end - given) : slice_of(start, 0);
}

struct slice token_guard_let_go(struct token_guard *guard, uint8_t *bytes) {
  size_t count = token_guard_held(guard);
  if (guard->seen >= TELLING_BYTES)
    memset(bytes, '*', count);
  else
    memcpy(bytes, guard->token.bytes + guard->given, count);
  guard->given = guard->seen;
  return slice_of(bytes, count);
}
