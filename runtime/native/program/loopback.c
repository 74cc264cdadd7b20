#include "loopback.h"

#include <string.h>

/** Reads a number of at most three digits and what must follow it. */
static bool read_part(const uint8_t **at, const uint8_t *end, bool is_last, uint8_t *part) {
  unsigned value = 0;
  const uint8_t *from = *at;
  while (*at < end && **at >= '0' && **at <= '9' && *at - from < 3) value = value * 10 + (unsigned)(*(*at)++ - '0');
  bool has_zeros = *at - from > 1 && *from == '0';
  if (*at == from || value > 255 || has_zeros) return false;
  *part = (uint8_t)value;
  if (is_last) return *at == end;
  return *at < end && *(*at)++ == '.';
}

bool loopback_address(struct slice text, uint32_t port, struct net_address *address) {
  memset(address, 0, sizeof *address);
  if (port > 65535) return false;
  address->port = (uint16_t)port;
  if (text.length == 3 && memcmp(text.bytes, "::1", 3) == 0) {
    address->family = 6;
    address->bytes[15] = 1;
    return true;
  }
  address->family = 4;
  const uint8_t *at = text.bytes;
  for (int i = 0; i < 4; i++)
    if (text.length == 0 || !read_part(&at, text.bytes + text.length, i == 3, &address->bytes[i])) return false;
  return address->bytes[0] == 127;
}
