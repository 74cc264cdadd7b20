/*
 * The only connection. It goes to the endpoint of the policy and nowhere else, whatever the bundle asks for. It reports
 * socket facts as events and has no timeouts of its own.
 */
#ifndef GRP_CONNECTION_H
#define GRP_CONNECTION_H

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
  /* The connection that ended last. The bundle may not know yet, so a send on it is no error. */
  bool has_ended;
  uint32_t ended;
  struct buffer out;
  size_t out_sent;
  enum net_result send_failure;
  enum net_result ending; /* why the connection has ended; what was held back is passed on first */
  struct token_guard guard;
  uint64_t held_until_mono_ms;
  /* Connections that were never made. One batch cannot ask for more of them. */
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
/** Opens a connection under the number that the bundle gives it. A second one is closed at once. */
void conn_connect(struct conn *conn, uint32_t id);
/** Sends bytes, with the token's line between them if the bundle asks for it. The bundle never sees the token. */
void conn_send(struct conn *conn, uint32_t id, struct slice head, bool with_token, struct slice rest);
/** Ends a connection. No more events of it follow. */
void conn_disconnect(struct conn *conn, uint32_t id);
/** Ends everything, because the engine that knew of it is gone. */
void conn_reset(struct conn *conn);
/** The next event, in the order in which things happened; false when nothing has. */
bool conn_next(struct conn *conn, struct conn_event *event);
/** Milliseconds until an event is due even if nothing arrives; -1 when none is due. */
int64_t conn_wait_ms(const struct conn *conn);
/** Whether bytes wait until there is room to send them. */
bool conn_wants_to_send(const struct conn *conn);

#endif
