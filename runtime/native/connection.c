#include "connection.h"

#include <string.h>

#include "generated/boundary.h"

void conn_init(struct conn *conn, struct platform_net *net, struct net_address address, struct slice token) {
  memset(conn, 0, sizeof *conn);
  conn->net = net;
  conn->address = address;
  conn->token = token;
}

static void drop(struct conn *conn) {
  if (conn->state == CONN_NONE) return;
  platform_net_close(conn->net);
  conn->state = CONN_NONE;
  conn->has_ended = true;
  conn->ended = conn->id;
  buffer_clear(&conn->out);
  conn->out_sent = 0;
  conn->send_failure = NET_DONE;
  conn->ending = NET_DONE;
  token_guard_begin(&conn->guard, conn->token);
}

void conn_free(struct conn *conn) {
  drop(conn);
  buffer_free(&conn->out);
}

void conn_reset(struct conn *conn) {
  drop(conn);
  conn->refused_count = 0;
}

static uint8_t reason_of(enum net_result result) {
  switch (result) {
    case NET_PEER_CLOSED:
      return GRP_CLOSED_PEER;
    case NET_REFUSED:
      return GRP_CLOSED_REFUSED;
    case NET_RESET:
      return GRP_CLOSED_RESET;
    case NET_UNREACHABLE:
      return GRP_CLOSED_UNREACHABLE;
    default:
      return GRP_CLOSED_OTHER;
  }
}

static void refuse(struct conn *conn, uint32_t id, uint8_t reason) {
  if (conn->refused_count == GRP_CAP_EFFECTS) return; /* no more than these can wait to be reported */
  conn->refused[conn->refused_count++] = (struct conn_closed){id, reason};
}

void conn_connect(struct conn *conn, uint32_t id) {
  if (conn->state != CONN_NONE) {
    refuse(conn, id, GRP_CLOSED_OTHER);
    return;
  }
  enum net_result result = platform_net_connect(conn->net, &conn->address);
  if (result != NET_DONE && result != NET_PENDING) {
    refuse(conn, id, reason_of(result));
    conn->has_ended = true;
    conn->ended = id;
    return;
  }
  conn->state = CONN_CONNECTING;
  conn->id = id;
  token_guard_begin(&conn->guard, conn->token);
}

/** Sends as much as there is room for. A failure is reported only when nothing is left to receive. */
static void flush(struct conn *conn) {
  while (conn->send_failure == NET_DONE && conn->out_sent < conn->out.length) {
    struct slice rest = slice_of(conn->out.bytes + conn->out_sent, conn->out.length - conn->out_sent);
    enum net_result result = platform_net_send(conn->net, rest, &conn->out_sent);
    if (result == NET_PENDING) return;
    if (result != NET_DONE) conn->send_failure = result;
  }
  if (conn->out_sent == conn->out.length) {
    buffer_clear(&conn->out);
    conn->out_sent = 0;
  }
}

static void give_up(struct conn *conn, uint8_t reason) {
  uint32_t id = conn->id;
  drop(conn);
  refuse(conn, id, reason);
}

/** The only line of HTTP that the host knows. So no bundle ever holds the token or can put it anywhere else. */
static void add_token(struct conn *conn) {
  if (conn->token.length == 0) return;
  buffer_add_text(&conn->out, "Authorization: Bearer ");
  buffer_add_slice(&conn->out, conn->token);
  buffer_add_text(&conn->out, "\r\n");
}

/** Moves the unsent bytes to the front once as many were sent, so the buffer never grows beyond twice what may wait. */
static void forget_sent(struct conn *conn) {
  size_t left = conn->out.length - conn->out_sent;
  if (conn->out_sent < left || conn->out_sent == 0) return;
  memmove(conn->out.bytes, conn->out.bytes + conn->out_sent, left);
  conn->out.length = left;
  conn->out_sent = 0;
}

void conn_send(struct conn *conn, uint32_t id, struct slice head, bool with_token, struct slice rest) {
  if (conn->state == CONN_NONE || conn->id != id) {
    if (!conn->has_ended || conn->ended != id) refuse(conn, id, GRP_CLOSED_OTHER);
    return;
  }
  forget_sent(conn);
  buffer_add_slice(&conn->out, head);
  if (with_token) add_token(conn);
  buffer_add_slice(&conn->out, rest);
  if (conn->out.failed || conn->out.length - conn->out_sent > GRP_CAP_QUEUED_BYTES)
    give_up(conn, GRP_CLOSED_OTHER);
  else if (conn->state == CONN_OPEN)
    flush(conn);
}

