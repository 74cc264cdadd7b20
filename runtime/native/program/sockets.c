#include "sockets.h"

#include <stdlib.h>
#include <string.h>

#include "../generated/program.h"
#include "connection.h"
#include "loopback.h"

enum {
  MOST_LINKS = 60, /* with the ports, as many as Windows waits for at once */
  MOST_PORTS = 4,
  PIECE_BYTES = 64 * 1024,   /* the most that one `hear` gives */
  CONNECT_MS = 3000,
  LEAVING_MS = 2000, /* how long the other side may take to end as well */
  STOP_MS = 100,     /* how soon a wish to stop is noticed */
  MOST_WAIT_MS = 60000
};

struct port {
  system_socket listener;
  uint16_t number;
};

struct sockets {
  struct link links[MOST_LINKS];
  struct port ports[MOST_PORTS];
  size_t turn; /* where the search for the next event begins, so that nobody is kept waiting by others */
  uint32_t last_conn;
  uint8_t piece[PIECE_BYTES];
};

struct sockets *sockets_new(void) {
  struct sockets *sockets = calloc(1, sizeof *sockets);
  if (sockets == NULL) return NULL;
  for (size_t i = 0; i < MOST_PORTS; i++) sockets->ports[i].listener = NO_SOCKET;
  if (system_net_begin()) return sockets;
  free(sockets);
  return NULL;
}

void sockets_free(struct sockets *sockets) {
  if (sockets == NULL) return;
  for (size_t i = 0; i < MOST_LINKS; i++)
    if (sockets->links[i].state != LINK_FREE) connection_free(&sockets->links[i], false);
  for (size_t i = 0; i < MOST_PORTS; i++)
    if (sockets->ports[i].listener != NO_SOCKET) system_hang_up(sockets->ports[i].listener, false);
  system_net_end();
  free(sockets);
}

static struct link *link_of(struct sockets *sockets, uint32_t conn) {
  for (size_t i = 0; i < MOST_LINKS; i++) {
    struct link *link = &sockets->links[i];
    if (link->conn == conn && link->state == LINK_OPEN) return link;
  }
  return NULL;
}

/** Gives a socket its number. When there are too many, it is hung up, and NULL is returned. */
static struct link *add_link(struct sockets *sockets, system_socket socket) {
  for (size_t i = 0; i < MOST_LINKS; i++) {
    struct link *link = &sockets->links[i];
    if (link->state != LINK_FREE) continue;
    *link = (struct link){.state = LINK_OPEN, .conn = ++sockets->last_conn, .socket = socket};
    return link;
  }
  system_hang_up(socket, false);
  return NULL;
}

/* ---- Requests ---- */

uint8_t sockets_dial(struct sockets *sockets, struct reader *fields, struct buffer *reply) {
  struct net_address address;
  struct slice text = read_bytes(fields);
  uint32_t port = read_u32(fields);
  if (port == 0 || !loopback_address(text, port, &address)) return GRP_STATUS_OUTSIDE;
  system_socket socket = system_dial(&address, CONNECT_MS);
  if (socket == NO_SOCKET) return GRP_STATUS_MISSING;
  struct link *link = add_link(sockets, socket);
  if (link == NULL) return GRP_STATUS_FULL;
  buffer_add_u32(reply, link->conn);
  return GRP_STATUS_OK;
}

uint8_t sockets_serve(struct sockets *sockets, struct reader *fields, struct buffer *reply) {
  struct net_address address;
  struct slice text = read_bytes(fields);
  if (!loopback_address(text, read_u32(fields), &address)) return GRP_STATUS_OUTSIDE;
  for (size_t i = 0; i < MOST_PORTS; i++) {
    struct port *port = &sockets->ports[i];
    if (port->listener != NO_SOCKET) continue;
    port->number = address.port;
    port->listener = system_listen(&address, &port->number);
    if (port->listener == NO_SOCKET) return GRP_STATUS_IN_USE;
    buffer_add_u32(reply, port->number);
    return GRP_STATUS_OK;
  }
  return GRP_STATUS_FULL;
}

uint8_t sockets_refuse(struct sockets *sockets, struct reader *fields) {
  uint32_t number = read_u32(fields);
  for (size_t i = 0; i < MOST_PORTS; i++) {
    struct port *port = &sockets->ports[i];
    if (port->listener == NO_SOCKET || port->number != number) continue;
    system_hang_up(port->listener, false);
    port->listener = NO_SOCKET;
  }
  return GRP_STATUS_OK;
}

uint8_t sockets_transmit(struct sockets *sockets, struct reader *fields) {
  struct link *link = link_of(sockets, read_u32(fields));
  struct slice bytes = read_bytes(fields);
  /* One that has ended drops them; its end is told separately. */
  if (link == NULL || link->cannot_send || link->finishes) return GRP_STATUS_OK;
  buffer_add_slice(&link->out, bytes);
  if (link->out.failed) {
    connection_lose(link, true);
    return GRP_STATUS_OK;
  }
  connection_flush(link);
  connection_make_room(link);
  return GRP_STATUS_OK;
}

uint8_t sockets_finish(struct sockets *sockets, struct reader *fields) {
  struct link *link = link_of(sockets, read_u32(fields));
  if (link == NULL) return GRP_STATUS_OK;
  link->finishes = true;
  connection_tell_finish(link);
  return GRP_STATUS_OK;
}

