/* The worker's waiting place on Windows: WaitForMultipleObjects on a wake-up event and the socket's event. */
#include "peer.h"

#include <stdlib.h>

struct platform_net {
  HANDLE wake;
  HANDLE happened;
  SOCKET socket;
};

struct platform_net *platform_net_new(void) {
  WSADATA data;
  struct platform_net *net = calloc(1, sizeof *net);
  if (net == NULL) return NULL;
  net->socket = INVALID_SOCKET;
  if (WSAStartup(MAKEWORD(2, 2), &data) != 0) {
    free(net);
    return NULL;
  }
  net->wake = CreateEventW(NULL, FALSE, FALSE, NULL);
  net->happened = CreateEventW(NULL, FALSE, FALSE, NULL);
  if (net->wake == NULL || net->happened == NULL) {
    platform_net_free(net);
    return NULL;
  }
  return net;
}

void platform_net_free(struct platform_net *net) {
  if (net == NULL) return;
  platform_net_close(net);
  if (net->wake != NULL) CloseHandle(net->wake);
  if (net->happened != NULL) CloseHandle(net->happened);
  WSACleanup();
  free(net);
}

void platform_net_wake(struct platform_net *net) {
  SetEvent(net->wake);
}

void platform_net_wait(struct platform_net *net, bool wants_to_send, int64_t wait_ms) {
  (void)wants_to_send; /* WSAEventSelect reports room after a send that found none */
  const HANDLE watched[2] = {net->wake, net->happened};
  DWORD timeout = wait_ms < 0 ? INFINITE : wait_ms > 3600000 ? 3600000 : (DWORD)wait_ms;
  WaitForMultipleObjects(2, watched, FALSE, timeout);
  /* Clears the record and the event together. Whatever the record said, the caller tries to receive and send. */
  WSANETWORKEVENTS events;
  if (net->socket != INVALID_SOCKET) WSAEnumNetworkEvents(net->socket, net->happened, &events);
}

static enum net_result result_of(int error) {
  switch (error) {
    case WSAEWOULDBLOCK:
    case WSAEINPROGRESS:
      return NET_PENDING;
    case WSAECONNREFUSED:
    case WSAETIMEDOUT:
      return NET_REFUSED;
    case WSAECONNRESET:
    case WSAECONNABORTED:
    case WSAENETRESET:
    case WSAESHUTDOWN:
      return NET_RESET;
    case WSAENETUNREACH:
    case WSAEHOSTUNREACH:
    case WSAENETDOWN:
    case WSAEADDRNOTAVAIL:
      return NET_UNREACHABLE;
    default:
      return NET_OTHER;
  }
}

/** A socket that child processes do not inherit, even before Windows 7 SP1, where the flag is not known. */
static SOCKET open_socket(int family) {
#ifndef WSA_FLAG_NO_HANDLE_INHERIT
#define WSA_FLAG_NO_HANDLE_INHERIT 0x80
#endif
  DWORD flags = WSA_FLAG_OVERLAPPED;
  SOCKET made = WSASocketW(family, SOCK_STREAM, IPPROTO_TCP, NULL, 0, flags | WSA_FLAG_NO_HANDLE_INHERIT);
  if (made == INVALID_SOCKET) {
    made = WSASocketW(family, SOCK_STREAM, IPPROTO_TCP, NULL, 0, flags);
    if (made != INVALID_SOCKET) SetHandleInformation((HANDLE)made, HANDLE_FLAG_INHERIT, 0);
  }
  return made;
}

enum net_result platform_net_connect(struct platform_net *net, const struct net_address *address) {
  union peer peer;
  socklen_t length = peer_of(address, &peer);
  net->socket = open_socket(peer.any.sa_family);
  if (net->socket == INVALID_SOCKET) return NET_OTHER;
  BOOL on = TRUE;
  setsockopt(net->socket, IPPROTO_TCP, TCP_NODELAY, (const char *)&on, sizeof on);
  peer_fail_fast(net->socket);
  /* This also makes the socket non-blocking. */
  if (WSAEventSelect(net->socket, net->happened, FD_CONNECT | FD_READ | FD_WRITE | FD_CLOSE) != 0) {
    platform_net_close(net);
    return NET_OTHER;
  }
  if (connect(net->socket, &peer.any, length) == 0) return NET_DONE;
  enum net_result result = result_of(WSAGetLastError());
  if (result != NET_PENDING) platform_net_close(net);
  return result;
}

enum net_result platform_net_connected(struct platform_net *net) {
  fd_set writable, failed;
  FD_ZERO(&writable);
  FD_ZERO(&failed);
  writable.fd_array[writable.fd_count++] = net->socket;
  failed.fd_array[failed.fd_count++] = net->socket;
  struct timeval now = {0, 0};
  if (select(0, NULL, &writable, &failed, &now) <= 0) return NET_PENDING;
  if (writable.fd_count > 0) return NET_DONE;
  int error = 0, length = sizeof error;
  getsockopt(net->socket, SOL_SOCKET, SO_ERROR, (char *)&error, &length);
  return error == 0 ? NET_REFUSED : result_of(error);
}

enum net_result platform_net_send(struct platform_net *net, struct slice bytes, size_t *sent) {
  int chunk = bytes.length > 1 << 20 ? 1 << 20 : (int)bytes.length;
  int put = send(net->socket, (const char *)bytes.bytes, chunk, 0);
  if (put == SOCKET_ERROR) return result_of(WSAGetLastError());
  *sent += (size_t)put;
  return NET_DONE;
}

enum net_result platform_net_receive(struct platform_net *net, uint8_t *bytes, size_t room, size_t *received) {
  int got = recv(net->socket, (char *)bytes, (int)room, 0);
  if (got == SOCKET_ERROR) {
    int error = WSAGetLastError();
    return error == WSAETIMEDOUT ? NET_OTHER : result_of(error);
  }
  *received = (size_t)got;
  return got == 0 ? NET_PEER_CLOSED : NET_DONE;
}

void platform_net_close(struct platform_net *net) {
  if (net->socket != INVALID_SOCKET) closesocket(net->socket);
  net->socket = INVALID_SOCKET;
  if (net->happened != NULL) ResetEvent(net->happened);
}
