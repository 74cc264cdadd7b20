/* The address of the other end as the system's socket functions want it, for the library and the program alike. */
#ifndef GRP_PEER_H
#define GRP_PEER_H

#include "platform.h"

#ifdef _WIN32
#include <ws2tcpip.h>
#else
#include <netinet/in.h>
#include <sys/socket.h>
#endif

#include <string.h>

union peer {
  struct sockaddr any;
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
};

/** Fills `peer` and returns how many bytes of it count. */
static inline socklen_t peer_of(const struct net_address *address, union peer *peer) {
  memset(peer, 0, sizeof *peer);
  if (address->family == 4) {
    peer->v4.sin_family = AF_INET;
    peer->v4.sin_port = htons(address->port);
    memcpy(&peer->v4.sin_addr, address->bytes, 4);
    return sizeof peer->v4;
  }
  peer->v6.sin6_family = AF_INET6;
  peer->v6.sin6_port = htons(address->port);
  memcpy(&peer->v6.sin6_addr, address->bytes, 16);
  return sizeof peer->v6;
}

#ifdef _WIN32
/** Windows tries a refused loopback connection again for two seconds. Newer systems can be told not to. */
static inline void peer_fail_fast(SOCKET socket) {
  struct {
    USHORT rtt;
    UCHAR max_syn_retransmissions;
  } parameters = {0xffff, 0xfe}; /* unspecified, none */
  DWORD returned;
  WSAIoctl(socket, _WSAIOW(IOC_VENDOR, 17), &parameters, sizeof parameters, NULL, 0, &returned, NULL, NULL);
}
#endif

#endif