uint8_t sockets_hang_up(struct sockets *sockets, struct reader *fields) {
  uint32_t conn = read_u32(fields);
  uint8_t how = read_u8(fields);
  for (size_t i = 0; i < MOST_LINKS; i++) {
    struct link *link = &sockets->links[i];
    if (link->state == LINK_FREE || link->state == LINK_LEAVING || link->conn != conn) continue;
    bool can_leave = how == GRP_HANG_UP_END && link->state != LINK_LOST && !link->cannot_send;
    if (!can_leave) {
      connection_free(link, how == GRP_HANG_UP_RESET);
      continue;
    }
    link->state = LINK_LEAVING;
    link->until_mono_ms = platform_mono_ms() + LEAVING_MS;
    link->finishes = true;
    connection_tell_finish(link);
  }
  return GRP_STATUS_OK;
}

/* ---- Events ---- */

struct event {
  uint8_t type;
  uint32_t conn;
  uint16_t port;
  struct slice bytes;
};

static bool next_of_port(struct sockets *sockets, const struct port *port, struct event *event) {
  if (port->listener == NO_SOCKET) return false;
  system_socket socket = system_accept(port->listener);
  if (socket == NO_SOCKET) return false;
  struct link *link = add_link(sockets, socket);
  if (link == NULL) return false;
  *event = (struct event){.type = GRP_NET_OPENED, .conn = link->conn, .port = port->number};
  return true;
}

static bool ended(struct link *link, bool was_reset, struct event *event) {
  *event = (struct event){.type = was_reset ? GRP_NET_RESET : GRP_NET_ENDED, .conn = link->conn};
  connection_free(link, false);
  return true;
}

static bool next_of_open(struct sockets *sockets, struct link *link, struct event *event) {
  if (link->has_finished) return (link->cannot_send || link->finish_told) && ended(link, link->cannot_send, event);
  size_t count = 0;
  enum net_result result = system_receive(link->socket, sockets->piece, sizeof sockets->piece, &count);
  if (result == NET_DONE) {
    *event = (struct event){.type = GRP_NET_BYTES, .conn = link->conn, .bytes = slice_of(sockets->piece, count)};
    return true;
  }
  if (result == NET_PENDING) return link->cannot_send && ended(link, true, event);
  if (result != NET_PEER_CLOSED) return ended(link, true, event);
  link->has_finished = true;
  *event = (struct event){.type = GRP_NET_FINISHED, .conn = link->conn};
  return true;
}

static bool next_of_link(struct sockets *sockets, struct link *link, struct event *event) {
  switch (link->state) {
    case LINK_OPEN:
      connection_flush(link);
      return next_of_open(sockets, link, event);
    case LINK_LOST:
      return ended(link, link->was_reset, event);
    case LINK_LEAVING:
      connection_go_on_leaving(link, sockets->piece, sizeof sockets->piece);
      return false;
    default:
      return false;
  }
}

static bool next_event(struct sockets *sockets, struct event *event) {
  for (size_t i = 0; i < MOST_PORTS + MOST_LINKS; i++) {
    size_t at = (sockets->turn + i) % (MOST_PORTS + MOST_LINKS);
    bool happened = at < MOST_PORTS ? next_of_port(sockets, &sockets->ports[at], event)
                                    : next_of_link(sockets, &sockets->links[at - MOST_PORTS], event);
    if (!happened) continue;
    sockets->turn = at + 1;
    return true;
  }
  return false;
}

/**
 * Waits for anything to happen, but not beyond the time at which a link is given up. A link of which nothing is awaited
 * is left out: a system would tell at once that it has been hung up, again and again.
 */
static void await_anything(struct sockets *sockets, uint64_t now_mono_ms, uint64_t until_mono_ms) {
  struct awaited list[MOST_PORTS + MOST_LINKS];
  size_t count = 0;
  for (size_t i = 0; i < MOST_PORTS; i++)
    if (sockets->ports[i].listener != NO_SOCKET)
      list[count++] = (struct awaited){.socket = sockets->ports[i].listener, .to_receive = true};
  for (size_t i = 0; i < MOST_LINKS; i++) {
    struct link *link = &sockets->links[i];
    if (link->state == LINK_FREE) continue;
    bool is_waiting = connection_waiting_bytes(link) > 0;
    bool to_receive = link->state == LINK_OPEN ? !link->has_finished : !is_waiting;
    if (to_receive || is_waiting)
      list[count++] = (struct awaited){.socket = link->socket, .to_receive = to_receive, .to_send = is_waiting};
    if (link->until_mono_ms > 0 && link->until_mono_ms < until_mono_ms) until_mono_ms = link->until_mono_ms;
  }
  system_await(list, count, until_mono_ms > now_mono_ms ? (uint32_t)(until_mono_ms - now_mono_ms) : 0);
}

uint8_t sockets_hear(struct sockets *sockets, bool (*is_stopped)(void), struct reader *fields, struct buffer *reply) {
  uint32_t wait_ms = read_u32(fields);
  uint64_t now_mono_ms = platform_mono_ms();
  uint64_t until_mono_ms = now_mono_ms + (wait_ms > MOST_WAIT_MS ? MOST_WAIT_MS : wait_ms);
  struct event event = {.type = GRP_NET_QUIET};
  for (;;) {
    if (is_stopped != NULL && is_stopped()) event.type = GRP_NET_STOPPED;
    if (event.type == GRP_NET_STOPPED || next_event(sockets, &event)) break;
    now_mono_ms = platform_mono_ms();
    if (now_mono_ms >= until_mono_ms) break;
    uint64_t look_mono_ms = is_stopped == NULL ? until_mono_ms : now_mono_ms + STOP_MS;
    await_anything(sockets, now_mono_ms, look_mono_ms < until_mono_ms ? look_mono_ms : until_mono_ms);
  }
  buffer_add_u8(reply, event.type);
  buffer_add_u32(reply, event.conn);
  buffer_add_u32(reply, event.port);
  buffer_add_f64(reply, (double)platform_mono_ms());
  buffer_add_bytes(reply, event.bytes);
  return GRP_STATUS_OK;
}
