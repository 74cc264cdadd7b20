/* The program's sockets on POSIX systems. */
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <unistd.h>

#include "../peer.h"
#include "sockets.h"

enum { MOST_AWAITED = 64, BACKLOG = 64 };

bool system_net_begin(void) {
  return true;
}

void system_net_end(void) {}

void system_await(const struct awaited *list, size_t count, uint32_t wait_ms) {
  struct pollfd watched[MOST_AWAITED];
  for (size_t i = 0; i < count; i++) {
    short events = (short)((list[i].to_receive ? POLLIN : 0) | (list[i].to_send ? POLLOUT : 0));
    watched[i] = (struct pollfd){.fd = list[i].socket, .events = events};
  }
  /* Whatever it says, the caller tries everything again. */
  if (poll(watched, (nfds_t)count, (int)wait_ms) < 0) return;
}

static int open_socket(const union peer *peer) {
  return socket(peer->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

static void send_at_once(int socket) {
  int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

system_socket system_dial(const struct net_address *address, uint32_t wait_ms) {
  union peer peer;
  socklen_t length = peer_of(address, &peer);
  int made = open_socket(&peer);
  if (made < 0) return NO_SOCKET;
  send_at_once(made);
  int error = connect(made, &peer.any, length) == 0 ? 0 : errno;
  struct pollfd watched = {.fd = made, .events = POLLOUT};
  if (error == EINPROGRESS) {
    socklen_t size = sizeof error;
    bool answered = poll(&watched, 1, (int)wait_ms) > 0;
    if (!answered || getsockopt(made, SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = ETIMEDOUT;
  }
  if (error == 0) return made;
  close(made);
  return NO_SOCKET;
}

system_socket system_listen(const struct net_address *address, uint16_t *port) {
  union peer peer;
  socklen_t length = peer_of(address, &peer);
  int made = open_socket(&peer), on = 1;
  if (made < 0) return NO_SOCKET;
  /* Otherwise connections that ended a moment ago would keep the port. */
  setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  bool listens = bind(made, &peer.any, length) == 0 && listen(made, BACKLOG) == 0 &&
                 getsockname(made, &peer.any, &length) == 0;
  if (listens) {
    *port = ntohs(address->family == 4 ? peer.v4.sin_port : peer.v6.sin6_port);
    return made;
  }
  close(made);
  return NO_SOCKET;
}

system_socket system_accept(system_socket listener) {
  int made = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (made < 0) return NO_SOCKET;
  send_at_once(made);
  return made;
}

static enum net_result result_of(int error) {
  return error == EAGAIN || error == EINTR ? NET_PENDING : NET_RESET;
}

enum net_result system_send(system_socket socket, struct slice bytes, size_t *sent) {
  ssize_t put = send(socket, bytes.bytes, bytes.length, MSG_NOSIGNAL);
  if (put < 0) return result_of(errno);
  *sent += (size_t)put;
  return NET_DONE;
}

enum net_result system_receive(system_socket socket, uint8_t *bytes, size_t room, size_t *received) {
  ssize_t got = recv(socket, bytes, room, 0);
  if (got < 0) return result_of(errno);
  *received = (size_t)got;
  return got == 0 ? NET_PEER_CLOSED : NET_DONE;
}

void system_send_end(system_socket socket) {
  shutdown(socket, SHUT_WR);
}

void system_hang_up(system_socket socket, bool with_reset) {
  struct linger none = {.l_onoff = 1, .l_linger = 0};
  if (with_reset) setsockopt(socket, SOL_SOCKET, SO_LINGER, &none, sizeof none);
  close(socket);
}
