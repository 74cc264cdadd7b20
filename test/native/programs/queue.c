/* A peer that never takes all that waits: the buffer is as large as what may wait, twice at most, however much was sent. */
#include <stdio.h>
#include <stdlib.h>

#include "connection.h"
#include "generated/boundary.h"

enum { PIECE = 512 * 1024, ROUNDS = 4000 };

static size_t takes; /* what the peer has room for */

enum net_result platform_net_connect(struct platform_net *net, const struct net_address *address) {
  (void)net, (void)address;
  return NET_DONE;
}
enum net_result platform_net_connected(struct platform_net *net) {
  (void)net;
  return NET_DONE;
}
enum net_result platform_net_send(struct platform_net *net, struct slice bytes, size_t *sent) {
  (void)net;
  size_t now = bytes.length < takes ? bytes.length : takes;
  if (now == 0) return NET_PENDING;
  takes -= now;
  *sent += now;
  return NET_DONE;
}
enum net_result platform_net_receive(struct platform_net *net, uint8_t *bytes, size_t room, size_t *received) {
  (void)net, (void)bytes, (void)room, (void)received;
  return NET_PENDING;
}
void platform_net_close(struct platform_net *net) {
  (void)net;
}
uint64_t platform_mono_ms(void) {
  return 0;
}

int main(void) {
  static struct conn conn;
  static uint8_t piece[PIECE];
  struct conn_event event;
  conn_init(&conn, NULL, (struct net_address){.family = 4}, slice_of(NULL, 0));
  conn_connect(&conn, 1);
  while (conn_next(&conn, &event)) continue;
  size_t largest = 0;
  for (int i = 0; i < ROUNDS; i++) {
    takes = i == 0 ? PIECE / 2 : PIECE; /* half a piece waits, always */
    conn_send(&conn, 1, slice_of(piece, PIECE), false, slice_of(NULL, 0));
    if (conn.out.capacity > largest) largest = conn.out.capacity;
    if (conn.state != CONN_OPEN) return 1;
  }
  printf("%s after %d pieces\n", largest <= 2 * GRP_CAP_QUEUED_BYTES ? "bounded" : "grown", ROUNDS);
  takes = 0;
  int accepted = 0;
  while (conn.state == CONN_OPEN) {
    conn_send(&conn, 1, slice_of(piece, PIECE), false, slice_of(NULL, 0));
    accepted++;
  }
  printf("given up after %d that nobody takes\n", accepted);
  conn_free(&conn);
  return 0;
}
