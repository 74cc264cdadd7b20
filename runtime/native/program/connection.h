/*
 * One connection of the program: what waits to be sent on it, and how it ends. `sockets.c` holds all of them.
 */
#ifndef GRP_PROGRAM_CONNECTION_H
#define GRP_PROGRAM_CONNECTION_H

#include "sockets.h"

enum link_state {
  LINK_FREE,
  LINK_OPEN,
  LINK_LOST,   /* the end is still to be told */
  LINK_LEAVING /* the program has ended it; what is still to be sent goes out first */
};

struct link {
  enum link_state state;
  uint32_t conn;
  system_socket socket;
  struct buffer out;
  size_t out_sent;
  bool cannot_send;
  bool has_finished; /* the peer sends nothing more, and may still read */
  bool finishes;     /* the program sends nothing more: the peer is told behind what is still to be sent */
  bool finish_told;
  bool was_reset;
  uint64_t until_mono_ms; /* of a link that is leaving */
};

/** Hangs up; the place is free again. */
void connection_free(struct link *link, bool with_reset);
size_t connection_waiting_bytes(const struct link *link);
/** Tells the peer, once nothing is left to be sent, that nothing more will be. */
void connection_tell_finish(struct link *link);
/** The connection is over; the program hears of it next. */
void connection_lose(struct link *link, bool was_reset);
/** Sends as much as there is room for. That it failed is told when nothing is left to receive. */
void connection_flush(struct link *link);
/** Waits for a peer that is slow to read, and gives it up in the end. */
void connection_make_room(struct link *link);
/**
 * What is still to be sent goes out, and the other side ends too; then nothing of it is left.
 * `piece` is room for what it still sends, which nobody reads.
 */
void connection_go_on_leaving(struct link *link, uint8_t *piece, size_t size);

#endif
