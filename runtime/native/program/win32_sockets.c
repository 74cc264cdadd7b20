/* The program's sockets on Windows. */
#include "../peer.h"
#include "sockets.h"

enum { BACKLOG = 64, MOST_SENT_BYTES = 1 << 20 };

bool system_net_begin(void) {
  WSADATA data;
  return WSAStartup(MAKEWORD(2, 2), &data) == 0;
}

void system_net_end(void) {
  WSACleanup();
}

void system_await(const struct awaited *list, size_t count, uint32_t wait_ms) {
  fd_set receiving, sending;
  FD_ZERO(&receiving);
  FD_ZERO(&sending);
  for (size_t i = 0; i < count; i++) {
    if (list[i].to_receive && receiving.fd_count < FD_SETSIZE) receiving.fd_array[receiving.fd_count++] = list[i].socket;
    if (list[i].to_send && sending.fd_count < FD_SETSIZE) sending.fd_array[sending.fd_count++] = list[i].socket;
  }
  struct timeval limit = {(long)(wait_ms / 1000), (long)(wait_ms % 1000) * 1000};
  /* With nothing to wait for, select fails at once. Whatever it says, the caller tries everything again. */
  if (receiving.fd_count + sending.fd_count == 0) Sleep(wait_ms);
  else select(0, &receiving, &sending, NULL, &limit);
}

/** A socket that waits for nothing, sends at once, and is not passed on to a child process. */
static SOCKET prepare(SOCKET made) {
  u_long on = 1;
  BOOL at_once = TRUE;
  if (made == INVALID_SOCKET) return NO_SOCKET;
  SetHandleInformation((HANDLE)made, HANDLE_FLAG_INHERIT, 0);
  setsockopt(made, IPPROTO_TCP, TCP_NODELAY, (const char *)&at_once, sizeof at_once);
  if (ioctlsocket(made, FIONBIO, &on) == 0) return made;
  closesocket(made);
  return NO_SOCKET;
}

static SOCKET open_socket(const union peer *peer) {
  return prepare(WSASocketW(peer->any.sa_family, SOCK_STREAM, IPPROTO_TCP, NULL, 0, WSA_FLAG_OVERLAPPED));
}

system_socket system_dial(const struct net_address *address, uint32_t wait_ms) {
  union peer peer;
  int length = peer_of(address, &peer);
  SOCKET made = open_socket(&peer);
  if (made == INVALID_SOCKET) return NO_SOCKET;
  peer_fail_fast(made);
  bool connected = connect(made, &peer.any, length) == 0;
  if (!connected && WSAGetLastError() == WSAEWOULDBLOCK) {
    fd_set writable, failed;
    FD_ZERO(&writable);
    FD_ZERO(&failed);
    writable.fd_array[writable.fd_count++] = made;
    failed.fd_array[failed.fd_count++] = made;
    struct timeval limit = {(long)(wait_ms / 1000), (long)(wait_ms % 1000) * 1000};
    connected = select(0, NULL, &writable, &failed, &limit) > 0 && writable.fd_count > 0 && failed.fd_count == 0;
  }
  if (connected) return made;
  closesocket(made);
  return NO_SOCKET;
}

system_socket system_listen(const struct net_address *address, uint16_t *port) {
  union peer peer;
  int length = peer_of(address, &peer);
  SOCKET made = open_socket(&peer);
  if (made == INVALID_SOCKET) return NO_SOCKET;
  /* Otherwise another program could listen on the same port, and take what was meant for this one. */
  BOOL alone = TRUE;
  setsockopt(made, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, (const char *)&alone, sizeof alone);
  bool listens = bind(made, &peer.any, length) == 0 && listen(made, BACKLOG) == 0 &&
                 getsockname(made, &peer.any, &length) == 0;
  if (listens) {
    *port = ntohs(address->family == 4 ? peer.v4.sin_port : peer.v6.sin6_port);
    return made;
  }
  closesocket(made);
  return NO_SOCKET;
}

system_socket system_accept(system_socket listener) {
  return prepare(accept(listener, NULL, NULL));
}

static enum net_result result_of(int error) {
  return error == WSAEWOULDBLOCK || error == WSAEINTR ? NET_PENDING : NET_RESET;
}

enum net_result system_send(system_socket socket, struct slice bytes, size_t *sent) {
  int put = send(socket, (const char *)bytes.bytes,
                 bytes.length > MOST_SENT_BYTES ? MOST_SENT_BYTES : (int)bytes.length, 0);
  if (put == SOCKET_ERROR) return result_of(WSAGetLastError());
  *sent += (size_t)put;
  return NET_DONE;
}

enum net_result system_receive(system_socket socket, uint8_t *bytes, size_t room, size_t *received) {
  int got = recv(socket, (char *)bytes, (int)room, 0);
  if (got == SOCKET_ERROR) return result_of(WSAGetLastError());
  *received = (size_t)got;
  return got == 0 ? NET_PEER_CLOSED : NET_DONE;
}

void system_send_end(system_socket socket) {
  shutdown(socket, SD_SEND);
}

void system_hang_up(system_socket socket, bool with_reset) {
  struct linger none = {.l_onoff = 1, .l_linger = 0};
  if (with_reset) setsockopt(socket, SOL_SOCKET, SO_LINGER, (const char *)&none, sizeof none);
  closesocket(socket);
}