void conn_disconnect(struct conn *conn, uint32_t id) {
  if (conn->id == id) drop(conn);
  size_t kept = 0;
  for (size_t i = 0; i < conn->refused_count; i++)
    if (conn->refused[i].conn != id) conn->refused[kept++] = conn->refused[i];
  conn->refused_count = kept;
}

static bool closed(struct conn *conn, struct conn_event *event, enum net_result why) {
  *event = (struct conn_event){.kind = CONN_CLOSED, .conn = conn->id, .reason = reason_of(why)};
  drop(conn);
  return true;
}

/** Reports what became of the connection that is being made. */
static bool next_while_connecting(struct conn *conn, struct conn_event *event) {
  enum net_result result = platform_net_connected(conn->net);
  if (result == NET_PENDING) return false;
  if (result != NET_DONE) return closed(conn, event, result);
  conn->state = CONN_OPEN;
  flush(conn);
  *event = (struct conn_event){.kind = CONN_CONNECTED, .conn = conn->id};
  return true;
}

static bool data(const struct conn *conn, struct conn_event *event, struct slice bytes) {
  *event = (struct conn_event){.kind = CONN_DATA, .conn = conn->id, .bytes = bytes};
  return true;
}

/** Passes on what was held back. The end of the connection is the event after that. */
static bool end(struct conn *conn, struct conn_event *event, enum net_result why) {
  if (token_guard_held(&conn->guard) == 0) return closed(conn, event, why);
  conn->ending = why;
  return data(conn, event, token_guard_let_go(&conn->guard, conn->received));
}

static bool next_while_open(struct conn *conn, struct conn_event *event) {
  if (conn->ending != NET_DONE) return closed(conn, event, conn->ending);
  flush(conn);
  for (;;) {
    size_t count = 0;
    uint8_t *room = conn->received + MAX_TOKEN_BYTES;
    size_t most = GRP_CAP_DATA_BYTES - token_guard_held(&conn->guard);
    enum net_result result = platform_net_receive(conn->net, room, most, &count);
    if (result != NET_DONE && result != NET_PENDING) return end(conn, event, result);
    if (result == NET_PENDING) {
      if (conn->send_failure != NET_DONE) return end(conn, event, conn->send_failure);
      if (conn_wait_ms(conn) != 0) return false;
      return data(conn, event, token_guard_let_go(&conn->guard, conn->received));
    }
    struct slice bytes = token_guard_pass(&conn->guard, conn->received, count);
    /* By chance, an answer may end with such bytes, so they do not wait for ever. */
  if (token_guard_held(&conn->guard) > 0) conn->held_until_mono_ms = platform_mono_ms() + GRP_CAP_TOKEN_HELD_MS;
    if (bytes.length > 0) return data(conn, event, bytes);
  }
}

int64_t conn_wait_ms(const struct conn *conn) {
  if (conn->state != CONN_OPEN || token_guard_held(&conn->guard) == 0) return conn->ending != NET_DONE ? 0 : -1;
  uint64_t now = platform_mono_ms();
  return conn->held_until_mono_ms > now ? (int64_t)(conn->held_until_mono_ms - now) : 0;
}

bool conn_next(struct conn *conn, struct conn_event *event) {
  if (conn->refused_count > 0) {
    *event = (struct conn_event){.kind = CONN_CLOSED, .conn = conn->refused[0].conn, .reason = conn->refused[0].reason};
    conn->refused_count--;
    memmove(conn->refused, conn->refused + 1, conn->refused_count * sizeof conn->refused[0]);
    return true;
  }
  switch (conn->state) {
    case CONN_CONNECTING:
      return next_while_connecting(conn, event);
    case CONN_OPEN:
      return next_while_open(conn, event);
    default:
      return false;
  }
}

bool conn_wants_to_send(const struct conn *conn) {
  return conn->state == CONN_OPEN && conn->send_failure == NET_DONE && conn->out_sent < conn->out.length;
}
