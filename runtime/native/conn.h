/*
 * The one connection: to the endpoint of the policy and nowhere else, whatever the bundle asks. It reports socket facts as
 * events and has no timeouts of its own.
 */
#ifndef GRP_CONN_H
#define GRP_CONN_H

#include "generated/boundary.h"
#include "platform.h"
#include "token.h"

enum conn_state { CONN_NONE, CONN_CONNECTING, CONN_OPEN };

struct conn_closed {
  uint32_t conn;
  uint8_t reason;
};

struct conn {
  struct platform_net *net;
  struct net_address address;
  struct slice token;
  enum conn_state state;
  uint32_t id;
  /* The connection that ended last: what is still sent on it is nobody's surprise. */
  bool has_ended;
  uint32_t ended;
  struct buffer out;
  size_t out_sent;
  enum net_result send_failure;
  enum net_result ending; /* the connection is over, and what was held back goes first */
  struct token_guard guard;
  uint64_t held_until_mono_ms;
  /* Connections that never came about; a batch cannot ask for more of them. */
  struct conn_closed refused[GRP_CAP_EFFECTS];
  size_t refused_count;
  uint8_t received[MAX_TOKEN_BYTES + GRP_CAP_DATA_BYTES];
};

enum conn_event_kind { CONN_CONNECTED, CONN_DATA, CONN_CLOSED };

struct conn_event {
  enum conn_event_kind kind;
  uint32_t conn;
  uint8_t reason;
  struct slice bytes; /* until the next call */
};

void conn_init(struct conn *conn, struct platform_net *net, struct net_address address, struct slice token);
void conn_free(struct conn *conn);
/** Opens a connection under the bundle's number for it; a second one at a time is closed at once. */
void conn_connect(struct conn *conn, uint32_t id);
/** Sends bytes, with the line of the token between them where the bundle asks for it: the bundle never sees it. */
void conn_send(struct conn *conn, uint32_t id, struct slice head, bool with_token, struct slice rest);
/** Ends a connection; nothing more is heard of it. */
void conn_disconnect(struct conn *conn, uint32_t id);
/** Ends everything, because the engine that knew of it is gone. */
void conn_reset(struct conn *conn);
/** The next event, in the order in which things happened; false when nothing has. */
bool conn_next(struct conn *conn, struct conn_event *event);
/** Milliseconds until there is an event without anything happening; -1 when there will be none. */
int64_t conn_wait_ms(const struct conn *conn);
/** Whether bytes wait for room to be sent. */
bool conn_wants_to_send(const struct conn *conn);

#endif
