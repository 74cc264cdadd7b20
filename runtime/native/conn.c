#include "conn.h"

#include <string.h>

/* Bytes that may wait to be sent before the connection is given up. */
enum { MAX_QUEUED_BYTES = 4 * GRP_CAP_BATCH_BYTES };

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
  if (conn->refused_count == GRP_CAP_EFFECTS) return; /* all of them are still to be told */
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
}

/** Sends what there is room for. A failure is told once nothing more is to be received. */
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

void conn_send(struct conn *conn, uint32_t id, struct slice before, bool insert_token, struct slice after) {
  if (conn->state == CONN_NONE || conn->id != id) {
    if (!conn->has_ended || conn->ended != id) refuse(conn, id, GRP_CLOSED_OTHER);
    return;
  }
  buffer_add_slice(&conn->out, before);
  if (insert_token) buffer_add_slice(&conn->out, conn->token);
  buffer_add_slice(&conn->out, after);
  if (conn->out.failed || conn->out.length - conn->out_sent > MAX_QUEUED_BYTES)
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

/** What became of the connection that is being made. */
static bool next_while_connecting(struct conn *conn, struct conn_event *event) {
  enum net_result result = platform_net_connected(conn->net);
  if (result == NET_PENDING) return false;
  if (result != NET_DONE) return closed(conn, event, result);
  conn->state = CONN_OPEN;
  flush(conn);
  *event = (struct conn_event){.kind = CONN_CONNECTED, .conn = conn->id};
  return true;
}

static bool next_while_open(struct conn *conn, struct conn_event *event) {
  flush(conn);
  size_t count = 0;
  enum net_result result = platform_net_receive(conn->net, conn->received, sizeof conn->received, &count);
  if (result == NET_PENDING) return conn->send_failure == NET_DONE ? false : closed(conn, event, conn->send_failure);
  if (result != NET_DONE) return closed(conn, event, result);
  *event = (struct conn_event){.kind = CONN_DATA, .conn = conn->id, .bytes = slice_of(conn->received, count)};
  return true;
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
