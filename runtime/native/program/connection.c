#include "connection.h"

#include <string.h>

enum {
  QUEUE_BYTES = 1024 * 1024, /* the most that waits to be sent on one connection */
  ROOM_MS = 3000             /* how long a peer that reads nothing is waited for */
};

void connection_free(struct link *link, bool with_reset) {
  if (link->socket != NO_SOCKET) system_hang_up(link->socket, with_reset);
  buffer_free(&link->out);
  memset(link, 0, sizeof *link);
  link->socket = NO_SOCKET;
}

size_t connection_waiting_bytes(const struct link *link) {
  return link->out.length - link->out_sent;
}

void connection_tell_finish(struct link *link) {
  if (!link->finishes || link->finish_told || connection_waiting_bytes(link) > 0) return;
  system_send_end(link->socket);
  link->finish_told = true;
}

void connection_flush(struct link *link) {
  while (!link->cannot_send && connection_waiting_bytes(link) > 0) {
    struct slice rest = slice_of(link->out.bytes + link->out_sent, connection_waiting_bytes(link));
    enum net_result result = system_send(link->socket, rest, &link->out_sent);
    if (result == NET_PENDING) break;
    link->cannot_send = result != NET_DONE;
  }
  size_t left = link->cannot_send ? 0 : connection_waiting_bytes(link);
  if (left > 0 && link->out_sent < left) return;
  if (left > 0 && link->out_sent > 0) memmove(link->out.bytes, link->out.bytes + link->out_sent, left);
  link->out.length = left;
  link->out_sent = 0;
  connection_tell_finish(link);
}

void connection_lose(struct link *link, bool was_reset) {
  system_hang_up(link->socket, false);
  link->socket = NO_SOCKET;
  link->state = LINK_LOST;
  link->was_reset = was_reset;
}

void connection_make_room(struct link *link) {
  uint64_t until_mono_ms = platform_mono_ms() + ROOM_MS;
  while (!link->cannot_send && connection_waiting_bytes(link) > QUEUE_BYTES) {
    uint64_t now_mono_ms = platform_mono_ms();
    if (now_mono_ms >= until_mono_ms) {
      connection_lose(link, true);
      return;
    }
    struct awaited awaited = {.socket = link->socket, .to_send = true};
    system_await(&awaited, 1, (uint32_t)(until_mono_ms - now_mono_ms));
    connection_flush(link);
  }
}

void connection_go_on_leaving(struct link *link, uint8_t *piece, size_t size) {
  connection_flush(link);
  size_t count = 0;
  enum net_result result = NET_PENDING;
  if (connection_waiting_bytes(link) == 0) result = system_receive(link->socket, piece, size, &count);
  bool is_over = (result != NET_DONE && result != NET_PENDING) || link->cannot_send;
  if (is_over || platform_mono_ms() >= link->until_mono_ms) connection_free(link, false);
}
