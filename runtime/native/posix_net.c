/* The worker's waiting place on POSIX systems: poll on a self-pipe and one socket. */
#include "peer.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

struct platform_net {
  int wake_read;
  int wake_write;
  int socket;
  bool connecting;
};

struct platform_net *platform_net_new(void) {
  struct platform_net *net = calloc(1, sizeof *net);
  int ends[2];
  if (net == NULL) return NULL;
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
    free(net);
    return NULL;
  }
  *net = (struct platform_net){.wake_read = ends[0], .wake_write = ends[1], .socket = -1};
  return net;
}

void platform_net_free(struct platform_net *net) {
  if (net == NULL) return;
  platform_net_close(net);
  close(net->wake_read);
  close(net->wake_write);
  free(net);
}

void platform_net_wake(struct platform_net *net) {
  /* If the pipe is full, a wake-up is already waiting in it. */
  if (write(net->wake_write, "", 1) < 0) return;
}

void platform_net_wait(struct platform_net *net, bool wants_to_send, int64_t wait_ms) {
  struct pollfd watched[2] = {{.fd = net->wake_read, .events = POLLIN}, {.fd = net->socket, .events = POLLIN}};
  if (wants_to_send || net->connecting) watched[1].events |= POLLOUT;
  int timeout = wait_ms < 0 ? -1 : wait_ms > 3600000 ? 3600000 : (int)wait_ms;
  if (poll(watched, 2, timeout) <= 0) return;
  char drained[64];
  if (watched[0].revents != 0)
    while (read(net->wake_read, drained, sizeof drained) > 0) continue;
}

static enum net_result result_of(int error) {
  switch (error) {
    case EAGAIN:
    case EINPROGRESS:
    case EINTR:
      return NET_PENDING;
    case ECONNREFUSED:
    case ETIMEDOUT:
      return NET_REFUSED;
    case ECONNRESET:
    case EPIPE:
    case ECONNABORTED:
      return NET_RESET;
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ENETDOWN:
    case EADDRNOTAVAIL:
      return NET_UNREACHABLE;
    default:
      return NET_OTHER;
  }
}

enum net_result platform_net_connect(struct platform_net *net, const struct net_address *address) {
  union peer peer;
  socklen_t length = peer_of(address, &peer);
  net->socket = socket(peer.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (net->socket < 0) return NET_OTHER;
  int on = 1;
  setsockopt(net->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(net->socket, &peer.any, length) == 0) return NET_DONE;
  enum net_result result = result_of(errno);
  net->connecting = result == NET_PENDING;
  if (!net->connecting) platform_net_close(net);
  return result;
}

enum net_result platform_net_connected(struct platform_net *net) {
  struct pollfd watched = {.fd = net->socket, .events = POLLOUT};
  if (poll(&watched, 1, 0) <= 0) return NET_PENDING;
  int error = 0;
  socklen_t length = sizeof error;
  if (getsockopt(net->socket, SOL_SOCKET, SO_ERROR, &error, &length) != 0) error = errno;
  net->connecting = false;
  return error == 0 ? NET_DONE : result_of(error);
}

enum net_result platform_net_send(struct platform_net *net, struct slice bytes, size_t *sent) {
  ssize_t put = send(net->socket, bytes.bytes, bytes.length, MSG_NOSIGNAL);
  if (put < 0) return result_of(errno);
  *sent += (size_t)put;
  return NET_DONE;
}

enum net_result platform_net_receive(struct platform_net *net, uint8_t *bytes, size_t room, size_t *received) {
  ssize_t got = recv(net->socket, bytes, room, 0);
  if (got < 0) return errno == ETIMEDOUT ? NET_OTHER : result_of(errno);
  *received = (size_t)got;
  return got == 0 ? NET_PEER_CLOSED : NET_DONE;
}

void platform_net_close(struct platform_net *net) {
  if (net->socket >= 0) close(net->socket);
  net->socket = -1;
  net->connecting = false;
}
